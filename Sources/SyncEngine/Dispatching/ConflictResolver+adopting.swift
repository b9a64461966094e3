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

    /// Looks orders up that are about to be made, by the field in which the CRM may name them: one question for all.
    ///
    /// Returns those to be made.
    mutating func lookedUp(
        _ planned: [PlannedUpsert],
        kind: RecordKind,
        turns: inout [Turn],
        into resolution: inout ConflictResolution
    ) async throws -> [PlannedUpsert] {
        guard kind == .order, let rule = route.adoption.orders else { return planned }
        let sought = planned.map { plan in
            rulings[plan.lane.key.record]?.overrulesMatching == true ? nil : rule.value(of: plan.lane.record)
        }
        let values = Set(sought.compactMap(\.self)).sorted()
        guard !values.isEmpty else { return planned }
        let known = try await route.connector.find(field: rule.field, values: values, kind: .order)
        var new: [PlannedUpsert] = []
        for (plan, value) in zip(planned, sought) {
            let hits = value.flatMap { known[$0] } ?? []
            // One that carries another order's id is that one; one that carries this one's is found by it.
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
            let words = "holds this order already as \(object) \(hit.crmID), and adopt.orders says"
            switch rule.found {
            case .adopt: turn(plan, to: hit.crmID, as: nil, turns: &turns, into: &resolution)
            case .skip: resolution.leftOut.append((lane, AdoptionPolicy.leavesOut("\(object) \(hit.crmID)", as: .order)))
            case .refuse:
                let reason = "The CRM \(words) refuse. Choose with \"sluice identity decide\"."
                let fault = try await doubtful(candidates, lane, object: object, because: reason)
                resolution.faults.append((lane, fault))
            }
        }
        return new
    }
}
