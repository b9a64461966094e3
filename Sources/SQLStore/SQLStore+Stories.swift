package import SyncModel

extension SQLStore {
    package func find(_ what: SearchTerm, kind: RecordKind?, limit: Int) async throws -> [StoredRecord] {
        try await database.read { session in
            let (condition, values) = condition(for: what)
            return try session.query(
                "SELECT \(RecordColumns.read) FROM records WHERE (\(condition))"
                    + (kind == nil ? "" : " AND kind = ?") + " ORDER BY changed_at DESC, store, kind, id LIMIT ?",
                values + (kind.map { [.text($0.rawValue)] } ?? []) + [SQLValue(limit)]
            ).map { try StoredRecord($0, coding) }
        }
    }

    private func condition(for what: SearchTerm) -> (String, [SQLValue]) {
        switch what {
        case .number(let number, let text):
            // Each part has an index of its own.
            return (
                "number IS NOT NULL AND number = ? OR name IS NOT NULL AND name IN (?, ?) OR id = ?",
                [.integer(number), .text(text), .text("#\(number)"), .integer(number)]
            )
        case .name(let name): return ("name IS NOT NULL AND name = ?", [.text(name)])
        case .id(let id, let kind): return ("id = ? AND kind = ?", [.integer(id), .text(kind.rawValue)])
        case .email(let email):
            let sought = coding.sought(email)
            return ("folded_email IS NOT NULL AND folded_email IN (\(sought.placeholders))", sought)
        }
    }

    package func story(of key: RecordKey, limit: Int) async throws -> RecordStory? {
        try await database.read { session in
            var closed: [RecordKey: StoreFailure] = [:]
            let found = try records([key], unread: &closed, in: session)[key]
            if let failure = closed[key] { throw UnreadRow(key, reason: "\(failure)") }
            guard let record = found else { return nil }
            var unread = UnreadRows()
            var story = RecordStory(
                record: record,
                receipts: try newestReceipts(of: key, limit: limit, in: session).reversed(),
                lanes: try laneEntries(of: key, limit: limit, &unread, in: session)
            )
            story.unread = unread.first
            return story
        }
    }

    package func newestReceipts(of keys: [RecordKey], limit: Int) async throws -> [RecordKey: [ReceiptSummary]] {
        try await database.read { session in
            var found: [RecordKey: [ReceiptSummary]] = [:]
            for key in Set(keys) {
                let receipts = try newestReceipts(of: key, limit: limit, in: session)
                if !receipts.isEmpty { found[key] = receipts }
            }
            return found
        }
    }

    private func newestReceipts(
        of key: RecordKey,
        limit: Int,
        in session: any SQLSession
    ) throws -> [ReceiptSummary] {
        try session.query(
            Self.newestReceipts,
            [.integer(key.id), .text(key.kind.rawValue), .text(key.store.rawValue), SQLValue(limit)]
        )
        .map { try ReceiptSummary($0) }
    }

    /// Of one record, by its place in the primary key.
    package static let newestReceipts =
        "SELECT \(ReceiptSummary.columns) FROM receipts WHERE seq IN (SELECT receipt FROM receipt_records"
        + " WHERE id = ? AND kind = ? AND store = ? ORDER BY receipt DESC LIMIT ?) ORDER BY seq DESC"

    package func receipts(
        in state: ReceiptState,
        of shop: StoreName?,
        since: Instant?,
        limit: Int
    ) async throws -> [ReceiptSummary] {
        let chosen = Self.chosen(state, shop, since)
        return try await database.read { session in
            try session.query(
                "SELECT \(ReceiptSummary.columns) FROM receipts WHERE \(chosen.condition) ORDER BY seq DESC LIMIT ?",
                chosen.values + [SQLValue(limit)]
            ).map { try ReceiptSummary($0) }
        }
    }

    package func receiptCount(in state: ReceiptState, of shop: StoreName?, since: Instant?) async throws -> Int {
        let chosen = Self.chosen(state, shop, since)
        return try await database.read { session in
            try session.query("SELECT count(*) FROM receipts WHERE \(chosen.condition)", chosen.values).first
                .map { Int(try $0.integer(0)) } ?? 0
        }
    }

    private static func chosen(
        _ state: ReceiptState,
        _ shop: StoreName?,
        _ since: Instant?
    ) -> (condition: String, values: [SQLValue]) {
        // Nearly all receipts are applied, so those are found by walking back; the others have an index.
        var condition = (state == .applied ? "" : "state <> 'applied' AND ") + "state = ?"
        var values = [SQLValue.text(state.rawValue)]
        if let shop {
            condition += " AND store = ?"
            values.append(.text(shop.rawValue))
        }
        if let since {
            condition += " AND received_at >= ?"
            values.append(.integer(since.microseconds))
        }
        return (condition, values)
    }

    private func laneEntries(
        of key: RecordKey,
        limit: Int,
        _ unread: inout UnreadRows,
        in session: any SQLSession
    ) throws -> [RecordStory.LaneEntry] {
        // By destination, so that the primary key serves it.
        var entries: [RecordStory.LaneEntry] = []
        for destination in try destinations(in: session) where entries.count < limit {
            var closed: [RecordKey: StoreFailure] = [:]
            let lanes = try lanes([key], destination: destination, locking: false, unread: &closed, in: session)
            if let failure = closed[key] { unread.add(UnreadRow(key, of: destination, reason: "\(failure)")) }
            guard let lane = lanes[key] else { continue }
            let notes = try notes(of: lane.key, limit: limit, in: session) { unread.add($0) }
            entries.append(
                lane.entry(
                    deliveries: notes,
                    ruling: try ruling(on: lane.key, in: session)
                )
            )
        }
        return entries
    }
}

extension ReceiptSummary {
    fileprivate static let columns = "store, webhook_id, topic, triggered_at, received_at, state, reason"

    fileprivate init(_ row: SQLRow) throws {
        self.init(
            store: StoreName(try row.text(0)),
            webhookID: try row.text(1),
            topic: try row.text(2),
            triggeredAt: try row.instantOrNil(3),
            receivedAt: try row.instant(4),
            state: try row.name(5, of: ReceiptState.self),
            reason: try row.textOrNil(6)
        )
    }
}
