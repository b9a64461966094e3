package import SyncModel

extension SQLStore {
    package func receipts(_ filter: ReplayFilter, after number: Int64, limit: Int) async throws -> [StoredReceipt] {
        var condition = "seq > ? AND is_test = 0"
        var values: [SQLValue] = [.integer(number)]
        func add(_ comparison: String, _ value: SQLValue?) {
            guard let value else { return }
            condition += " AND \(comparison) ?"
            values.append(value)
        }
        add("store =", filter.store.map { .text($0.rawValue) })
        add("topic =", filter.topic.map { .text($0) })
        add("received_at >=", filter.since.map { .integer($0.microseconds) })
        add("received_at <", filter.until.map { .integer($0.microseconds) })
        add("state =", filter.state.map { .text($0.rawValue) })
        let statement =
            "SELECT seq, store, webhook_id, topic, event_id, triggered_at, received_at, api_version, state, body"
            + " FROM receipts WHERE \(condition) ORDER BY seq LIMIT ?"
        let all = values + [SQLValue(limit)]
        return try await database.read { session in
            try session.query(statement, all).map { try storedReceipt($0) }
        }
    }

    /// A row of number, store, id, topic, event, times, version, state and body; without the body where that cannot be read.
    func storedReceipt(_ row: SQLRow) throws -> StoredReceipt {
        var why: String?
        let body = try readable({ try coding.opened(row.blobOrNil(9) ?? [], at: StoredReceipt.place(row)) }) {
            why = $0
        }
        var stored = try StoredReceipt(row, body: body ?? [])
        stored.unread = why.map { UnreadRow(webhook: stored.number, of: stored.receipt.store, reason: $0) }
        return stored
    }

    package func replay(
        _ batch: [ReplayedReceipt],
        routing: RoutingTable,
        destinations: Set<DestinationName>?,
        now: Instant
    ) async throws -> ReplayReport {
        try await database.write { session in
            var report = ReplayReport()
            var tallies = Tallies()
            let telling = batch.filter(\.tells)
            (report.replayed, report.silent) = (telling.count, batch.count - telling.count)
            let erased = try erased(among: telling.flatMap(\.decoded.concerned), in: session)
            let merge = BatchMerge(telling.map { $0.decoded.withholding(erased) }, routing: routing)
            var unread: [RecordKey: StoreFailure] = [:]
            let known = try records(merge.keys, locking: true, unread: &unread, in: session)
            report.unread = UnreadRows(
                unread.sorted { $0.key.id < $1.key.id }.map { UnreadRow($0.key, reason: "\($0.value)") }
            )
            // One that speaks of such a record stays what it is, to be taken up once more.
            report.mended = try mend(
                telling.filter { $0.isMended && !$0.decoded.keys.contains { unread[$0] != nil } },
                &tallies,
                in: session
            )
            let keys = merge.keys.filter { unread[$0] == nil }
            let changes = keys.compactMap { merge.change(of: $0, known: known[$0], now: now) }
            try session.execute(RecordColumns.upsert, each: changes.map { try $0.stored.values(coding) })
            tallies.count(changes)
            report.changed = changes.count
            let claims = try claimGuests(
                by: changes.map(\.stored),
                known: known,
                routing: routing,
                now: now,
                in: session
            )
            let others =
                try claims.marks
                + ordersConcerned(changes.map(\.stored), known, routing, now: now, in: session)
            _ = try mark(others, origin: .history, force: false, now: now, tallies: &tallies, in: session)
            var current = known
            for change in changes { current[change.stored.key] = change.stored }
            current.merge(claims.guests) { $1 }
            for destination in Set(routing.routes.values.flatMap(\.destinations)) {
                let meant = keys.filter { key in
                    current[key].map {
                        routing.destinations(for: $0.record, of: key.store, among: destinations).contains(destination)
                    } ?? false
                }
                var closed: [RecordKey: StoreFailure] = [:]
                let lanes = try lanes(meant, destination: destination, unread: &closed, in: session)
                let count = meant.count { lanes[$0]?.state != .erased }
                guard count > 0 else { continue }
                report.marked[destination] = count
                let marks = meant.map { LaneMark(key: LaneKey(destination: destination, record: $0), since: now) }
                _ = try mark(marks, origin: .history, force: true, now: now, tallies: &tallies, in: session)
            }
            try tallies.write(in: session)
            return report
        }
    }

    /// Deliveries that can be used now are applied from here on, and are found by their records.
    private func mend(
        _ mended: [ReplayedReceipt],
        _ tallies: inout Tallies,
        in session: any SQLSession
    ) throws -> Int {
        guard !mended.isEmpty else { return 0 }
        try session.execute(
            "UPDATE receipts SET state = ?, reason = NULL WHERE seq = ?",
            each: mended.map { [.text(ReceiptState.applied.rawValue), .integer($0.number)] }
        )
        try session.execute(
            "INSERT INTO receipt_records (store, kind, id, receipt) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (id, kind, store, receipt) DO NOTHING",
            each: mended.flatMap { replayed in replayed.decoded.keys.map { $0.values + [.integer(replayed.number)] } }
        )
        for replayed in mended {
            tallies.receipts[replayed.formerState, default: 0] -= 1
            tallies.receipts[.applied, default: 0] += 1
        }
        return mended.count
    }
}

extension StoredReceipt {
    fileprivate static func place(_ row: SQLRow) throws -> SealedPlace {
        .receipt(StoreName(try row.text(1)), try row.text(2))
    }

    fileprivate init(_ row: SQLRow, body: [UInt8]) throws {
        self.init(
            number: try row.integer(0),
            receipt: Receipt(
                store: StoreName(try row.text(1)),
                webhookID: try row.text(2),
                topic: try row.text(3),
                eventID: try row.textOrNil(4),
                triggeredAt: try row.instantOrNil(5),
                receivedAt: try row.instant(6),
                apiVersion: try row.textOrNil(7),
                body: body
            ),
            state: try row.name(8, of: ReceiptState.self)
        )
    }
}
