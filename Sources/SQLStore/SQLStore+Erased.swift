package import SyncModel

extension SQLStore {
    /// Which of these were erased for good, and which shops with everything until when.
    ///
    /// Every batch asks, so it costs little where nothing was erased.
    func erased(among keys: [RecordKey], in session: any SQLSession) throws -> ErasedRecords {
        var erased = ErasedRecords()
        for row in try session.query("SELECT store, until FROM erased_shops", []) {
            erased.stores[StoreName(try row.text(0))] = try row.instant(1)
        }
        guard try !session.query("SELECT 1 FROM erasures LIMIT 1", []).isEmpty else { return erased }
        try session.forEachRow(of: keys) { group, portion in
            (
                "SELECT id FROM erasures WHERE store = ? AND kind = ? AND id IN (\(portion.placeholders))"
                    + " AND is_for_good = 1",
                group.values + portion.values
            )
        } _: { group, row in
            erased.keys.insert(group.key(try row.integer(0)))
        }
        return erased
    }

    package func erased(among keys: [RecordKey]) async throws -> ErasedRecords {
        try await database.read { try erased(among: keys, in: $0) }
    }

    package func ordersToErase(for request: ComplianceRequest.ID, limit: Int) async throws -> [RecordKey] {
        try await database.read { session in
            guard let request = try self.request(request, locking: false, in: session),
                let customer = request.notice.customerID
            else { return [] }
            let store = SQLValue.text(request.store.rawValue)
            let isNew =
                "kind = 'order' AND NOT EXISTS (SELECT 1 FROM erasures e"
                + " WHERE e.store = records.store AND e.kind = 'order' AND e.id = records.id)"
            var rows = try session.query(
                "SELECT id FROM records WHERE store = ? AND customer_id IS NOT NULL AND customer_id = ? AND \(isNew)"
                    + " ORDER BY id LIMIT ?",
                [store, .integer(customer), SQLValue(limit)]
            )
            if let email = request.notice.email, rows.count < limit {
                let sought = coding.sought(email)
                rows += try session.query(
                    "SELECT id FROM records WHERE folded_email IS NOT NULL AND folded_email IN (\(sought.placeholders))"
                        + " AND store = ?"
                        + " AND (customer_id IS NULL OR customer_id < 0 AND customer_id <> ?) AND \(isNew)"
                        + " ORDER BY id LIMIT ?",
                    sought + [store, .integer(customer), SQLValue(limit - rows.count)]
                )
            }
            return try rows.map { RecordKey(store: request.store, kind: .order, id: try $0.integer(0)) }
                .sorted { $0.id < $1.id }
        }
    }

    package func ids(_ kind: RecordKind, of store: StoreName, after id: Int64, limit: Int) async throws -> [Int64] {
        try await database.read { session in
            try session.query(
                "SELECT id FROM records WHERE id > ? AND kind = ? AND store = ? ORDER BY id LIMIT ?",
                [.integer(id), .text(kind.rawValue), .text(store.rawValue), SQLValue(limit)]
            ).map { try $0.integer(0) }
        }
    }

    package func openErasures(of request: ComplianceRequest.ID, limit: Int) async throws -> [RecordKey] {
        try await database.read { session in
            try session.query(
                "SELECT store, kind, id FROM erasures WHERE is_open = 1 AND request = ? ORDER BY kind, id LIMIT ?",
                [.integer(request.rawValue), SQLValue(limit)]
            ).map { try RecordKey($0) }
        }
    }

    package func erasedRecords(of store: StoreName, after last: RecordKey?, limit: Int) async throws -> [RecordKey] {
        try await database.read { session in
            try session.query(
                "SELECT store, kind, id FROM erasures WHERE store = ? AND (kind, id) > (?, ?) AND is_for_good = 1"
                    + " ORDER BY kind, id LIMIT ?",
                [
                    .text(store.rawValue), .text(last?.kind.rawValue ?? ""), .integer(last?.id ?? 0), SQLValue(limit),
                ]
            ).map { try RecordKey($0) }
        }
    }

    package func bodies(of key: RecordKey, after number: Int64, limit: Int) async throws -> [ReceiptBody] {
        try await database.read { session in
            try session.query(
                "SELECT r.seq, r.webhook_id, r.topic, r.received_at, r.body FROM receipt_records m"
                    + " JOIN receipts r ON r.seq = m.receipt WHERE m.id = ? AND m.kind = ? AND m.store = ?"
                    + " AND m.receipt > ? AND length(r.body) > 0 ORDER BY m.receipt LIMIT ?",
                [
                    .integer(key.id), .text(key.kind.rawValue), .text(key.store.rawValue), .integer(number),
                    SQLValue(limit),
                ]
            ).map { try ReceiptBody($0, of: key.store, coding) }
        }
    }

    package func merged(into key: RecordKey, after id: Int64, limit: Int) async throws -> [RecordKey] {
        try await database.read { session in
            try session.query(
                "SELECT id FROM records WHERE store = ? AND customer_id IS NOT NULL AND customer_id = ? AND id > ?"
                    + " AND kind = 'customer' ORDER BY id LIMIT ?",
                [.text(key.store.rawValue), .integer(key.id), .integer(id), SQLValue(limit)]
            ).map { RecordKey(store: key.store, kind: .customer, id: try $0.integer(0)) }
        }
    }

    package func orders(ofCustomer key: RecordKey, after id: Int64, limit: Int) async throws -> [RecordKey] {
        try await database.read { session in
            try session.query(
                "SELECT id FROM records WHERE store = ? AND customer_id IS NOT NULL"
                    + " AND customer_id = ? AND id > ? AND kind = 'order' ORDER BY id LIMIT ?",
                [.text(key.store.rawValue), .integer(key.id), .integer(id), SQLValue(limit)]
            ).map { RecordKey(store: key.store, kind: .order, id: try $0.integer(0)) }
        }
    }

    /// Served by the index `records_customer`, and by the primary key for each id.
    package static let unknownBuyers =
        "SELECT DISTINCT customer_id FROM records WHERE store = ? AND customer_id IS NOT NULL AND customer_id > ?"
        + " AND NOT EXISTS (SELECT 1 FROM records AS buyers WHERE buyers.store = records.store"
        + " AND buyers.kind = 'customer' AND buyers.id = records.customer_id) ORDER BY customer_id LIMIT ?"

    package func unknownBuyers(of store: StoreName, after id: Int64, limit: Int) async throws -> [Int64] {
        try await database.read { session in
            try session.query(
                Self.unknownBuyers,
                [.text(store.rawValue), .integer(max(0, id)), SQLValue(limit)]
            ).map { try $0.integer(0) }
        }
    }

    package func customers(of store: StoreName, foldedEmail: String, limit: Int) async throws -> [RecordKey] {
        try await database.read { session in
            let sought = coding.sought(foldedEmail)
            return try session.query(
                "SELECT id FROM records WHERE folded_email IN (\(sought.placeholders)) AND kind = 'customer'"
                    + " AND store = ? ORDER BY id LIMIT ?",
                sought + [.text(store.rawValue), SQLValue(limit)]
            ).map { RecordKey(store: store, kind: .customer, id: try $0.integer(0)) }
        }
    }
}

extension ReceiptBody {
    /// Reads a receipt's number, webhook id, topic, time and body.
    init(_ row: SQLRow, of store: StoreName, _ coding: JSONCoding) throws {
        let (number, webhookID) = (try row.integer(0), try row.text(1))
        self.init(
            number: number,
            webhookID: webhookID,
            topic: try row.text(2),
            receivedAt: try row.instant(3),
            body: []
        )
        do {
            body = try coding.opened(row.blobOrNil(4) ?? [], at: .receipt(store, webhookID))
        } catch let failure as StoreFailure where failure.isOfOneRow {
            unread = UnreadRow(webhook: number, of: store, reason: "\(failure)")
        }
    }
}

extension [SQLValue] {
    /// As many as there are values, for `IN (…)`.
    var placeholders: String { map { _ in "?" }.joined(separator: ", ") }
}
