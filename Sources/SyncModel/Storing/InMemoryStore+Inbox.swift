extension InMemoryStore {
    package func apply(
        _ batch: [DecodedReceipt],
        routing: RoutingTable,
        origin: Origin,
        now: Instant,
        position: TransportPosition?
    ) -> ApplyReport {
        var report = ApplyReport()
        let erased = erased(among: batch.flatMap(\.concerned))
        let batch = batch.map { $0.withholding(erased) }
        let fresh = batch.filter { decoded in
            receiptIDs.insert(ReceiptID(store: decoded.receipt.store, webhookID: decoded.receipt.webhookID)).inserted
        }
        report.duplicates = batch.count - fresh.count
        for decoded in fresh { report.count(decoded.state) }
        receipts += fresh
        noteForwards(fresh, routing)
        for decoded in fresh {
            guard case .request(let notice) = decoded.content, decoded.state == .applied else { continue }
            let receipt = decoded.receipt
            add(
                notice,
                of: receipt.store,
                source: receipt.webhookID,
                askedAt: receipt.happenedAt,
                receivedAt: receipt.receivedAt
            )
            report.asked.insert(receipt.store)
        }
        let merge = BatchMerge(fresh, routing: routing)
        let before = records(merge.keys)
        let changes = merge.keys.compactMap { merge.change(of: $0, known: before[$0], now: now) }
        for change in changes { records[change.stored.key] = change.stored }
        report.marked = claimGuests(
            by: changes.map(\.stored),
            known: before,
            routing: routing,
            origin: origin,
            now: now
        )
        for change in changes {
            let key = change.stored.key
            guard let record = records[key]?.record else { continue }
            if record.hydration.isNeeded { report.unread.insert(key.store) }
            for destination in change.isNews ? routing.destinations(for: record, of: key.store) : [] {
                let lane = LaneKey(destination: destination, record: key)
                if lanes[lane, default: Lane(key: lane)]
                    .mark(origin: origin, force: false, since: change.receivedAt, now: now)
                {
                    report.marked.insert(destination)
                }
            }
        }
        report.marked.formUnion(
            markOrders(ofCustomers: changes.map(\.stored), known: before, routing: routing, now: now)
        )
        if let position { positions[position.source] = position.offset }
        return report
    }

    package func position(of source: String) -> Int64? {
        positions[source]
    }

    package func forgetPosition(of source: String) {
        positions[source] = nil
    }

    package func record(_ key: RecordKey) -> StoredRecord? {
        records[key]
    }
}
