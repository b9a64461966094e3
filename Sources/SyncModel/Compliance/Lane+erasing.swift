extension Lane {
    /// Whether a pass may be writing the lane's record now: `epoch` is that of the destination's living owner, if it
    /// has one.
    package func isInFlight(under epoch: Int64?) -> Bool {
        claim.map { $0.epoch == epoch } ?? false
    }

    /// Ends a customer's lane for good; nothing is sent any more.
    ///
    /// - Parameters:
    ///   - request: for which it is erased.
    ///   - lateUntil: how long a delivery that was cut off may still take effect.
    ///   - now: what time it is.
    /// - Returns: what is to be done in the CRM; `nil` where the lane was erased already.
    package mutating func erase(
        for request: ComplianceRequest.ID,
        lateUntil: Instant,
        now: Instant
    ) -> CRMErasure? {
        guard state != .erased else { return nil }
        let isCutOff = claim != nil
        let task = CRMErasure(
            request: request,
            destination: key.destination,
            store: key.record.store,
            customerID: key.record.id,
            link: link,
            adopting: adopting,
            due: max(redeliverAt ?? now, isCutOff ? lateUntil : now)
        )
        let kept = (wanted, delivered, notes)
        self = Lane(key: key)
        (wanted, delivered, notes) = kept
        state = .erased
        return task
    }

    /// Takes out of an order's lane what may name its customer, where it is not delivered anew for it.
    package mutating func forgetWords() {
        fault?.message = "erased on request"
        fault?.candidates = []
    }
}
