import SyncModel

// Consent to e-mail marketing of customers who have another one's contact.
extension DeliveryPass {
    /// Passes on what customers said who share a contact, of whom nothing else is written: the CRM keeps consent by address,
    /// whosever the contact is.
    ///
    /// What cannot be passed on is not remembered as if it had been.
    func tellConsents(
        ofSharersAmong plans: [LaneKey: PlannedUpsert],
        in settled: inout [Settlement],
        result: inout PassResult
    ) async {
        var telling: [(place: Int, plan: PlannedUpsert, upsert: CRMUpsert)] = []
        for (place, settlement) in settled.enumerated() where settlement.note?.outcome == Self.shared {
            guard case .delivered(_, let link, _) = settlement.result, let plan = plans[settlement.key],
                let crmID = (link ?? plan.lane.link)?.crmID
            else { continue }
            let upsert = CRMUpsert(
                key: settlement.key.record,
                origin: plan.lane.origin,
                target: .record(crmID),
                externalID: plan.content.externalID,
                emailConsent: plan.emailConsent
            )
            telling.append((place, plan, upsert))
        }
        guard !telling.isEmpty else { return }
        if let fault = result.holding(.customer) {
            for (place, plan, _) in telling {
                settled[place] = held(plan.lane, fault, isWritten: false, result: &result)
            }
            return
        }
        let call = IsolatingCall(connector: route.connector, kind: .customer)
        let outcomes = await call(telling.map(\.upsert))
        result.unanswered.formUnion(call.unanswered.keys)
        for (item, outcome) in zip(telling, outcomes) {
            let (place, lane) = (item.place, item.plan.lane)
            switch outcome {
            case .held(let fault):
                settled[place] = held(lane, fault, isWritten: fault.mayBeWritten, result: &result)
            case .answered(.failed(let fault)):
                settled[place] = failed(lane, fault, result: &result)
            case .answered(.written(let written)):
                result.reachedDestination = true
                settled[place].note?.sent.merge(item.upsert.sent) { _, new in new }
                if !written.warnings.isEmpty {
                    settled[place].note?.message = written.warnings.map(\.words).joined(separator: "; ")
                }
                if written.lacksConsent { settled[place].forgetConsent(item.plan) }
            case .answered(.conflict), .answered(.gone):
                result.reachedDestination = true
                settled[place].forgetConsent(item.plan)
            }
        }
    }

    /// The outcome of a delivery to whom another one's contact stands for.
    static let shared = "shared"
}

extension Settlement {
    /// The same as if nothing were known of the consent.
    fileprivate mutating func forgetConsent(_ plan: PlannedUpsert) {
        guard case .delivered(_, let link, let customer) = result else { return }
        let state = plan.delivered(isAdopted: false, lacksConsent: true)
        result = .delivered(state, link: link, waitsForCustomer: customer)
    }
}
