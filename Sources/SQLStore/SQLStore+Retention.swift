package import SyncModel

extension SQLStore {
    package func expireReceipts(before time: Instant, limit: Int) async throws -> Int {
        try await database.write { session in
            let oldest = try session.query(
                "SELECT seq, state, received_at FROM receipts ORDER BY seq LIMIT ?",
                [SQLValue(limit)]
            )
            var last: Int64?
            var tallies = Tallies()
            var count = 0
            for row in oldest {
                guard try row.instant(2) < time else { break }
                last = try row.integer(0)
                let state = try row.name(1, of: ReceiptState.self)
                tallies.receipts[state, default: 0] -= 1
                count += 1
            }
            guard let last else { return 0 }
            try session.execute("DELETE FROM receipt_records WHERE receipt <= ?", [.integer(last)])
            try session.execute("DELETE FROM receipts WHERE seq <= ?", [.integer(last)])
            try tallies.write(in: session)
            return count
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
            let old = try records(keys, locking: true, in: session).values.filter { $0.changedAt < time }
            var bare: [RecordKey: StoredRecord] = [:]
            for stored in old { bare[stored.key] = stored.forgotten(now: now) }
            if !bare.isEmpty {
                for destination in try destinations(in: session) {
                    for (key, lane) in try lanes(bare.keys, destination: destination, in: session)
                    where lane.state.isOpen {
                        bare[key] = nil
                    }
                }
            }
            try session.execute(RecordColumns.upsert, each: bare.values.map { try $0.values(coding) })
            return ExpiryStep(expired: bare.count, next: ids.count == limit ? ids.last : nil)
        }
    }

    package func expireNotes(
        before time: Instant,
        after place: NotePlace?,
        limit: Int
    ) async throws -> ExpiryStep<NotePlace> {
        // Looked at beside the writer, who is then needed only for what has expired.
        let page = try await database.read { try notes(after: place, limit: limit, in: $0) }
        let old = page.filter { $0.note.at < time }
        let next = page.count == limit ? page.last?.place : nil
        guard !old.isEmpty else { return ExpiryStep(expired: 0, next: next) }
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
            let emptied = old.filter { $0.place.number == newest[$0.place.lane] && !$0.note.sent.isEmpty }
            let removed = try session.execute("DELETE FROM deliveries WHERE \(isOwn)", each: gone.map(\.place.values))
            let changed = try session.execute(
                "UPDATE deliveries SET note = ? WHERE \(isOwn)",
                each: emptied.map { old in
                    let place = SealedPlace.delivery(old.place.lane, old.place.number)
                    return [.blob(try coding.bytes(old.note.expired, at: place))] + old.place.values
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
            guard let note = try coding.valueOrNil(DeliveryNote.self, from: row.blobOrNil(5), at: sealed) else {
                throw StoreFailure.unreadable("a delivery's note")
            }
            return PlacedNote(place: place, note: note)
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
    var note: DeliveryNote
}

extension NotePlace {
    fileprivate var values: [SQLValue] { lane.values + [.integer(number)] }
}
