package import SyncModel

extension SQLStore {
    package func keepLargeBody(_ name: String, _ bytes: [UInt8], now: Instant) async throws {
        _ = try await database.write { session in
            try session.execute(
                "INSERT INTO large_bodies (name, kept_at, body) VALUES (?, ?, ?)"
                    + " ON CONFLICT (name) DO UPDATE SET kept_at = excluded.kept_at, body = excluded.body",
                [.text(name), .integer(now.microseconds), .blob(bytes)]
            )
        }
    }

    package func largeBody(_ name: String) async throws -> [UInt8]? {
        try await database.read { session in
            try session.query("SELECT body FROM large_bodies WHERE name = ?", [.text(name)]).first?.blobOrNil(0)
        }
    }

    package func removeLargeBodies(_ names: [String]) async throws {
        guard !names.isEmpty else { return }
        _ = try await database.write { session in
            for name in names { try session.execute("DELETE FROM large_bodies WHERE name = ?", [.text(name)]) }
        }
    }

    package func removeLargeBodies(keptBefore time: Instant) async throws -> Int {
        try await database.write { session in
            try session.execute("DELETE FROM large_bodies WHERE kept_at < ?", [.integer(time.microseconds)])
        }
    }
}
