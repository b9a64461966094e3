/// A lane taken for delivery, with all that mapping it needs, read in the transaction that claimed it.
package struct ClaimedLane: Sendable, Hashable {
    package var key: LaneKey
    /// The wanted revision that this claim answers; a mark during the claim makes a greater one.
    package var wanted: Int64
    package var origin: Origin
    /// Whether to send even where nothing seems to have changed.
    package var isForced: Bool
    /// Deliveries that failed since the lane was last wanted anew.
    package var attempts: Int
    /// When the delivery that made the lane dirty was received: the start of the measured delay.
    package var dirtySince: Instant
    package var record: SyncRecord
    /// For an order: its customer, or the one that this was merged into.
    package var customerID: Int64?
    /// For an order: its customer's record, where there is one.
    package var customer: CustomerRecord?
    package var link: Link?
    /// For an order: the link of its customer.
    package var parentLink: Link?
    /// Whether another revision may have been wanted since the last confirmed delivery: one that others may have decided by,
    /// and that the CRM never heard of.
    package var coalesces = false
    /// For an order: whether its customer's contact was in the CRM and is there no more.
    package var parentIsGone = false
    /// Which of the contacts that the order had are others in the CRM by now.
    package var contactMoves: [String: String] = [:]
    /// For an order: contacts that an earlier delivery without a known answer may have associated with it.
    package var parentsInDoubt: [String]
    /// The CRM record that an earlier delivery without a known answer may have taken over.
    package var adopting: Link?
    /// Until when an earlier call without a known answer, perhaps of a process that died, may still take effect.
    package var lateUntil: Instant?
    /// What the CRM was known to hold before this claim; `nil` when in doubt or never delivered.
    package var delivered: DeliveredState?

    package init(
        key: LaneKey,
        wanted: Int64,
        origin: Origin = .live,
        isForced: Bool = false,
        attempts: Int = 0,
        dirtySince: Instant,
        record: SyncRecord,
        customerID: Int64? = nil,
        customer: CustomerRecord? = nil,
        link: Link? = nil,
        parentLink: Link? = nil,
        parentsInDoubt: [String] = [],
        adopting: Link? = nil,
        lateUntil: Instant? = nil,
        delivered: DeliveredState? = nil
    ) {
        self.key = key
        self.wanted = wanted
        self.origin = origin
        self.isForced = isForced
        self.attempts = attempts
        self.dirtySince = dirtySince
        self.record = record
        self.customerID = customerID ?? record.customerID
        self.customer = customer
        self.link = link
        self.parentLink = parentLink
        self.parentsInDoubt = parentsInDoubt
        self.adopting = adopting
        self.lateUntil = lateUntil
        self.delivered = delivered
    }

    /// Whether this CRM record carries our id only because we began to take it over.
    package func isAdopting(_ crmID: String, object: String) -> Bool {
        adopting.map { $0.crmID == crmID && $0.object == object } ?? false
    }
}
