/// How long what is not needed for delivering is kept.
package struct RetentionPolicy: Sendable, Hashable {
    /// Webhooks as they came, counted from their arrival; what they told stays in the records.
    package var receipts = Duration.seconds(60 * 86_400)
    /// What is known of a record that was deleted in Shopify, counted from then; that it was there and is deleted stays.
    package var deleted = Duration.seconds(90 * 86_400)
    /// What was sent to a CRM; how the newest delivery of a record ended stays.
    package var notes = Duration.seconds(90 * 86_400)
    /// Who changed what.
    package var log = Duration.seconds(365 * 86_400)

    package init() {}
}

/// A place in the walk over what was sent.
package struct NotePlace: Sendable, Hashable {
    package var lane: LaneKey
    package var number: Int64

    package init(lane: LaneKey, number: Int64) {
        self.lane = lane
        self.number = number
    }
}

/// What one small step of a walk came to.
package struct ExpiryStep<Place: Sendable & Hashable>: Sendable, Hashable {
    /// What was removed or emptied.
    package var expired: Int
    /// Where to go on; `nil` at the end.
    package var next: Place?

    package init(expired: Int, next: Place?) {
        self.expired = expired
        self.next = next
    }
}

extension DeliveryNote {
    /// The newest note of a record whose time is over: how it ended, without the values that were sent.
    package var expired: DeliveryNote {
        var note = self
        note.sent = [:]
        return note
    }
}

extension StoredRecord {
    /// A deleted record without all that was known of it; `nil` where nothing more is known, and where others hang on it.
    package func forgotten(now: Instant) -> StoredRecord? {
        guard record.life.isDeleted, record.survivorID == nil else { return nil }
        var bare = self
        bare.record = .trace(key.kind, key.id, life: record.life)
        guard bare.record != record else { return nil }
        bare.revision += 1
        bare.changedAt = now
        return bare
    }
}

extension LaneState {
    /// Whether something is still to be done, for which the record is needed.
    package var isOpen: Bool { self == .dirty || self == .claimed || self == .parked }
}
