import SyncModel

// How an attempt on a lane becomes the settlement of its claim.
extension DeliveryPass {
    func written(_ item: PendingUpsert, _ written: WrittenRecord, result: inout PassResult) -> Settlement {
        let lane = item.plan.lane
        let isAdopting = item.adoption != nil
        // Nothing of the contact was said, so what an earlier call did to it is as little known as before.
        let kept = lane.parentLink == nil ? lane.confirmedContact : lane.link?.associatedTo
        let warnings = written.warnings.map(\.words) + [item.withheld?.words].compactMap(\.self)
        let link = Link(
            object: item.plan.content.object,
            crmID: written.crmID,
            // Found by our id, which stands there only because of an earlier call.
            isAdopted: item.isAdopted || lane.isAdopting(written.crmID, object: item.plan.content.object),
            associatedTo: item.upsert.losesParent ? nil : item.upsert.parent ?? kept
        )
        let lag = clock.now.since(lane.dirtySince)
        // What was put off on purpose says nothing of how long a delivery takes.
        if lane.origin == .live, !item.plan.onlyFollowsOrders(route.mapper) { metrics.lag(route.name, lag) }
        if lane.link != link { result.links[lane.key.record] = link }
        if isProbing { result.confirm(item.upsert) }
        if written.isNew { creations.made(lane.key.record) }
        let words = [item.plan.marking, item.plan.merger].compactMap(\.self) + warnings
        // As good as associated until the customer's lane finds out what became of the contact: a new one marks the
        // order again.
        if written.lacksParent, let lost = lane.parentLink { result.lostContacts[lost.crmID] = (lost, lane.origin) }
        return Settlement(
            key: lane.key,
            wanted: lane.wanted,
            result: .delivered(
                item.delivered(written, isAdopted: link.isAdopted),
                link: lane.link == link ? nil : link,
                waitsForCustomer: lane.awaitedCustomer
            ),
            parentsInDoubt: item.parentsInDoubt(after: written),
            written: RefusedFields.Written(
                sent: Set(item.upsert.fields.map(\.name)),
                hasLines: !item.upsert.lines.isEmpty,
                refused: written.warnings.compactMap(\.leftOut)
            ),
            note: DeliveryNote(
                at: clock.now,
                outcome: item.plan.onlyTells
                    ? "skipped"
                    : item.plan.marking != nil
                        ? "marked" : written.isNew ? "created" : isAdopting ? "adopted" : "updated",
                crmID: written.crmID,
                sent: item.upsert.sent,
                message: words.isEmpty ? nil : words.joined(separator: "; "),
                correlationID: written.correlationID,
                lag: lag
            )
        )
    }

    /// A lane that is right without a call.
    func delivered(_ lane: ClaimedLane, _ state: DeliveredState, outcome: String) -> Settlement {
        Settlement(
            key: lane.key,
            wanted: lane.wanted,
            result: .delivered(state, link: nil, waitsForCustomer: lane.awaitedCustomer),
            parentsInDoubt: lane.parentsInDoubt,
            note: DeliveryNote(at: clock.now, outcome: outcome, crmID: lane.link?.crmID)
        )
    }

    /// A customer that points at another one's contact from now on.
    func sharing(_ share: Sharing, result: inout PassResult) -> Settlement {
        let (plan, link) = (share.plan, share.link)
        result.links[plan.lane.key.record] = link
        if let left = share.left { result.left[plan.lane.key] = left }
        return Settlement(
            key: plan.lane.key,
            wanted: plan.lane.wanted,
            result: .delivered(plan.wanted, link: link, waitsForCustomer: nil),
            note: DeliveryNote(at: clock.now, outcome: Self.shared, crmID: link.crmID)
        )
    }

    func skipped(_ lane: ClaimedLane, reason: String, outcome: String = "skipped") -> Settlement {
        Settlement(
            key: lane.key,
            wanted: lane.wanted,
            result: .skipped(reason: reason),
            restoring: lane.delivered,
            parentsInDoubt: lane.parentsInDoubt,
            note: DeliveryNote(at: clock.now, outcome: outcome, crmID: lane.link?.crmID, message: reason)
        )
    }

    /// A record that is no more in Shopify, and what became of it in the CRM.
    func departed(_ lane: ClaimedLane, _ departure: Departure, result: inout PassResult) -> Settlement {
        switch departure {
        case .left(let reason): return skipped(lane, reason: reason)
        case .released(let reason): return withdrawn(lane, reason, survivor: nil, result: &result)
        case .withdrawn(let reason, let survivor):
            result.reachedDestination = true
            return withdrawn(lane, reason, survivor: survivor, result: &result)
        }
    }

    private func withdrawn(
        _ lane: ClaimedLane,
        _ reason: String,
        survivor: Int64?,
        result: inout PassResult
    ) -> Settlement {
        // Orders of this pass go without the contact; they are marked.
        if var former = lane.link {
            former.standing = .gone
            result.links[lane.key.record] = former
        }
        return Settlement(
            key: lane.key,
            wanted: lane.wanted,
            result: .withdrawn(reason: reason, survivor: survivor),
            parentsInDoubt: lane.parentsInDoubt,
            note: DeliveryNote(
                at: clock.now,
                outcome: survivor == nil ? "withdrawn" : "merged",
                crmID: lane.link?.crmID,
                message: reason
            )
        )
    }

    /// One that goes with a later pass; nothing was tried.
    func later(_ lane: ClaimedLane, due: Instant? = nil) -> Settlement {
        Settlement(
            key: lane.key,
            wanted: lane.wanted,
            result: .wait(due: due ?? clock.now),
            restoring: lane.delivered,
            parentsInDoubt: lane.parentsInDoubt
        )
    }

    /// A record that was deleted in the CRM and is left so; a contact's orders go without it from now on.
    func deleted(_ lane: ClaimedLane, reason: String, result: inout PassResult) -> Settlement {
        var settlement = skipped(lane, reason: reason)
        guard lane.key.record.kind == .customer, var link = lane.link else { return settlement }
        link.standing = .gone
        result.links[lane.key.record] = link
        settlement.result = .skipped(reason: reason, link: link)
        return settlement
    }

    /// A customer who gets no contact by the destination's settings: one that was made before is left as it is, and orders
    /// go without it.
    func refused(_ lane: ClaimedLane, reason: String, result: inout PassResult) -> Settlement {
        if lane.link?.standing == .shared { return withoutContact(lane, reason: reason, result: &result) }
        var settlement = deleted(lane, reason: reason, result: &result)
        // Whoever gets one again is written whole, which brings the orders back too.
        settlement.restoring = nil
        return settlement
    }

    /// A customer for whom no contact stands, or none any more.
    func withoutContact(_ lane: ClaimedLane, reason: String, result: inout PassResult) -> Settlement {
        guard lane.link != nil else { return skipped(lane, reason: reason) }
        return withdrawn(lane, reason, survivor: nil, result: &result)
    }

    /// A fault of this record, or one of the destination that was told for this record.
    func failed(
        _ lane: ClaimedLane,
        _ fault: DeliveryFault,
        item: PendingUpsert? = nil,
        result: inout PassResult
    ) -> Settlement {
        let now = clock.now
        let end: Settlement.Result
        let outcome: String
        var fault = fault
        if fault.code == .lacksAccount {
            fault = MissingAccount(lane, contacts: route.contacts).tell(fault)
            if let lost = lane.parentLink { result.lostContacts[lost.crmID] = (lost, lane.origin) }
        }
        switch fault.disposition {
        case .wait, .pause: return held(lane, fault, isWritten: fault.mayBeWritten, result: &result)
        case .retry where lane.attempts + 1 < route.retry.maximumAttempts:
            end = .retry(due: now + route.retry.delay(afterAttempts: lane.attempts, random: random()), fault: fault)
            outcome = "retry"
        case .retry, .park, .bisect:
            end = .parked(fault == ConflictResolver.unsettled ? ConflictResolver.neverSettled : fault)
            outcome = "parked"
        }
        return Settlement(
            key: lane.key,
            wanted: lane.wanted,
            result: end,
            restoring: fault.mayBeWritten ? nil : lane.delivered,
            parentsInDoubt: lane.parentsInDoubt(after: fault.mayBeWritten),
            // With a link it would be taken for one that has not heard of it.
            missesCustomer: fault.code == .lacksAccount && lane.parentLink == nil ? lane.awaitedCustomer : nil,
            note: DeliveryNote(
                at: now,
                outcome: outcome,
                crmID: lane.link?.crmID,
                sent: item?.upsert.sent ?? [:],
                message: fault.message,
                correlationID: fault.correlationID
            )
        )
    }

    /// A lane that was not written, because something that it needs could not be read.
    func unread(_ lane: ClaimedLane, _ fault: DeliveryFault, result: inout PassResult) -> Settlement {
        var fault = fault
        switch fault.disposition {
        case .park, .bisect:
            // The question was refused, not the record: it is not parked at once.
            fault.disposition = .retry
            return failed(lane, fault, result: &result)
        case .retry, .wait, .pause: return held(lane, fault, isWritten: false, result: &result)
        }
    }

    /// How long a record that failed as a probe lets others go first, since it may be what the destination chokes on.
    ///
    /// Longer than the circuit rests between two probes, and longer the longer it has been waiting.
    private static func standsBack(age: Duration) -> Duration {
        min(max(.seconds(35), age / 2), .seconds(120))
    }

    /// How long an order in a currency that the account lacks is put off: the longer, the longer it has been waiting.
    private static func putsOff(age: Duration) -> Duration {
        min(max(.seconds(30), age / 2), longestPutOff)
    }

    static let longestPutOff = Duration.seconds(600)

    /// The destination as a whole, or for this record's currency, cannot be used now: nobody's attempt is burnt.
    func held(_ lane: ClaimedLane, _ fault: DeliveryFault, isWritten: Bool, result: inout PassResult) -> Settlement {
        result.hold(fault)
        var due = clock.now
        switch fault.disposition {
        case .wait(let time): due = due + time
        case .pause(.currency): due = due + Self.putsOff(age: clock.now.since(lane.dirtySince))
        case .retry where isProbing && result.attempted.keys.contains(lane.key):
            due = due + Self.standsBack(age: clock.now.since(lane.dirtySince))
        case .retry, .pause, .park, .bisect: break
        }
        let note = DeliveryNote(
            at: clock.now,
            outcome: "wait",
            crmID: lane.link?.crmID,
            message: fault.message,
            correlationID: fault.correlationID
        )
        return Settlement(
            key: lane.key,
            wanted: lane.wanted,
            result: .wait(due: due),
            restoring: isWritten ? nil : lane.delivered,
            parentsInDoubt: lane.parentsInDoubt(after: isWritten),
            // Said once per outage: a probe's failures would push the lane's story out.
            note: isProbing ? nil : note
        )
    }
}

extension ClaimedLane {
    /// The contacts in doubt after a delivery without success, which may have been written or was not.
    fileprivate func parentsInDoubt(after mayBeWritten: Bool) -> [String] {
        parentsInDoubt + (mayBeWritten ? [parentLink?.crmID].compactMap { $0 } : [])
    }
}

extension PendingUpsert {
    /// For an order: the contacts in doubt once the CRM has answered so.
    fileprivate func parentsInDoubt(after written: WrittenRecord) -> [String] {
        if upsert.losesParent { return [] }
        if upsert.parent != nil { return written.lacksParent ? upsert.formerParents : [] }
        // Without a contact to associate, nothing was taken away either.
        return plan.lane.parentLink == nil ? plan.lane.doubtedContacts : plan.lane.parentsInDoubt
    }
}

extension CRMUpsert {
    /// What is sent, as a note keeps it.
    var sent: [String: String] {
        var sent = Dictionary(fields.map { ($0.name, $0.value.text) }) { _, last in last }
        if let emailConsent { sent[MappedContent.consentName] = emailConsent.words }
        return sent
    }
}
