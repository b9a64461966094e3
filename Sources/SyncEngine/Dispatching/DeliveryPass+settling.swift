import SyncModel

// How an attempt on a lane becomes the settlement of its claim.
extension DeliveryPass {
    func written(_ item: PendingUpsert, _ written: WrittenRecord, result: inout PassResult) -> Settlement {
        let lane = item.plan.lane
        let isAdopting = if case .adopt = item.upsert.target { true } else { false }
        let link = Link(
            object: item.plan.content.object,
            crmID: written.crmID,
            isAdopted: isAdopting || (lane.link?.crmID == written.crmID && lane.link?.isAdopted == true),
            associatedTo: item.upsert.parent ?? lane.link?.associatedTo
        )
        let lag = clock.now.since(lane.dirtySince)
        if lane.origin == .live { metrics.lag(route.name, lag) }
        let note = DeliveryNote(
            at: clock.now,
            outcome: written.isNew ? "created" : isAdopting ? "adopted" : "updated",
            crmID: written.crmID,
            sent: Dictionary(item.upsert.fields.map { ($0.name, $0.value.text) }) { _, last in last },
            message: written.warnings.isEmpty ? nil : written.warnings.joined(separator: "; "),
            correlationID: written.correlationID,
            lag: lag
        )
        if lane.link != link { result.links[lane.key.record] = link }
        return Settlement(
            key: lane.key,
            wanted: lane.wanted,
            result: .delivered(
                item.plan.wanted,
                link: lane.link == link ? nil : link,
                waitsForCustomer: waits(lane, link: item.upsert.parent)
            ),
            note: note
        )
    }

    /// A lane that is right without a call, or by pointing at another's contact.
    func delivered(_ lane: ClaimedLane, _ state: DeliveredState, outcome: String) -> Settlement {
        Settlement(
            key: lane.key,
            wanted: lane.wanted,
            result: .delivered(state, link: nil, waitsForCustomer: waits(lane, link: lane.parentLink?.crmID)),
            note: DeliveryNote(at: clock.now, outcome: outcome, crmID: lane.link?.crmID)
        )
    }

    func delivered(
        _ lane: ClaimedLane,
        _ state: DeliveredState,
        link: Link,
        outcome: String,
        result: inout PassResult
    ) -> Settlement {
        result.links[lane.key.record] = link
        return Settlement(
            key: lane.key,
            wanted: lane.wanted,
            result: .delivered(state, link: link, waitsForCustomer: nil),
            note: DeliveryNote(at: clock.now, outcome: outcome, crmID: link.crmID)
        )
    }

    func end(_ lane: ClaimedLane, _ end: Settlement.Result, outcome: String, message: String? = nil) -> Settlement {
        Settlement(
            key: lane.key,
            wanted: lane.wanted,
            result: end,
            restoring: lane.delivered,
            note: DeliveryNote(at: clock.now, outcome: outcome, crmID: lane.link?.crmID, message: message)
        )
    }

    func failed(
        _ lane: ClaimedLane,
        _ fault: DeliveryFault,
        item: PendingUpsert? = nil,
        result: inout PassResult
    ) -> Settlement {
        let now = clock.now
        let end: Settlement.Result
        switch fault.disposition {
        case .retry where lane.attempts + 1 < route.retry.maximumAttempts:
            end = .retry(due: now + route.retry.delay(afterAttempts: lane.attempts, random: random()), fault: fault)
        case .wait(let time):
            result.hold = fault
            end = .wait(due: now + time)
        case .pause:
            result.hold = fault
            end = .wait(due: now)
        case .retry, .park, .bisect: end = .parked(fault)
        }
        let outcome =
            switch end {
            case .retry: "retry"
            case .wait: "wait"
            default: "parked"
            }
        return Settlement(
            key: lane.key,
            wanted: lane.wanted,
            result: end,
            restoring: fault.mayBeWritten ? nil : lane.delivered,
            note: DeliveryNote(
                at: now,
                outcome: outcome,
                crmID: lane.link?.crmID,
                sent: Dictionary((item?.upsert.fields ?? []).map { ($0.name, $0.value.text) }) { _, last in last },
                message: fault.message,
                correlationID: fault.correlationID
            )
        )
    }

    /// The destination as a whole cannot be used now: nobody's attempt is burnt.
    func holdAll(_ lanes: [ClaimedLane], _ fault: DeliveryFault, result: inout PassResult) -> [Settlement] {
        result.hold = fault
        return lanes.map { lane in
            Settlement(
                key: lane.key,
                wanted: lane.wanted,
                result: .wait(due: clock.now),
                restoring: fault.mayBeWritten ? nil : lane.delivered,
                note: DeliveryNote(
                    at: clock.now,
                    outcome: "wait",
                    message: fault.message,
                    correlationID: fault.correlationID
                )
            )
        }
    }

    private func waits(_ lane: ClaimedLane, link: String?) -> Int64? {
        link == nil ? lane.record.customerID : nil
    }
}
