package import SyncModel

extension SQLStore {
    package func troubles() async throws -> [Trouble] {
        try await database.read { try troubles(in: $0) }
    }

    func troubles(in session: any SQLSession) throws -> [Trouble] {
        try session.query("SELECT party, since, message, next_try_at FROM troubles ORDER BY party", []).map { row in
            Trouble(
                party: try row.text(0),
                since: try row.instant(1),
                message: try row.text(2),
                nextTryAt: try row.instant(3)
            )
        }
    }

    package func keep(_ trouble: Trouble) async throws {
        _ = try await database.write { session in
            try session.execute(
                "INSERT INTO troubles (party, since, message, next_try_at) VALUES (?, ?, ?, ?)"
                    + " ON CONFLICT (party) DO UPDATE SET message = excluded.message, next_try_at = excluded.next_try_at,"
                    + " since = CASE WHEN excluded.since < troubles.since THEN excluded.since ELSE troubles.since END",
                [
                    .text(trouble.party), .integer(trouble.since.microseconds), .text(trouble.message),
                    .integer(trouble.nextTryAt.microseconds),
                ]
            )
        }
    }

    package func endTrouble(of party: String) async throws {
        _ = try await database.write { try $0.execute("DELETE FROM troubles WHERE party = ?", [.text(party)]) }
    }
}
