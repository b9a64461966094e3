package import SyncModel

extension SQLStore {
    package func alerts() async throws -> [Alert] {
        try await database.read { session in
            try session.query("SELECT body FROM alerts ORDER BY since, kind, subject", [])
                .compactMap { try coding.valueOrNil(Alert.self, from: $0.blobOrNil(0)) }
        }
    }

    package func keep(_ alerts: [Alert]) async throws {
        _ = try await database.write { session in
            try session.execute("DELETE FROM alerts", [])
            return try session.execute(
                "INSERT INTO alerts (kind, subject, since, body) VALUES (?, ?, ?, ?)",
                each: alerts.map { alert in
                    [
                        .text(alert.id.kind.rawValue), .text(alert.id.subject), .integer(alert.since.microseconds),
                        .blob(try coding.bytes(alert)),
                    ]
                }
            )
        }
    }

    package func liveWaits(for destinations: [DestinationName]) async throws -> [DestinationName: Instant] {
        try await database.read { session in
            var oldest: [DestinationName: Instant] = [:]
            for destination in destinations {
                // Each kind by itself, as the index of what is due is ordered.
                let found = try RecordKind.allCases.flatMap { kind in
                    try session.query(
                        "SELECT min(dirty_since) FROM lanes"
                            + " WHERE state = 'dirty' AND destination = ? AND kind = ? AND origin = ?",
                        [.text(destination.rawValue), .text(kind.rawValue), SQLValue(Origin.live.rawValue)]
                    )
                }
                let claimed = try session.query(
                    "SELECT min(dirty_since) FROM lanes WHERE state = 'claimed' AND destination = ? AND origin = ?",
                    [.text(destination.rawValue), SQLValue(Origin.live.rawValue)]
                )
                oldest[destination] = try (found + claimed).compactMap { try $0.instantOrNil(0) }.min()
            }
            return oldest
        }
    }

    package func takeUp(mapping: String, of destination: DestinationName, now: Instant) async throws -> Int {
        try await database.write { session in
            let name = SQLValue.text(destination.rawValue)
            let former = try session.query(
                "SELECT mapping FROM seen_mappings WHERE destination = ?\(dialect.rowLock)",
                [name]
            ).first?.text(0)
            guard former != mapping else { return 0 }
            try session.execute(Self.noteMapping, [name, .text(mapping), .integer(now.microseconds)])
            guard former != nil else { return 0 }
            return try DeliveryFault.Code.mendedByMapping.reduce(0) { freed, code in
                freed + (try release(FailureFilter(destination: destination, code: code), now: now, in: session))
            }
        }
    }

    package func guestPolicy(of destination: DestinationName) async throws -> GuestPolicy? {
        try await database.read { session in
            try session.query("SELECT mapping FROM seen_mappings WHERE destination = ?", [Self.guests(of: destination)])
                .first.flatMap { try GuestPolicy(rawValue: $0.text(0)) }
        }
    }

    package func note(guests policy: GuestPolicy, of destination: DestinationName, now: Instant) async throws {
        _ = try await database.write { session in
            try session.execute(
                Self.noteMapping,
                [Self.guests(of: destination), .text(policy.rawValue), .integer(now.microseconds)]
            )
        }
    }

    private static let noteMapping =
        "INSERT INTO seen_mappings (destination, mapping, seen_at) VALUES (?, ?, ?)"
        + " ON CONFLICT (destination) DO UPDATE SET mapping = excluded.mapping, seen_at = excluded.seen_at"

    /// Beside the destination's mapping; no destination's name has a stroke.
    private static func guests(of destination: DestinationName) -> SQLValue {
        .text("\(destination.rawValue)/guests")
    }
}
