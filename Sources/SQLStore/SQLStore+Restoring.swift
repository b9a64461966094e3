package import SyncModel

// What a store that was restored from an older state does without, and what it takes over from the one before it.
extension SQLStore {
    /// Puts what the CRMs hold in doubt, in one statement: each field is written in full at its next delivery.
    ///
    /// The books of an older state say what the CRMs held then.
    /// - Returns: how many lanes were not in doubt before.
    package func doubtDelivered() async throws -> Int {
        try await database.write { session in
            try session.execute("UPDATE lanes SET holding = NULL WHERE holding IS NOT NULL", [])
        }
    }

    /// Adds a request as it stands, under its own number where that is free: its file bears it.
    ///
    /// - Returns: its number here.
    package func takeOver(_ request: ComplianceRequest) async throws -> ComplianceRequest.ID {
        let renumbering = dialect.renumbering("compliance_requests")
        return try await database.write { session in
            let values = try request.newValues(coding)
            let taken = try session.query(
                "SELECT 1 FROM compliance_requests WHERE id = ?",
                [.integer(request.id.rawValue)]
            )
            guard taken.isEmpty else {
                guard let number = try session.query(ComplianceColumns.insert, values).first?.integer(0) else {
                    throw StoreFailure.unreadable("a request without a number")
                }
                return ComplianceRequest.ID(rawValue: number)
            }
            try session.execute(
                "INSERT INTO compliance_requests (id, store, kind, customer, state, body) VALUES (?, ?, ?, ?, ?, ?)",
                [.integer(request.id.rawValue)] + values
            )
            if let renumbering { _ = try session.query(renumbering, []) }
            return request.id
        }
    }

    /// Replaces what is stored of a request by how it stood later.
    package func bringForward(_ request: ComplianceRequest) async throws {
        _ = try await database.write { try $0.execute(ComplianceColumns.update, request.values(coding)) }
    }

    /// Adds the entries of another store's log that this one lacks, the oldest first, in pages; the newest are kept as ever.
    ///
    /// - Returns: how many.
    package func takeOverActions(of former: SQLStore) async throws -> Int {
        let version = try await Self.version(of: former.database) ?? 0
        guard version >= Migration.actions.version else { return 0 }
        let newest = try await actions(ActionFilter(), limit: 1).first
        let (condition, values) = try await former.behind(newest)
        var last = try await former.newestAction() - LoggedAction.kept
        var count = 0
        while true {
            let after = last
            let page = try await former.database.read { session in
                try session.query(
                    "SELECT id, started_at, actor, action, subject, outcome, ended_at FROM actions"
                        + " WHERE \(condition) AND id > ? ORDER BY id LIMIT ?",
                    values + [.integer(after), SQLValue(Self.pageOfActions)]
                )
            }
            guard let end = page.last else { return count }
            last = try end.integer(0)
            count += try await database.write { session in
                try session.execute(
                    "INSERT INTO actions (started_at, actor, action, subject, outcome, ended_at) VALUES (?, ?, ?, ?, ?, ?)",
                    each: page.map { Array($0.values.dropFirst()) }
                )
            }
        }
    }

    private static let pageOfActions = 500

    /// What tells the entries behind one: its number where it is an entry of this log, else its time.
    private func behind(_ entry: LoggedAction?) async throws -> (condition: String, values: [SQLValue]) {
        guard let entry else { return ("1 = 1", []) }
        let isOurs = try await database.read { session in
            let same = try session.query(
                "SELECT 1 FROM actions WHERE id = ? AND started_at = ? AND actor = ?",
                [.integer(entry.id), .integer(entry.startedAt.microseconds), .text(entry.actor)]
            )
            return !same.isEmpty
        }
        return isOurs
            ? ("id > ?", [.integer(entry.id)]) : ("started_at > ?", [.integer(entry.startedAt.microseconds)])
    }

    private func newestAction() async throws -> Int64 {
        try await database.read { try $0.query("SELECT max(id) FROM actions", []).first?.integerOrNil(0) ?? 0 }
    }
}

extension SQLDialect {
    /// A query that lets the numbers of new rows go on behind those that a table holds; `nil` where they do by themselves.
    func renumbering(_ table: String) -> String? {
        guard text != "TEXT" else { return nil }
        return "SELECT setval(pg_get_serial_sequence('\(table)', 'id'), (SELECT max(id) FROM \(table)))"
    }
}
