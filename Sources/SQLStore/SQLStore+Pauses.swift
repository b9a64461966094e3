package import SyncModel

extension SQLStore {
    package func pauses() async throws -> [Pause] {
        try await database.read { try pauses(in: $0) }
    }

    package func pause(_ pause: Pause) async throws {
        _ = try await database.write { session in
            try session.execute(
                "INSERT INTO pauses (destination, scope, fault, since, probe_at) VALUES (?, ?, ?, ?, ?)"
                    + " ON CONFLICT (destination, scope) DO UPDATE SET fault = excluded.fault,"
                    + " since = excluded.since, probe_at = excluded.probe_at",
                [
                    .text(pause.destination.rawValue), .text(pause.scope.name),
                    SQLValue(try pause.fault.map { try coding.bytes($0) }), .integer(pause.since.microseconds),
                    SQLValue(pause.probeAt?.microseconds),
                ]
            )
        }
    }

    package func resume(_ destination: DestinationName) async throws -> Bool {
        try await database.write { session in
            try session.execute("DELETE FROM pauses WHERE destination = ?", [.text(destination.rawValue)]) > 0
        }
    }

    func pauses(in session: any SQLSession) throws -> [Pause] {
        try session.query(
            "SELECT destination, scope, fault, since, probe_at FROM pauses ORDER BY destination, scope",
            []
        ).map { row in
            guard let scope = PauseScope(name: try row.text(1)) else {
                throw StoreFailure.unreadable("the scope of a pause")
            }
            return Pause(
                destination: DestinationName(try row.text(0)),
                scope: scope,
                fault: try coding.valueOrNil(DeliveryFault.self, from: row.blobOrNil(2)),
                since: try row.instant(3),
                probeAt: try row.instantOrNil(4)
            )
        }
    }
}
