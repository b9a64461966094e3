/// A lane as stored: what is wanted, what was delivered, and where it stands between the two.
///
/// A pure value: stores read it, call one transition, and write it back in the same transaction, so that every store
/// behaves the same.
package struct Lane: Sendable, Hashable {
    /// A delivery in flight.
    package struct Claim: Sendable, Hashable {
        package var epoch: Int64
        /// The wanted revision that the delivery answers.
        package var wanted: Int64
        /// When the lane was first marked during this claim: from then on the newer revision has been wanted.
        package var remarkedAt: Instant?

        package init(epoch: Int64, wanted: Int64, remarkedAt: Instant? = nil) {
            self.epoch = epoch
            self.wanted = wanted
            self.remarkedAt = remarkedAt
        }
    }

    package var key: LaneKey
    package var state: LaneState = .clean
    /// Grows with every mark.
    package var wanted: Int64 = 0
    /// The wanted revision that the last confirmed delivery answered.
    package var delivered: Int64 = 0
    /// Set exactly while the state is `claimed`.
    package var claim: Claim?
    /// The wanted revision that was asked for with force; 0 for none.
    package var forcedAt: Int64 = 0
    package var origin: Origin = .live
    /// Set exactly while the state is `dirty`.
    package var due: Instant?
    /// Since when something has been wanted that was not delivered; `nil` for a clean lane.
    package var dirtySince: Instant?
    /// Failed deliveries since the lane was last wanted anew; only `retry` counts.
    package var attempts = 0
    /// What the CRM is known to hold; `nil` when in doubt.
    package var holding: DeliveredState?
    /// For an order: the customer with whose link it was delivered last, or without.
    ///
    /// For a clean customer: the one that it was merged into.
    package var waitsFor: Int64?
    /// Why the last delivery failed; `nil` once the lane is wanted anew or delivered.
    package var fault: DeliveryFault?
    /// Set exactly while the state is `parked`.
    package var parkedAt: Instant?
    package var link: Link?
    /// For an order: contacts that a call without a known answer may have associated with it, oldest first.
    package var parentsInDoubt: [String] = []
    /// The CRM record that a call without a known answer may have taken over, as the lane's link would be.
    ///
    /// Our id may stand in it by now, so that it looks like one of ours, while its values are a person's.
    package var adopting: Link?
    /// When the lane is delivered once more, with force, whatever was confirmed until then.
    ///
    /// Set where a request was left without an answer: it may take effect after a later one, with what was wanted before.
    package var redeliverAt: Instant?
    /// The fields that the CRM's record is without, since it refused their values.
    package var refused = RefusedFields()
    /// Whether nothing was sent at the last settlement, since a rule, a setting or a person leaves the record out.
    package var isSkipped = false
    /// Delivery notes written so far; the next one gets the next number.
    package var notes: Int64 = 0

    /// A lane that nothing was ever wanted of.
    package init(key: LaneKey) {
        self.key = key
    }

    /// Whether nothing is left to be done and the CRM is not to have what Shopify has: it has no record, or one that is left as
    /// it is.
    ///
    /// Statements decide the same where rows are counted as they change.
    package var isLeftOut: Bool { state == .clean && (isSkipped || link?.living == nil) }

    /// How many delivery notes are kept of one lane.
    package static let keptNotes: Int64 = 50

    /// How many contacts in doubt are remembered: each needs another change of contact without an answer in between.
    package static let keptParentsInDoubt = 8
}
