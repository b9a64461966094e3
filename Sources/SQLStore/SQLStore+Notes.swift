import SyncModel

/// A delivery note on its way into the log.
struct Note: Sendable {
    var lane: LaneKey
    /// Counts a lane's notes from 1.
    var number: Int64
    var note: DeliveryNote
}

extension SQLStore {
    /// Writes notes, and drops each lane's oldest beyond those that are kept.
    func write(_ notes: [Note], in session: any SQLSession) throws {
        try session.execute(
            "INSERT INTO deliveries (destination, store, kind, id, number, note) VALUES (?, ?, ?, ?, ?, ?)",
            each: notes.map { note in
                let place = SealedPlace.delivery(note.lane, note.number)
                return note.lane.values + [.integer(note.number), .blob(try coding.bytes(note.note, at: place))]
            }
        )
        try session.execute(
            "DELETE FROM deliveries WHERE destination = ? AND store = ? AND kind = ? AND id = ? AND number <= ?",
            each: notes.filter { $0.number > Lane.keptNotes }.map { note in
                note.lane.values + [.integer(note.number - Lane.keptNotes)]
            }
        )
    }

    /// A lane's newest notes, the newest last.
    ///
    /// Those that cannot be read are left out, and told.
    func notes(
        of lane: LaneKey,
        limit: Int,
        in session: any SQLSession,
        unread: (UnreadRow) -> Void = { _ in }
    ) throws -> [DeliveryNote] {
        try session.query(
            "SELECT note, number FROM deliveries WHERE destination = ? AND store = ? AND kind = ? AND id = ?"
                + " ORDER BY number DESC LIMIT ?",
            lane.values + [SQLValue(limit)]
        )
        .reversed()
        .compactMap { row in
            let place = SealedPlace.delivery(lane, try row.integer(1))
            return try readable({ try coding.valueOrNil(DeliveryNote.self, from: row.blobOrNil(0), at: place) }) {
                unread(
                    UnreadRow(
                        lane.record,
                        of: lane.destination,
                        kind: "delivery note of \(lane.record.kind)",
                        reason: $0
                    )
                )
            } ?? nil
        }
    }
}

extension LaneKey {
    /// Destination, store, kind and id.
    var values: [SQLValue] {
        [
            .text(destination.rawValue), .text(record.store.rawValue), .text(record.kind.rawValue),
            .integer(record.id),
        ]
    }
}
