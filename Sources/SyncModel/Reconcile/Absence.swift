/// A record of ours for which Shopify answered nothing.
package struct Absence: Sendable, Hashable {
    /// What follows from it.
    package enum Verdict: Sendable, Hashable {
        /// It is gone: a tombstone, which only a later read or a newer delivery lifts.
        case deleted
        /// An order too old for the app to see; what is known stays, and the read counts as an answer.
        case notVisible
        /// Seen alive so shortly before the read that Shopify's replicas may not have it yet: read it again.
        case tooFresh
    }

    package var kind: RecordKind
    package var id: Int64
    /// When the read began.
    package var readAt: Instant
    package var verdict: Verdict

    package init(kind: RecordKind, id: Int64, readAt: Instant, verdict: Verdict) {
        self.kind = kind
        self.id = id
        self.readAt = readAt
        self.verdict = verdict
    }

    /// Apps without `read_all_orders` see 60 days of orders; one day less, so that no clock makes a tombstone of an
    /// order that has just left their view.
    package static let visibility = Duration.seconds(59 * 86_400)

    /// A read that began within this time after the record was seen alive proves nothing.
    package static let freshness = Duration.seconds(10)

    /// - Parameters:
    ///   - known: the record as it was known before the read began.
    ///   - readAt: when the read began, by Shopify's clock.
    ///   - begunAt: the same by ours; `nil` where that is the same.
    ///   - seesAllOrders: whether the app sees orders of any age: then an old one that is missing is gone as any other.
    package init(of known: StoredRecord, readAt: Instant, begunAt: Instant? = nil, seesAllOrders: Bool = false) {
        self.init(
            kind: known.key.kind,
            id: known.key.id,
            // By a clock that is behind, the record would seem to have been seen alive after it was missed.
            readAt: max(readAt, known.record.life.aliveAt ?? readAt, known.record.hydration.askedAt ?? readAt),
            verdict: Self.verdict(on: known, readAt: begunAt ?? readAt, seesAllOrders)
        )
    }

    private static func verdict(on known: StoredRecord, readAt: Instant, _ seesAllOrders: Bool) -> Verdict {
        if known.key.kind == .order, !seesAllOrders {
            guard let createdAt = known.record.createdAt, readAt.since(createdAt) < visibility else {
                return .notVisible
            }
        }
        // By the time at which we wrote it down: both ends are then ours.
        let sinceChange = readAt.since(known.changedAt)
        return sinceChange >= .zero && sinceChange < freshness && !known.record.life.isDeleted ? .tooFresh : .deleted
    }

    /// Whether a read that found a record alive proves nothing yet: its deletion was written down so shortly before that
    /// Shopify's replicas may still have it.
    package static func leavesDoubt(of known: StoredRecord, foundAt readAt: Instant) -> Bool {
        let sinceChange = readAt.since(known.changedAt)
        return known.record.life.isDeleted && sinceChange >= .zero && sinceChange < freshness
    }

    /// What it changes about the record.
    package var trace: SyncRecord {
        .trace(
            kind,
            id,
            life: RecordLife(deletedAt: verdict == .deleted ? readAt : nil),
            reads: HydrationNeed(readAt: verdict == .tooFresh ? nil : readAt)
        )
    }
}
