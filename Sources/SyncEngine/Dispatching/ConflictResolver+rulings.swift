import SyncModel

// What people said of who is who, and what follows from it in the CRM.
extension ConflictResolver {
    /// Lets go of what earlier choices linked: our id is taken from those records, and the lanes forget them.
    ///
    /// Nothing is deleted. Every step is safe to repeat: the ruling stands until all is done.
    ///
    /// - Returns: the lanes as they are then, and those that cannot be delivered now.
    mutating func letGo(_ lanes: [ClaimedLane], epoch: Int64) async throws -> (kept: [ClaimedLane], held: [ClaimedLane])
    {
        var kept: [ClaimedLane] = []
        var held: [ClaimedLane] = []
        for var lane in lanes {
            guard let ruling = rulings[lane.key.record], ruling.isOpen else {
                kept.append(lane)
                continue
            }
            let moves = try await store.present(Set(ruling.leaving), in: route.name)
            var former = Set(ruling.leaving).union(moves.values)
            // One that was made because it is none of those that were there would be united with them otherwise.
            if let made = try await madeMeanwhile(lane, by: ruling) { former.insert(made) }
            let isFree = try await free(former, of: lane, externalID: lane.key.record.externalID)
            let hasLink = lane.link.map { !former.contains($0.crmID) } ?? false
            let home = isFree && !hasLink ? try await home(of: lane, by: ruling) : nil
            let release = IdentityRelease(
                ruling,
                records: former,
                returningTo: home,
                epoch: epoch,
                now: clock.now
            )
            guard isFree, try await store.letGo(release) else {
                held.append(lane)
                continue
            }
            if ruling.choice == .undone { rulings[lane.key.record] = nil }
            if let crmID = lane.adopting?.crmID, former.contains(crmID) { lane.adopting = nil }
            if let link = lane.link, former.contains(link.crmID) {
                try await wakeSharers(of: link, origin: lane.origin)
                lane.link = nil
                lane.delivered = nil
            }
            lane.link = lane.link ?? home
            kept.append(lane)
        }
        return (kept, held)
    }

    /// The record that was made for a choice which is taken back, where the one that the lane was linked to before is there
    /// still and can be had again; `nil` where nothing is to be let go of for that.
    private func madeMeanwhile(_ lane: ClaimedLane, by ruling: IdentityRuling) async throws -> String? {
        guard ruling.choice == .undone, let former = ruling.former, let link = lane.link, link.standing == .owner
        else { return nil }
        let named = try await store.present([former.crmID], in: route.name)[former.crmID] ?? former.crmID
        guard named == former.crmID, link.crmID != former.crmID else { return nil }
        let key = lane.key.record
        let there = try await route.connector.read([former.crmID], kind: key.kind, fields: []).first
        guard let there, there.externalID == nil || there.externalID == key.externalID else { return nil }
        return link.crmID
    }

    /// The record that a lane was linked to before anything was said of it, with our id in it again; `nil` where it is
    /// gone, or somebody else's by now.
    private mutating func home(of lane: ClaimedLane, by ruling: IdentityRuling) async throws -> Link? {
        guard ruling.choice == .undone, let former = ruling.former else { return nil }
        let key = lane.key.record
        guard take(InFlightKeys.name(object: former.object, crmID: former.crmID)) else { throw Self.unsettled }
        let there = try await route.connector.read([former.crmID], kind: key.kind, fields: []).first
        guard let there, there.externalID == nil || there.externalID == key.externalID else { return nil }
        if there.externalID == nil {
            let upsert = CRMUpsert(
                key: key,
                origin: lane.origin,
                target: .adopt(former.crmID),
                externalID: key.externalID
            )
            untold.sent([key])
            switch try await route.connector.upsert([upsert], kind: key.kind).first {
            case .written: break
            case .failed(let fault): throw fault
            case .gone, nil: return nil
            // Our id stands elsewhere still, as a call that came late may have brought about.
            case .conflict: throw Self.unsettled
            }
        }
        return former
    }

    /// Takes our id from those of these records that carry this lane's; returns whether they were all in hand.
    private mutating func free(
        _ records: Set<String>,
        of lane: ClaimedLane,
        externalID id: String
    ) async throws -> Bool {
        guard !records.isEmpty else { return true }
        let kind = lane.key.record.kind
        let object = route.mapper.object(kind) ?? ""
        for crmID in records.sorted() {
            guard take(InFlightKeys.name(object: object, crmID: crmID)) else { return false }
        }
        for snapshot in try await route.connector.read(records.sorted(), kind: kind, fields: [])
        where snapshot.externalID == id {
            let erasure = ContactErasure(crmID: snapshot.crmID, kind: kind, fields: [], deletes: false)
            _ = try await route.connector.erase(erasure)
        }
        return true
    }

    private func wakeSharers(of link: Link, origin: Origin) async throws {
        try await wake(link, origin: origin) { $0.link.standing == .shared }
    }

    /// Delivers all anew whose link names a contact that is another one by now.
    func wakeHolders(of link: Link, except lane: ClaimedLane) async throws {
        try await wake(link, origin: lane.origin) { $0.key != lane.key.record }
    }

    private func wake(_ link: Link, origin: Origin, where isWanted: (LinkHolder) -> Bool) async throws {
        var last: LinkHolder?
        repeat {
            let page = try await store.holders(
                destination: route.name,
                object: link.object,
                crmID: link.crmID,
                after: last
            )
            for holder in page where isWanted(holder) { try await mark(holder.key, origin: origin) }
            last = page.count < LinkHolder.listedAtOnce ? nil : page.last
        } while last != nil
    }

    /// Turns records to the CRM records that people chose for them, and frees those of which they said that they are none
    /// of those that are there.
    ///
    /// Returns the others, and those that are as chosen already.
    mutating func ruled(
        _ planned: [PlannedUpsert],
        kind: RecordKind,
        turns: inout [Turn],
        into resolution: inout ConflictResolution
    ) async throws -> [PlannedUpsert] {
        var others: [PlannedUpsert] = []
        var chosen: [(plan: PlannedUpsert, crmID: String)] = []
        for plan in planned {
            switch rulings[plan.lane.key.record]?.choice {
            case .record(let crmID):
                let present = try await store.present([crmID], in: route.name)[crmID] ?? crmID
                let isSo = plan.lane.link.map { $0.crmID == present && $0.standing != .shared } ?? false
                if isSo { others.append(plan) } else { chosen.append((plan, present)) }
            case .new:
                guard let plan = try await onItsOwn(plan) else {
                    resolution.faults.append((plan.lane, Self.unsettled))
                    continue
                }
                others.append(plan)
            case .skip, .undone, nil: others.append(plan)
            }
        }
        guard !chosen.isEmpty else { return others }
        var there: [String: CRMSnapshot] = [:]
        for snapshot in try await route.connector.read(Set(chosen.map(\.crmID)).sorted(), kind: kind, fields: []) {
            there[snapshot.crmID] = snapshot
        }
        let ids = chosen.map(\.plan.content.externalID)
        let found = try await route.connector.find(externalIDs: ids, kind: kind)
        for (plan, crmID) in chosen {
            if let fault = try await obstacle(to: plan, being: crmID, there[crmID]) {
                resolution.faults.append((plan.lane, fault))
                continue
            }
            // Our id can stand in one record only.
            var target: String? = crmID
            var united: String?
            if let carrier = found[plan.content.externalID]?.crmID, carrier != crmID {
                target = try await givenOver(carrier, to: crmID, plan)
                if try await store.present([carrier], in: route.name)[carrier] == target { united = carrier }
            }
            guard let target else {
                resolution.faults.append((plan.lane, Self.unsettled))
                continue
            }
            var plan = plan
            if let united { plan = PendingUpsert(plan: plan, upsert: plan.byExternalID).merging(united, into: crmID) }
            plan.lane.link = nil
            plan.lane.delivered = nil
            turn(plan, to: target, as: nil, turns: &turns, into: &resolution)
        }
        return others
    }

    /// The record that was this one's so far, and is another's by a person's word: a contact that we made without an
    /// address becomes a part of the chosen one, anything else only loses our id.
    ///
    /// - Returns: the chosen record as it is named then; `nil` where the two cannot be had now.
    private mutating func givenOver(_ former: String, to crmID: String, _ plan: PlannedUpsert) async throws -> String? {
        let link = plan.lane.link?.crmID == former ? plan.lane.link : nil
        let isOwnMade = link.map { !$0.isAdopted } ?? !plan.lane.isAdopting(former, object: plan.content.object)
        if plan.lane.key.record.kind == .customer, isOwnMade,
            let field = addressField(of: plan), !plan.hadAddress(in: field, at: former),
            let held = try await route.connector.read([former], kind: .customer, fields: [field]).first,
            EmailAddress.folded(held.values[field]) == nil
        {
            let item = PendingUpsert(plan: plan, upsert: plan.byExternalID)
            guard case .one(let united) = try await unite(former, with: crmID, for: item) else { return nil }
            return united
        }
        let isFree = try await free([former], of: plan.lane, externalID: plan.content.externalID)
        return isFree ? crmID : nil
    }

    /// Why a record cannot be the one that a person chose; `nil` where it can.
    private func obstacle(
        to plan: PlannedUpsert,
        being crmID: String,
        _ snapshot: CRMSnapshot?
    ) async throws -> DeliveryFault? {
        let object = plan.content.object
        let lane = plan.lane
        guard let snapshot else { return Self.chosenIsGone("\(object) \(crmID)") }
        let candidate = CRMCandidate(crmID: crmID, externalID: snapshot.externalID)
        let owner = try await owner(of: candidate, object: object, other: lane.key.record)
        if let owner, owner.isMerged { return try await canLeave(owner.key) ? Self.unsettled : nil }
        let isForeign =
            snapshot.externalID.map { $0 != plan.content.externalID } ?? false
        guard owner.map({ !$0.isDeleted }) ?? isForeign else { return nil }
        let whose = owner.map { "\($0.key.kind.rawValue) \($0.key.id) of \($0.key.store)" } ?? "another shop's record"
        return try await doubtful(
            [candidate],
            lane,
            object: object,
            because: "\(object) \(crmID), which a person chose, is \(whose). \(Self.undo)"
        )
    }

    /// A record that is to have a CRM record of its own: one that it took over is let go of.
    ///
    /// - Returns: `nil` while another pass has that in hand.
    private mutating func onItsOwn(_ plan: PlannedUpsert) async throws -> PlannedUpsert? {
        var strangers: Set<String> = []
        if let link = plan.lane.link, link.isAdopted, link.standing == .owner { strangers.insert(link.crmID) }
        if plan.lane.link?.standing != .owner, let adopting = plan.adopting { strangers.insert(adopting) }
        guard try await free(strangers, of: plan.lane, externalID: plan.content.externalID) else { return nil }
        guard !strangers.isEmpty else { return plan }
        var plan = plan.forUnknownRecord
        plan.lane.link = nil
        plan.lane.adopting = nil
        plan.lane.delivered = nil
        return plan
    }

    /// Whether the CRM record of a link is a part of another one by now, as an earlier choice may have brought about.
    func wasMerged(_ link: Link?) async throws -> Bool {
        guard let link else { return false }
        return try await !store.present([link.crmID], in: route.name).isEmpty
    }

    /// Whether a person said who a record is, so that the rules do not.
    func isRuled(_ lane: ClaimedLane) -> Bool { rulings[lane.key.record]?.overrulesMatching ?? false }

    /// Whether a person's choice goes before it: what is ours, about to move or about to leave stays so.
    func isOverruled(_ decision: IdentityDecision) async throws -> Bool {
        switch decision {
        case .adopt, .unite, .share, .doubtful: true
        case .own, .moved: false
        case .departing(let holder): try await !canLeave(holder)
        }
    }

    /// The CRM refuses the address of a record of which a person said who it is: it goes without.
    func insist(
        on item: PendingUpsert,
        against conflict: IdentityConflict,
        into resolution: inout ConflictResolution
    ) async throws {
        let lane = item.plan.lane
        guard !conflict.candidates.contains(where: { $0.externalID == item.plan.content.externalID }) else {
            // Our id has just come to stand in another one; it is taken from there in the next pass.
            resolution.faults.append((lane, Self.unsettled))
            return
        }
        guard item.withheld == nil, let field = addressField(of: item.plan),
            item.upsert.fields.contains(where: { $0.name == field })
        else {
            let object = item.plan.content.object
            let ids = conflict.candidates.map(\.crmID).joined(separator: ", ")
            let fault = try await doubtful(
                conflict.candidates,
                lane,
                object: object,
                because: "A person decided who this is, but even without the address the CRM takes it for \(object) "
                    + "\(ids). Free there what both of them hold, or merge them in the CRM and choose that one with "
                    + "\"sluice identity decide\", then retry."
            )
            resolution.faults.append((lane, fault))
            return
        }
        resolution.retry.append(item.withholding(field, heldBy: conflict.candidates.map(\.crmID)))
    }
}
