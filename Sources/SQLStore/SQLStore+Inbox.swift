package import SyncModel

extension SQLStore {
    package func apply(
        _ batch: [DecodedReceipt],
        routing: RoutingTable,
        origin: Origin,
        now: Instant,
        position: TransportPosition?
    ) async throws -> ApplyReport {
        try await database.write { session in
            var report = ApplyReport()
            let erased = try erased(among: batch.flatMap(\.concerned), in: session)
            let fresh = try keep(batch.map { $0.withholding(erased) }, forwarded: routing.forwarded, in: session)
            report.asked = try addRequests(of: fresh, in: session)
            report.duplicates = batch.count - fresh.count
            let merge = BatchMerge(fresh, routing: routing)
            var unread: [RecordKey: StoreFailure] = [:]
            let known = try records(merge.keys, locking: true, unread: &unread, in: session)
            // What they tell of other records is taken all the same.
            let stored = try putBack(fresh, unread, in: session)
            for decoded in stored { report.count(decoded.state) }
            var tallies = Tallies()
            tallies.count(stored)
            let changes = merge.keys.filter { unread[$0] == nil }
                .compactMap { merge.change(of: $0, known: known[$0], now: now) }
            try session.execute(RecordColumns.upsert, each: changes.map { try $0.stored.values(coding) })
            tallies.count(changes)
            let claims = try claimGuests(
                by: changes.map(\.stored),
                known: known,
                routing: routing,
                now: now,
                in: session
            )
            var marks = try claims.marks + marks(ofUnread: unread.keys, now: now, in: session)
            for change in changes where change.isNews {
                let key = change.stored.key
                let record = claims.guests[key]?.record ?? change.stored.record
                if record.hydration.isNeeded { report.unread.insert(key.store) }
                for destination in routing.destinations(for: record, of: key.store) {
                    marks.append(
                        LaneMark(key: LaneKey(destination: destination, record: key), since: change.receivedAt)
                    )
                }
            }
            report.marked = try mark(marks, origin: origin, force: false, now: now, tallies: &tallies, in: session)
            let orders = try ordersConcerned(changes.map(\.stored), known, routing, now: now, in: session)
            report.marked.formUnion(
                try mark(orders, origin: .history, force: false, now: now, tallies: &tallies, in: session)
            )
            try tallies.write(in: session)
            if let position {
                try session.execute(
                    "INSERT INTO transport_positions (source, place) VALUES (?, ?)"
                        + " ON CONFLICT (source) DO UPDATE SET place = excluded.place",
                    [.text(position.source), .integer(position.offset)]
                )
            }
            return report
        }
    }

    package func position(of source: String) async throws -> Int64? {
        try await database.read { session in
            try session.query("SELECT place FROM transport_positions WHERE source = ?", [.text(source)])
                .first?.integer(0)
        }
    }

    package func forgetPosition(of source: String) async throws {
        _ = try await database.write { session in
            try session.execute("DELETE FROM transport_positions WHERE source = ?", [.text(source)])
        }
    }

    /// Stores the receipts that are not known yet, with the records they speak of, and notes which are to be handed on; returns
    /// those.
    private func keep(
        _ batch: [DecodedReceipt],
        forwarded: Set<StoreName>,
        in session: any SQLSession
    ) throws -> [DecodedReceipt] {
        let rows = try session.query(
            "INSERT INTO receipts (store, webhook_id, topic, event_id, triggered_at, received_at, api_version,"
                + " is_test, state, reason, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (store, webhook_id) DO NOTHING RETURNING seq",
            each: batch.map { decoded in
                let receipt = decoded.receipt
                let place = SealedPlace.receipt(receipt.store, receipt.webhookID)
                return [
                    .text(receipt.store.rawValue), .text(receipt.webhookID), .text(receipt.topic),
                    SQLValue(receipt.eventID), SQLValue(receipt.triggeredAt?.microseconds),
                    .integer(receipt.receivedAt.microseconds), SQLValue(receipt.apiVersion),
                    SQLValue(receipt.isTest), .text(decoded.state.rawValue), SQLValue(decoded.reason),
                    .blob(try coding.stored(receipt.body, at: place)),
                ]
            }
        )
        var fresh: [DecodedReceipt] = []
        var mentions: [[SQLValue]] = []
        var forwards: [[SQLValue]] = []
        for (decoded, row) in zip(batch, rows) {
            guard let number = try row.first?.integer(0) else { continue }
            fresh.append(decoded)
            if forwarded.contains(decoded.receipt.store) { forwards.append([.integer(number)]) }
            for key in decoded.keys {
                mentions.append([
                    .text(key.store.rawValue), .text(key.kind.rawValue), .integer(key.id), .integer(number),
                ])
            }
        }
        try session.execute(
            "INSERT INTO receipt_records (store, kind, id, receipt) VALUES (?, ?, ?, ?)",
            each: mentions
        )
        try session.execute("INSERT INTO forwards (receipt) VALUES (?)", each: forwards)
        return fresh
    }
}
