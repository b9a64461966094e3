package import SyncModel

extension SQLStore {
    package func begin(_ action: LoggedAction) async throws -> Int64 {
        try await database.write { session in
            let rows = try session.query(
                "INSERT INTO actions (started_at, actor, action, subject, outcome, ended_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
                [
                    .integer(action.startedAt.microseconds), .text(action.actor), .text(action.action),
                    .text(action.subject), SQLValue(action.outcome), SQLValue(action.endedAt?.microseconds),
                ]
            )
            guard let id = try rows.first?.integer(0) else {
                throw StoreFailure.unreadable("an action without a number")
            }
            try session.execute("DELETE FROM actions WHERE id <= ?", [.integer(id - LoggedAction.kept)])
            return id
        }
    }

    package func end(_ action: Int64, outcome: String, now: Instant) async throws {
        _ = try await database.write { session in
            try session.execute(
                "UPDATE actions SET outcome = ?, ended_at = ? WHERE id = ?",
                [.text(LoggedAction.clipped(outcome)), .integer(now.microseconds), .integer(action)]
            )
        }
    }

    package func actions(_ filter: ActionFilter, limit: Int) async throws -> [LoggedAction] {
        var conditions: [String] = []
        var values: [SQLValue] = []
        if let actor = filter.actor {
            conditions.append("actor = ?")
            values.append(.text(actor))
        }
        if let action = filter.action {
            // No pattern: what is looked for may hold its signs.
            conditions.append("(action = ? OR substr(action, 1, CAST(? AS INTEGER)) = ?)")
            values += [.text(action), SQLValue(action.count + 1), .text(action + " ")]
        }
        if let since = filter.since {
            conditions.append("started_at >= ?")
            values.append(.integer(since.microseconds))
        }
        let condition = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        let statement =
            "SELECT id, started_at, actor, action, subject, outcome, ended_at FROM actions\(condition)"
            + " ORDER BY id DESC LIMIT ?"
        let all = values + [SQLValue(limit)]
        return try await database.read { session in
            try session.query(statement, all).map { row in
                LoggedAction(
                    id: try row.integer(0),
                    startedAt: try row.instant(1),
                    actor: try row.text(2),
                    action: try row.text(3),
                    subject: try row.text(4),
                    outcome: try row.textOrNil(5),
                    endedAt: try row.instantOrNil(6)
                )
            }
        }
    }
}
