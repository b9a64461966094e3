package import SyncModel

extension SQLStore {
    package func ask(_ notice: ComplianceNotice, of store: StoreName, now: Instant) async throws -> ComplianceRequest {
        try await database.write { session in
            let open = try session.query(
                "SELECT \(ComplianceColumns.read) FROM compliance_requests WHERE state = 'open' AND store = ?"
                    + " AND kind = ? AND customer = ? ORDER BY id LIMIT 1",
                [.text(store.rawValue), .text(notice.kind.rawValue), SQLValue(notice.customerID)]
            ).first
            if let open { return try ComplianceRequest(open, coding) }
            return try add(
                notice,
                of: store,
                source: ComplianceRequest.command,
                askedAt: now,
                receivedAt: now,
                in: session
            )
        }
    }

    @discardableResult
    func add(
        _ notice: ComplianceNotice,
        of store: StoreName,
        source: String,
        askedAt: Instant,
        receivedAt: Instant,
        in session: any SQLSession
    ) throws -> ComplianceRequest {
        var request = ComplianceRequest(
            id: ComplianceRequest.ID(rawValue: 0),
            store: store,
            notice: notice,
            source: source,
            askedAt: askedAt,
            receivedAt: receivedAt
        )
        guard
            let number = try session.query(ComplianceColumns.insert, request.newValues(coding)).first?.integer(0)
        else { throw StoreFailure.unreadable("a request without a number") }
        request.id = ComplianceRequest.ID(rawValue: number)
        return request
    }

    /// Adds what was asked by deliveries; returns the stores concerned.
    func addRequests(of fresh: [DecodedReceipt], in session: any SQLSession) throws -> Set<StoreName> {
        var asked: Set<StoreName> = []
        for decoded in fresh {
            guard case .request(let notice) = decoded.content, decoded.state == .applied else { continue }
            let receipt = decoded.receipt
            try add(
                notice,
                of: receipt.store,
                source: receipt.webhookID,
                askedAt: receipt.happenedAt,
                receivedAt: receipt.receivedAt,
                in: session
            )
            asked.insert(receipt.store)
        }
        return asked
    }

    package func request(_ id: ComplianceRequest.ID) async throws -> ComplianceRequest? {
        try await database.read { try request(id, locking: false, in: $0) }
    }

    func request(
        _ id: ComplianceRequest.ID,
        locking: Bool = true,
        in session: any SQLSession
    ) throws -> ComplianceRequest? {
        try session.query(
            "SELECT \(ComplianceColumns.read) FROM compliance_requests WHERE id = ?" + (locking ? dialect.rowLock : ""),
            [.integer(id.rawValue)]
        ).first.map { try ComplianceRequest($0, coding) }
    }

    package func requests(_ filter: ComplianceFilter, limit: Int) async throws -> [ComplianceRequest] {
        var conditions: [String] = []
        var values: [SQLValue] = []
        if filter.isOpen { conditions.append("state = 'open'") }
        if let store = filter.store {
            conditions.append("store = ?")
            values.append(.text(store.rawValue))
        }
        if let behind = filter.behind {
            conditions.append(filter.isOpen ? "id > ?" : "id < ?")
            values.append(.integer(behind.rawValue))
        }
        let condition = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        let order = filter.isOpen ? "id" : "id DESC"
        let sql = "SELECT \(ComplianceColumns.listed) FROM compliance_requests\(condition) ORDER BY \(order) LIMIT ?"
        let all = values + [SQLValue(limit)]
        return try await database.read { session in
            try session.query(sql, all).map { try ComplianceRequest.listed($0, coding) }
        }
    }

    package func take(
        _ step: ComplianceStep,
        of request: ComplianceRequest.ID,
        now: Instant
    ) async throws -> ComplianceRequest? {
        try await database.write { session in
            guard let known = try self.request(request, in: session) else { return nil }
            var changed = known
            if case .done = step, known.state == .open { changed.count(try forgetTasks(of: request, in: session)) }
            changed.take(step, now: now)
            if changed != known { try session.execute(ComplianceColumns.update, changed.values(coding)) }
            return changed
        }
    }

    private func forgetTasks(of request: ComplianceRequest.ID, in session: any SQLSession) throws -> [CRMErasure] {
        let tasks = try session.query(
            "SELECT \(CRMErasure.read) FROM crm_erasures WHERE request = ?",
            [.integer(request.rawValue)]
        ).compactMap { try CRMErasure($0, coding) }
        try session.execute("DELETE FROM crm_erasures WHERE request = ?", [.integer(request.rawValue)])
        return tasks
    }

    package func count(_ counts: ErasureCounts, of request: ComplianceRequest.ID) async throws {
        _ = try await database.write { try count(counts, of: request, in: $0) }
    }

    func count(_ counts: ErasureCounts, of id: ComplianceRequest.ID, in session: any SQLSession) throws {
        guard counts != ErasureCounts(), var known = try request(id, in: session) else { return }
        known.count(counts)
        try session.execute(ComplianceColumns.update, known.values(coding))
    }

    package func crmErasures(
        of destination: DestinationName,
        now: Instant,
        limit: Int
    ) async throws -> [CRMErasure] {
        try await database.read { session in
            try session.query(
                "SELECT \(CRMErasure.read) FROM crm_erasures WHERE is_open = 1 AND destination = ? AND due_at <= ?"
                    + " ORDER BY due_at, id LIMIT ?",
                [.text(destination.rawValue), .integer(now.microseconds), SQLValue(limit)]
            ).compactMap { row in try readable({ try CRMErasure(row, coding) }) { _ in } ?? nil }
        }
    }

    package func crmErasures(of request: ComplianceRequest.ID, limit: Int) async throws -> [CRMErasure] {
        try await database.read { session in
            try session.query(
                "SELECT \(CRMErasure.listed) FROM crm_erasures WHERE request = ? AND is_open = 1"
                    + " ORDER BY destination, id LIMIT ?",
                [.integer(request.rawValue), SQLValue(limit)]
            ).compactMap { try CRMErasure.listed($0, coding) }
        }
    }

    package func save(_ erasures: [CRMErasure]) async throws {
        _ = try await database.write { session in
            try session.execute(
                "UPDATE crm_erasures SET due_at = ?, is_open = ?, body = ?"
                    + " WHERE destination = ? AND store = ? AND id = ?",
                each: erasures.map { task in
                    [
                        .integer(task.due.microseconds), SQLValue(task.outcome == nil),
                        .blob(try coding.bytes(task, at: task.place)),
                        .text(task.destination.rawValue), .text(task.store.rawValue), .integer(task.customerID),
                    ]
                }
            )
        }
    }
}
