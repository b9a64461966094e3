import SyncModel

// Records that the CRM held before us, and what the destination is to do about them.
extension ConflictResolver {
    /// A person whom the CRM knows by the address and who is nobody's so far.
    mutating func found(
        _ crmID: String,
        _ conflict: IdentityConflict,
        for item: PendingUpsert,
        turns: inout [Turn],
        into resolution: inout ConflictResolution
    ) async throws {
        let lane = item.plan.lane
        // One that carries an id was made or adopted by us, for a customer who is no more.
        let isStranger = conflict.candidates.first { $0.crmID == crmID }?.externalID == nil
        let policy = lane.key.record.kind == .customer && isStranger ? route.adoption.customers : .adopt
        switch policy {
        case .adopt: turn(item.plan, to: crmID, as: nil, turns: &turns, into: &resolution)
        case .skip:
            let record = "\(item.plan.content.object) \(crmID)"
            resolution.leftOut.append((lane, AdoptionPolicy.leavesOut(record, as: .customer)))
        case .refuse:
            let reason =
                "The CRM knows the person as \(item.plan.content.object) \(crmID), and adopt.customers says refuse. "
                + "Choose with \"sluice identity decide\"."
            let fault = try await doubtful(
                conflict.candidates,
                lane,
                object: item.plan.content.object,
                because: reason
            )
            resolution.faults.append((lane, fault))
        }
    }

    /// Looks records up that are about to be made, by the field in which the CRM may name them: one question for all.
    ///
    /// Orders by what an older connector wrote, people without an address by their phone number. Returns those to be made.
    mutating func lookedUp(
        _ planned: [PlannedUpsert],
        kind: RecordKind,
        turns: inout [Turn],
        into resolution: inout ConflictResolution
    ) async throws -> [PlannedUpsert] {
        guard let rule = route.adoption.known(kind) else { return planned }
        let sought = planned.map { plan in
            rulings[plan.lane.key.record]?.overrulesMatching == true
                ? nil : route.adoption.knownValue(of: plan.lane.record, plan.content)
        }
        let values = Set(sought.compactMap(\.self)).sorted()
        guard !values.isEmpty else { return planned }
        let known = try await route.connector.find(field: rule.field, values: values, kind: kind)
        var new: [PlannedUpsert] = []
        for (plan, value) in zip(planned, sought) {
            let hits = value.flatMap { known[$0] } ?? []
            // One that carries another record's id is that one; one that carries this one's is found by it.
            let isOurs = hits.contains { $0.externalID == plan.content.externalID }
            let free = isOurs ? [] : hits.filter { $0.externalID == nil }
            guard let hit = free.first else {
                new.append(plan)
                continue
            }
            let lane = plan.lane
            let object = plan.content.object
            let candidates = free.map { CRMCandidate(crmID: $0.crmID) }
            guard free.count == 1 else {
                resolution.faults.append((lane, try await doubtful(candidates, lane, object: object)))
                continue
            }
            let record = "\(object) \(hit.crmID)"
            switch rule.found {
            case .adopt: turn(plan, to: hit.crmID, as: nil, turns: &turns, into: &resolution)
            case .skip: resolution.leftOut.append((lane, AdoptionPolicy.leavesOut(record, as: kind)))
            case .refuse:
                let reason =
                    kind == .order
                    ? "The CRM holds this order already as \(record), and adopt.orders says refuse."
                    : "The CRM knows the person as \(record), and adopt.customers says refuse."
                let fault = try await doubtful(
                    candidates,
                    lane,
                    object: object,
                    because: "\(reason) Choose with \"sluice identity decide\"."
                )
                resolution.faults.append((lane, fault))
            }
        }
        return new
    }
}
