/// How one claimed lane ended.
package struct Settlement: Sendable, Hashable {
    package enum Result: Sendable, Hashable {
        /// The CRM confirmed (or nothing had to be sent). `link` is set where it is new or changed.
        /// `waitsForCustomer` names an order's customer: when its link appears or changes, the lane is marked again.
        case delivered(DeliveredState, link: Link?, waitsForCustomer: Int64?)
        /// Try again at `due`; burns an attempt.
        case retry(due: Instant, fault: DeliveryFault)
        /// Try again at `due`; the lane is not to blame (quota, outage, shutdown), so no attempt is burnt.
        case wait(due: Instant)
        /// A person must look.
        case parked(DeliveryFault)
        /// Nothing is to be sent (a rule says so): clean; `link` is set where the CRM record turned out to be deleted.
        case skipped(reason: String, link: Link? = nil)
        /// The CRM holds nothing under the record's own name any more: clean, without a link. `survivor` names the customer
        /// that this one was merged into: orders that follow its link are marked, to follow the survivor's.
        case withdrawn(reason: String, survivor: Int64? = nil)
    }

    package var key: LaneKey
    package var wanted: Int64
    package var result: Result
    /// For an unsuccessful end: what the CRM still holds for certain, because nothing was written; `nil` when in doubt.
    package var restoring: DeliveredState?
    /// For an order: contacts that may still be associated besides the confirmed one; `nil` leaves what the claim noted.
    package var parentsInDoubt: [String]?
    /// Whether the CRM may hold what was sent: if the settlement is refused, the lane is marked with force, since another
    /// owner may have written something newer before.
    package var mayBeWritten: Bool
    /// For an order: the contact that a call of this delivery associated or may have associated with it.
    package var associated: String?
    /// For a call without an answer: when nothing of it can take effect any more, so that the lane is delivered once more.
    package var redeliverAt: Instant?
    /// For an order that cannot be delivered without its customer's contact: the customer at whose link it is wanted anew.
    package var missesCustomer: Int64?
    /// For a confirmed write: the fields that it went with, and those that the CRM refused.
    package var written: RefusedFields.Written?
    /// What to keep for `show`; `nil` for an end that says nothing new, such as a shutdown.
    package var note: DeliveryNote?

    /// Whether the CRM holds the record, and our books say so from now on.
    package var isConfirmed: Bool {
        if case .delivered = result { true } else { false }
    }

    package init(
        key: LaneKey,
        wanted: Int64,
        result: Result,
        restoring: DeliveredState? = nil,
        parentsInDoubt: [String]? = nil,
        mayBeWritten: Bool = false,
        associated: String? = nil,
        redeliverAt: Instant? = nil,
        missesCustomer: Int64? = nil,
        written: RefusedFields.Written? = nil,
        note: DeliveryNote? = nil
    ) {
        self.key = key
        self.wanted = wanted
        self.result = result
        self.restoring = restoring
        self.parentsInDoubt = parentsInDoubt
        self.mayBeWritten = mayBeWritten
        self.associated = associated
        self.redeliverAt = redeliverAt
        self.missesCustomer = missesCustomer
        self.written = written
        self.note = note
    }
}

/// One line of a record's story: what was sent to the CRM and what it answered.
package struct DeliveryNote: Sendable, Hashable, Codable {
    package var at: Instant
    /// `created`, `updated`, `adopted`, `marked`, `unchanged`, `shared`, `retry`, `wait`, `parked`, `skipped`, `left_out`,
    /// `merged`, `withdrawn`.
    package var outcome: String
    package var crmID: String?
    /// The fields sent, by name, as text.
    ///
    /// Personal data: kept in the store only, under its retention.
    package var sent: [String: String]
    /// The CRM's own words, or our reason.
    package var message: String?
    package var correlationID: String?
    /// Receipt to CRM answer.
    package var lag: Duration?
    /// The mapping that decided it, by `RecordMapper.identity`; `nil` where none was asked.
    package var mapping: String?

    /// The outcome of a delivery that a person's choice, or the destination's settings, left out.
    package static let leftOut = "left_out"

    package init(
        at: Instant,
        outcome: String,
        crmID: String? = nil,
        sent: [String: String] = [:],
        message: String? = nil,
        correlationID: String? = nil,
        lag: Duration? = nil,
        mapping: String? = nil
    ) {
        self.at = at
        self.outcome = outcome
        self.crmID = crmID
        self.sent = sent
        self.message = message
        self.correlationID = correlationID
        self.lag = lag
        self.mapping = mapping
    }
}
