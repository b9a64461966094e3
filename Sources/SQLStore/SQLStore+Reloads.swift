package import SyncModel

extension SQLStore {
    package func askReload(now: Instant) async throws -> Int64 {
        try await database.write { session in
            let asked = try session.query(
                "INSERT INTO reloads (asked_at) VALUES (?) RETURNING number",
                [.integer(now.microseconds)]
            )
            guard let number = try asked.first?.integer(0) else {
                throw StoreFailure.unreadable("a request without a number")
            }
            let forgotten = SQLValue.integer(number - Self.keptReloads)
            try session.execute("DELETE FROM reload_answers WHERE reload <= ?", [forgotten])
            try session.execute("DELETE FROM reloads WHERE number <= ?", [forgotten])
            return number
        }
    }

    package func newestReload() async throws -> Int64 {
        try await database.read { session in
            try session.query("SELECT max(number) FROM reloads", []).first?.integerOrNil(0) ?? 0
        }
    }

    package func answerReload(_ number: Int64, by node: String, problem: String?, now: Instant) async throws {
        _ = try await database.write { session in
            try session.execute(
                "INSERT INTO reload_answers (reload, node, problem, answered_at)"
                    + " SELECT number, ?, ?, ? FROM reloads WHERE number = ?"
                    + " ON CONFLICT (reload, node) DO UPDATE SET problem = excluded.problem,"
                    + " answered_at = excluded.answered_at",
                [.text(node), SQLValue(problem), .integer(now.microseconds), .integer(number)]
            )
        }
    }

    package func reloadAnswers(_ number: Int64) async throws -> [ReloadAnswer] {
        try await database.read { session in
            try session.query(
                "SELECT node, problem FROM reload_answers WHERE reload = ? ORDER BY node",
                [.integer(number)]
            ).map { ReloadAnswer(node: try $0.text(0), problem: try $0.textOrNil(1)) }
        }
    }
}
