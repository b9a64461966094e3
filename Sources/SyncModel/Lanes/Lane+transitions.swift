extension Lane {
    /// Wants the lane anew.
    ///
    /// Nothing happens to an erased one.
    ///
    /// A claimed lane stays claimed, and its settlement makes it dirty. A dirty one keeps the earlier `dirtySince` and
    /// the earlier due time. Parked and discarded ones are freed. Attempts start again.
    ///
    /// `origin` is the lane's own where `nil`, and a lane that is not clean can only become live; history that becomes live
    /// has been waited for since then only. `since` is when what is wanted was received. Returns whether the lane is to be
    /// delivered again.
    @discardableResult
    package mutating func mark(origin: Origin?, force: Bool, since: Instant, now: Instant) -> Bool {
        guard state != .erased else { return false }
        wanted += 1
        attempts = 0
        fault = nil
        if force { forcedAt = wanted }
        // Whether it is merged into another still is found out by the delivery.
        if key.record.kind == .customer { waitsFor = nil }
        let joined = min(self.origin, origin ?? self.origin)
        let hasBecomeLive = joined < self.origin
        switch state {
        case .claimed:
            let remarkedAt = claim?.remarkedAt ?? since
            claim?.remarkedAt = hasBecomeLive ? since : min(remarkedAt, since)
            if hasBecomeLive { dirtySince = since }
            self.origin = joined
        case .dirty:
            becomeDirty(
                due: min(due ?? now, now),
                since: hasBecomeLive ? since : min(dirtySince ?? since, since)
            )
            self.origin = joined
        case .clean, .parked, .discarded, .erased:
            becomeDirty(due: now, since: since)
            self.origin = origin ?? self.origin
        }
        return true
    }

    /// Takes the lane for delivery; from now on it is in doubt what the CRM holds.
    ///
    /// - Returns: what the CRM was known to hold before.
    package mutating func claim(epoch: Int64, now: Instant) -> DeliveredState? {
        let held = holding
        if let time = redeliverAt, time <= now {
            redeliverAt = nil
            forcedAt = wanted
        }
        state = .claimed
        claim = Claim(epoch: epoch, wanted: wanted)
        due = nil
        holding = nil
        return held
    }

    /// What a settlement brought about beyond the lane itself.
    package struct End: Sendable, Hashable {
        /// Marked during the claim, so due again now.
        package var isDirtyAgain = false
        /// The link is new or names another CRM record, or it is another customer's from now on.
        package var hasNewLink = false
    }

    /// Ends the claim.
    ///
    /// - Returns: `nil`, with nothing changed, where the lane is not claimed under this epoch for this revision.
    package mutating func settle(_ settlement: Settlement, epoch: Int64, now: Instant) -> End? {
        guard state == .claimed, let claim, claim.epoch == epoch, claim.wanted == settlement.wanted else { return nil }
        var end = End()
        if let time = settlement.redeliverAt { redeliverAt = max(redeliverAt ?? time, time) }
        if let parents = settlement.parentsInDoubt {
            // A call that may still take effect may still associate what it was sent with.
            if redeliverAt == nil { parentsInDoubt = [] }
            doubt(parents)
        }
        switch settlement.result {
        case .delivered(let state, let newLink, let customer):
            isSkipped = false
            if let newLink {
                end.hasNewLink =
                    newLink.crmID != link?.crmID || newLink.object != link?.object || link?.standing == .gone
                link = newLink
            }
            // A contact that is shared says nothing of one that may carry our id.
            if link?.standing == .owner { adopting = nil }
            holding = state
            // What another one's contact holds is no matter of this record.
            if link?.standing == .shared {
                refused = RefusedFields()
            } else {
                refused.settle(settlement.written, holding: state)
            }
            waitsFor = customer
            end.isDirtyAgain = finish(claim, now: now)
        case .skipped(_, let newLink):
            isSkipped = true
            if let newLink { link = newLink }
            // Nothing sends it again, so that nobody could mend it; should it be sent once more, it is in full.
            refused = RefusedFields()
            holding = settlement.restoring
            waitsFor = nil
            end.isDirtyAgain = finish(claim, now: now)
        case .withdrawn(_, let survivor):
            isSkipped = false
            link = nil
            adopting = nil
            holding = nil
            refused = RefusedFields()
            end.isDirtyAgain = finish(claim, now: now)
            waitsFor = end.isDirtyAgain ? nil : survivor
            end.hasNewLink = isMergedAway
        case .retry(let due, let newFault):
            holding = settlement.restoring
            fault = newFault
            attempts += 1
            becomeDirty(due: due, since: dirtySince ?? now)
        case .wait(let due):
            holding = settlement.restoring
            becomeDirty(due: due, since: dirtySince ?? now)
        case .parked(let newFault):
            holding = settlement.restoring
            fault = newFault
            if wanted > claim.wanted {
                becomeDirty(due: now, since: dirtySince ?? now)
                end.isDirtyAgain = true
            } else {
                state = .parked
                parkedAt = now
            }
        }
        if let customer = settlement.missesCustomer, state != .clean { waitsFor = customer }
        self.claim = nil
        return end
    }

    /// A settlement was refused: what was sent under it came late, perhaps after something newer.
    ///
    /// - Returns: whether anything was sent, so that the lane has changed.
    @discardableResult
    package mutating func refused(_ settlement: Settlement, now: Instant) -> Bool {
        guard settlement.mayBeWritten else { return false }
        if let parent = settlement.associated { doubt([parent]) }
        mark(origin: nil, force: true, since: now, now: now)
        return true
    }

    /// Notes what the call to come does, before that is made.
    ///
    /// - Returns: whether the lane is claimed under this epoch, so that the call may be made at all.
    package mutating func intend(_ intent: DeliveryIntent, epoch: Int64) -> Bool {
        guard state == .claimed, claim?.epoch == epoch else { return false }
        switch intent {
        case .adopting(let link): adopting = link
        case .associating(let parent): doubt([parent])
        }
        return true
    }

    /// Remembers contacts that may have been associated; the newest are kept.
    package mutating func doubt(_ parents: [String]) {
        parentsInDoubt = (parentsInDoubt.filter { !parents.contains($0) } + parents).suffix(Self.keptParentsInDoubt)
    }

    /// Makes the lane of a former owner dirty again; what that one sent may take effect until `redeliverAt`.
    package mutating func releaseClaim(now: Instant, redeliverAt time: Instant) {
        becomeDirty(due: now, since: dirtySince ?? now)
        claim = nil
        redeliverAt = max(redeliverAt ?? time, time)
    }

    /// Wants a clean lane once more, when no earlier request can take effect any more.
    package mutating func redeliver(now: Instant) {
        redeliverAt = nil
        mark(origin: nil, force: true, since: now, now: now)
    }

    /// A person's word on a parked lane: try again now, or leave it.
    package mutating func release(discard: Bool, now: Instant) {
        if discard {
            state = .discarded
            parkedAt = nil
        } else {
            attempts = 0
            fault = nil
            becomeDirty(due: now, since: dirtySince ?? now)
        }
    }

    /// The claim was answered: clean, or dirty where more was wanted meanwhile.
    ///
    /// Says which.
    private mutating func finish(_ claim: Claim, now: Instant) -> Bool {
        delivered = claim.wanted
        fault = nil
        attempts = 0
        if forcedAt <= claim.wanted { forcedAt = 0 }
        guard wanted > claim.wanted else {
            state = .clean
            dirtySince = nil
            return false
        }
        becomeDirty(due: now, since: claim.remarkedAt ?? now)
        return true
    }

    private mutating func becomeDirty(due: Instant, since: Instant) {
        state = .dirty
        self.due = due
        dirtySince = since
        parkedAt = nil
    }
}
