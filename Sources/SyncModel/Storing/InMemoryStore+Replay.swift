extension InMemoryStore {
    package func receipts(_ filter: ReplayFilter, after number: Int64, limit: Int) -> [StoredReceipt] {
        let found = receipts.enumerated().lazy.compactMap { place, decoded -> StoredReceipt? in
            let place = Int64(place) + 1
            guard place > number, filter.means(decoded.receipt, in: decoded.state) else { return nil }
            return StoredReceipt(number: place, receipt: decoded.receipt, state: decoded.state)
        }
        return Array(found.prefix(limit))
    }

    package func replay(
        _ batch: [ReplayedReceipt],
        routing: RoutingTable,
        destinations: Set<DestinationName>?,
        now: Instant
    ) -> ReplayReport {
        var report = ReplayReport()
        let telling = batch.filter(\.tells)
        (report.replayed, report.silent) = (telling.count, batch.count - telling.count)
        for replayed in telling where replayed.isMended {
            receipts[Int(replayed.number) - 1].content = replayed.decoded.content
            report.mended += 1
        }
        let erased = erased(among: telling.flatMap(\.decoded.concerned))
        let merge = BatchMerge(telling.map { $0.decoded.withholding(erased) }, routing: routing)
        let before = records(merge.keys)
        let changes = merge.keys.compactMap { merge.change(of: $0, known: before[$0], now: now) }
        for change in changes { records[change.stored.key] = change.stored }
        report.changed = changes.count
        _ = claimGuests(
            by: changes.map(\.stored),
            known: before,
            routing: routing,
            origin: .history,
            now: now
        )
        _ = markOrders(ofCustomers: changes.map(\.stored), known: before, routing: routing, now: now)
        for key in merge.keys {
            guard let record = records[key]?.record else { continue }
            for destination in routing.destinations(for: record, of: key.store, among: destinations) {
                let lane = LaneKey(destination: destination, record: key)
                if lanes[lane, default: Lane(key: lane)].mark(origin: .history, force: true, since: now, now: now) {
                    report.marked[destination, default: 0] += 1
                }
            }
        }
        return report
    }
}
