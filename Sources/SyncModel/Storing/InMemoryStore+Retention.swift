extension InMemoryStore {
    package func expireReceipts(before time: Instant, limit: Int) -> Int {
        let places = receipts.indices.filter { receipts[$0].receipt.receivedAt < time }
            .sorted { receipts[$0].receipt.receivedAt < receipts[$1].receipt.receivedAt }.prefix(limit)
        for decoded in places.map({ receipts[$0] }) {
            let store = decoded.receipt.store
            lastReceipts[store] = max(lastReceipts[store] ?? decoded.receipt.receivedAt, decoded.receipt.receivedAt)
            receiptIDs.remove(ReceiptID(store: store, webhookID: decoded.receipt.webhookID))
        }
        for place in places.sorted(by: >) { receipts.remove(at: place) }
        return places.count
    }

    package func expireDeleted(
        _ kind: RecordKind,
        of store: StoreName,
        before time: Instant,
        after id: Int64,
        limit: Int,
        now: Instant
    ) -> ExpiryStep<Int64> {
        let deleted = records.values
            .filter { stored in
                stored.key.store == store && stored.key.kind == kind && stored.key.id > id
                    && stored.record.life.isDeleted
            }
            .sorted { $0.key.id < $1.key.id }
            .prefix(limit)
        var expired = 0
        for stored in deleted where stored.changedAt < time {
            guard let bare = stored.forgotten(now: now),
                !lanes.values.contains(where: { $0.key.record == stored.key && $0.state.isOpen })
            else { continue }
            records[stored.key] = bare
            expired += 1
        }
        return ExpiryStep(expired: expired, next: deleted.count == limit ? deleted.last?.key.id : nil)
    }

    package func expireNotes(before time: Instant, after place: NotePlace?, limit: Int) -> ExpiryStep<NotePlace> {
        var expired = 0
        for (lane, all) in notes {
            guard let newest = all.last else { continue }
            var kept = all.filter { $0 == newest || $0.at >= time }
            expired += all.count - kept.count
            if newest.at < time, !newest.sent.isEmpty {
                kept[kept.count - 1] = newest.expired
                expired += 1
            }
            notes[lane] = kept
        }
        return ExpiryStep(expired: expired, next: nil)
    }

    package func expireActions(before time: Instant, limit: Int) -> Int {
        let expired = loggedActions.prefix(limit).prefix { $0.startedAt < time }
        loggedActions.removeFirst(expired.count)
        return expired.count
    }
}
