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
            try session.query(statement, all).map { try StoredReceipt($0, coding) }
        }
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
            report.mended = try mend(telling.filter(\.isMended), &tallies, in: session)
            let erased = try erased(among: telling.flatMap(\.decoded.concerned), in: session)
            let merge = BatchMerge(telling.map { $0.decoded.withholding(erased) }, routing: routing)
            let known = try records(merge.keys, locking: true, in: session)
            let changes = merge.keys.compactMap { merge.change(of: $0, known: known[$0], now: now) }
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
                let keys = merge.keys.filter { key in
                    current[key].map {
                        routing.destinations(for: $0.record, of: key.store, among: destinations).contains(destination)
                    } ?? false
                }
                let lanes = try lanes(keys, destination: destination, in: session)
                let count = keys.count { lanes[$0]?.state != .erased }
                guard count > 0 else { continue }
                report.marked[destination] = count
                let marks = keys.map { LaneMark(key: LaneKey(destination: destination, record: $0), since: now) }
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
    fileprivate init(_ row: SQLRow, _ coding: JSONCoding) throws {
        let store = StoreName(try row.text(1))
        let webhookID = try row.text(2)
        self.init(
            number: try row.integer(0),
            receipt: Receipt(
                store: store,
                webhookID: webhookID,
                topic: try row.text(3),
                eventID: try row.textOrNil(4),
                triggeredAt: try row.instantOrNil(5),
                receivedAt: try row.instant(6),
                apiVersion: try row.textOrNil(7),
                body: try coding.opened(row.blobOrNil(9) ?? [], at: .receipt(store, webhookID))
            ),
            state: try row.name(8, of: ReceiptState.self)
        )
    }
}
