package import SyncModel

extension SQLStore {
    package func expireReceipts(before time: Instant, limit: Int) async throws -> Int {
        try await database.write { session in
            // By their time alone: where the clock was set back, a younger one stands in front of older ones.
            let expired = try session.query(
                "SELECT seq, state FROM receipts WHERE received_at < ? ORDER BY received_at, seq LIMIT ?",
                [.integer(time.microseconds), SQLValue(limit)]
            )
            guard !expired.isEmpty else { return 0 }
            var tallies = Tallies()
            for row in expired {
                let state = try readable({ try row.name(1, of: ReceiptState.self) }) { _ in }
                if let state { tallies.receipts[state, default: 0] -= 1 }
            }
            let numbers = try expired.map { [SQLValue.integer(try $0.integer(0))] }
            try session.execute("DELETE FROM receipt_records WHERE receipt = ?", each: numbers)
            try session.execute("DELETE FROM receipts WHERE seq = ?", each: numbers)
            try tallies.write(in: session)
            return expired.count
        }
    }

    package func expireDeleted(
        _ kind: RecordKind,
        of store: StoreName,
        before time: Instant,
        after id: Int64,
        limit: Int,
        now: Instant
    ) async throws -> ExpiryStep<Int64> {
        try await database.write { session in
            let ids = try session.query(
                Self.deletedRecords,
                [.text(store.rawValue), .text(kind.rawValue), .integer(id), SQLValue(limit)]
            ).map { try $0.integer(0) }
            let keys = ids.map { RecordKey(store: store, kind: kind, id: $0) }
            var unread: [RecordKey: StoreFailure] = [:]
            let old = try records(keys, locking: true, unread: &unread, in: session).values
                .filter { $0.changedAt < time }
            var bare: [RecordKey: StoredRecord] = [:]
            for stored in old { bare[stored.key] = stored.forgotten(now: now) }
            for key in unread.keys { bare[key] = try forgottenUnread(key, before: time, now: now, in: session) }
            if !bare.isEmpty {
                for destination in try destinations(in: session) {
                    for key in try openLanes(bare.keys, destination: destination, in: session) { bare[key] = nil }
                }
            }
            try session.execute(RecordColumns.upsert, each: bare.values.map { try $0.values(coding) })
            return ExpiryStep(expired: bare.count, next: ids.count == limit ? ids.last : nil)
        }
    }

    /// A deleted record that cannot be read, as of which its key alone is known; `nil` for one that is too young, or was merged
    /// into another.
    private func forgottenUnread(
        _ key: RecordKey,
        before time: Instant,
        now: Instant,
        in session: any SQLSession
    ) throws -> StoredRecord? {
        let row = try session.query(
            "SELECT revision, first_seen_at, changed_at, customer_id FROM records WHERE store = ? AND kind = ? AND id = ?",
            key.values
        ).first
        guard let row else { return nil }
        let changedAt = try row.instant(2)
        let isMerged = key.kind == .customer ? try row.integerOrNil(3) != nil : false
        guard changedAt < time, !isMerged else { return nil }
        return StoredRecord(
            key: key,
            revision: try row.integer(0) + 1,
            record: .trace(key.kind, key.id, life: RecordLife(deletedAt: changedAt)),
            firstSeenAt: try row.instant(1),
            changedAt: now
        )
    }

    /// Those of which something is still to be delivered; what cannot be read of a lane does not matter.
    private func openLanes(
        _ keys: some Collection<RecordKey>,
        destination: DestinationName,
        in session: any SQLSession
    ) throws -> [RecordKey] {
        try keys.filter { key in
            let row = try session.query(
                "SELECT state FROM lanes WHERE destination = ? AND store = ? AND kind = ? AND id = ?",
                LaneKey(destination: destination, record: key).values
            ).first
            return try row.map { try $0.name(0, of: LaneState.self).isOpen } ?? false
        }
    }

    package func expireNotes(
        before time: Instant,
        after place: NotePlace?,
        limit: Int
    ) async throws -> ExpiryStep<NotePlace> {
        // Looked at beside the writer, who is then needed only for what has expired.
        let page = try await database.read { try notes(after: place, limit: limit, in: $0) }
        let next = page.count == limit ? page.last?.place : nil
        let old = page.filter { $0.note.map { $0.at < time } ?? false }
        let closed = page.filter { $0.note == nil }.map(\.place)
        guard !old.isEmpty || !closed.isEmpty else { return ExpiryStep(expired: 0, next: next) }
        let passed = try await database.read { try outlived(closed, before: time, in: $0) }
        guard !old.isEmpty || !passed.isEmpty else { return ExpiryStep(expired: 0, next: next) }
        let expired = try await database.write { session in
            var newest: [LaneKey: Int64] = [:]
            for lane in Set(old.map(\.place.lane)) {
                newest[lane] = try session.query(
                    "SELECT max(number) FROM deliveries WHERE destination = ? AND store = ? AND kind = ? AND id = ?",
                    lane.values
                ).first?.integerOrNil(0)
            }
            let isOwn = "destination = ? AND store = ? AND kind = ? AND id = ? AND number = ?"
            let gone = old.filter { $0.place.number != newest[$0.place.lane] }
            let emptied = old.filter { $0.place.number == newest[$0.place.lane] && $0.note?.sent.isEmpty == false }
            let removed = try session.execute(
                "DELETE FROM deliveries WHERE \(isOwn)",
                each: (gone.map(\.place) + passed).map(\.values)
            )
            let changed = try session.execute(
                "UPDATE deliveries SET note = ? WHERE \(isOwn)",
                each: emptied.compactMap { (old: PlacedNote) throws -> [SQLValue]? in
                    let place = SealedPlace.delivery(old.place.lane, old.place.number)
                    guard let note = old.note else { return nil }
                    return [.blob(try coding.bytes(note.expired, at: place))] + old.place.values
                }
            )
            return removed + changed
        }
        return ExpiryStep(expired: expired, next: next)
    }

    private func notes(after place: NotePlace?, limit: Int, in session: any SQLSession) throws -> [PlacedNote] {
        let columns = "destination, store, kind, id, number"
        let start = place?.values ?? ["", "", "", .integer(.min), 0]
        return try session.query(
            "SELECT \(columns), note FROM deliveries WHERE (\(columns)) > (?, ?, ?, ?, ?) ORDER BY \(columns) LIMIT ?",
            start + [SQLValue(limit)]
        ).map { row in
            let record = try RecordKey(row, at: 1)
            let place = NotePlace(
                lane: LaneKey(destination: DestinationName(try row.text(0)), record: record),
                number: try row.integer(4)
            )
            let sealed = SealedPlace.delivery(place.lane, place.number)
            let note = try readable({ try coding.valueOrNil(DeliveryNote.self, from: row.blobOrNil(5), at: sealed) }) {
                _ in
            }
            return PlacedNote(place: place, note: note ?? nil)
        }
    }

    /// Those notes that cannot be read and are past their time: numbers rise with time, so they are older than the next one of
    /// their lane that can be read.
    private func outlived(
        _ closed: [NotePlace],
        before time: Instant,
        in session: any SQLSession
    ) throws -> [NotePlace] {
        try closed.filter { place in
            let later = try session.query(
                "SELECT number, note FROM deliveries WHERE destination = ? AND store = ? AND kind = ? AND id = ? AND number > ?"
                    + " ORDER BY number LIMIT \(Lane.keptNotes)",
                place.values
            )
            for row in later {
                let sealed = SealedPlace.delivery(place.lane, try row.integer(0))
                let note = try readable({ try coding.valueOrNil(DeliveryNote.self, from: row.blobOrNil(1), at: sealed) }
                ) {
                    _ in
                }
                if let note, let note { return note.at < time }
            }
            return false
        }
    }

    package func expireActions(before time: Instant, limit: Int) async throws -> Int {
        try await database.write { session in
            try session.execute(
                "DELETE FROM actions WHERE id IN (SELECT id FROM actions WHERE started_at < ? ORDER BY id LIMIT ?)",
                [.integer(time.microseconds), SQLValue(limit)]
            )
        }
    }
}

private struct PlacedNote: Sendable {
    var place: NotePlace
    /// `nil` where it cannot be read.
    var note: DeliveryNote?
}

extension NotePlace {
    fileprivate var values: [SQLValue] { lane.values + [.integer(number)] }
}
