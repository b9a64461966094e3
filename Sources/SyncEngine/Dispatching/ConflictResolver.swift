import SyncModel

/// Finds out who is who when the CRM refuses a write or has lost a record: reads what the decision needs, and makes it.
struct ConflictResolver: Sendable {
    let route: DestinationRoute
    let store: any SyncStore
    let clock: any WallClock
    let inFlight: InFlight
    let untold: UntoldRecords
    /// Under which the destination is owned.
    let epoch: Int64
    /// The pass's own lanes and their CRM records, as named by `InFlightKeys`.
    let own: Set<String>
    /// What people said of the pass's records.
    var rulings: [RecordKey: IdentityRuling] = [:]
    /// Records, here and in the CRM, that the pass came upon: no other pass decides on them until it has ended.
    private(set) var taken: Set<String> = []

    init(
        route: DestinationRoute,
        store: any SyncStore,
        clock: any WallClock,
        inFlight: InFlight,
        untold: UntoldRecords,
        epoch: Int64,
        own: Set<String>
    ) {
        self.route = route
        self.store = store
        self.clock = clock
        self.inFlight = inFlight
        self.untold = untold
        self.epoch = epoch
        self.own = own
    }

    /// A CRM record that a lane turns to, to be read before it is written.
    struct Turn {
        var plan: PlannedUpsert
        var crmID: String
        /// The link as it will be; `nil` for a record to adopt.
        var link: Link?

        var fields: [String] { plan.fieldsToRead(isAdopted: link?.isAdopted ?? true) }
    }

    /// The first form of each write: to the record being adopted, to the linked one, or to whichever carries our
    /// external id.
    mutating func firstTargets(_ planned: [PlannedUpsert], kind: RecordKind) async throws -> ConflictResolution {
        var resolution = ConflictResolution()
        var turns: [Turn] = []
        var unlinked: [PlannedUpsert] = []
        let unruled = try await ruled(planned, kind: kind, turns: &turns, into: &resolution)
        for plan in try await resumed(unruled, kind: kind, turns: &turns, into: &resolution) {
            if let link = plan.lane.link {
                turns.append(Turn(plan: plan, crmID: link.crmID, link: link))
            } else {
                unlinked.append(plan)
            }
        }
        let unknown = try await recognised(unlinked, kind: kind, turns: &turns, into: &resolution)
        let new = try await lookedUp(unknown, kind: kind, turns: &turns, into: &resolution)
        resolution.retry += new.map { PendingUpsert(plan: $0, upsert: $0.byExternalID) }
        resolution.retry += try await read(turns, kind: kind)
        return resolution
    }

    /// Takes adoptions up again of which no answer is known: written by our external id, a person's values would be lost.
    ///
    /// Returns the other lanes: those that adopt nothing, or whose adoption did not take place and is no longer right.
    private mutating func resumed(
        _ planned: [PlannedUpsert],
        kind: RecordKind,
        turns: inout [Turn],
        into resolution: inout ConflictResolution
    ) async throws -> [PlannedUpsert] {
        let begun = planned.compactMap(\.adopting)
        guard !begun.isEmpty else { return planned }
        var found: [String: CRMSnapshot] = [:]
        let fields = Set(
            planned.filter { $0.adopting != nil }.compactMap { addressField(of: $0) }
        )
        for snapshot in try await route.connector.read(Set(begun).sorted(), kind: kind, fields: fields.sorted()) {
            found[snapshot.crmID] = snapshot
        }
        var others: [PlannedUpsert] = []
        for plan in planned {
            guard let crmID = plan.adopting, let snapshot = found[crmID] else {
                others.append(plan)
                continue
            }
            let email = plan.lane.record.foldedEmail
            let held = addressField(of: plan).flatMap { EmailAddress.folded(snapshot.values[$0]) }
            if snapshot.externalID == plan.content.externalID {
                turn(plan, to: crmID, as: nil, turns: &turns, into: &resolution)
            } else if plan.lane.link == nil, snapshot.externalID == nil, held != nil, held == email {
                // Not written so far, but the call may still be under way: decided anew, and not by our external id.
                let conflict = IdentityConflict(candidates: [CRMCandidate(crmID: crmID)])
                let item = PendingUpsert(plan: plan, upsert: plan.byExternalID)
                try await decide(item, conflict, round: 1, turns: &turns, into: &resolution)
            } else {
                others.append(plan)
            }
        }
        return others
    }

    /// Decides what to do about each obstacle, met in this round of three.
    mutating func resolve(
        _ items: [(item: PendingUpsert, obstacle: Obstacle)],
        kind: RecordKind,
        round: Int
    ) async throws -> ConflictResolution {
        var resolution = ConflictResolution()
        var turns: [Turn] = []
        var gone: [PendingUpsert] = []
        for (item, obstacle) in items {
            switch obstacle {
            case .gone: gone.append(item)
            case .conflict(let conflict):
                try await decide(item, conflict, round: round, turns: &turns, into: &resolution)
            }
        }
        try await relink(gone, kind: kind, turns: &turns, into: &resolution)
        guard round < 3 else {
            let open = turns.map(\.plan.lane) + resolution.retry.map(\.plan.lane)
            resolution.faults += open.map { ($0, Self.unsettled) }
            resolution.retry = []
            return resolution
        }
        resolution.retry += try await read(turns, kind: kind)
        return resolution
    }

    /// Whether the owner of this contact has the customer's address now.
    func shares(_ lane: ClaimedLane, _ link: Link) async throws -> Bool {
        guard !isRuled(lane) else { return false }
        guard let owner = try await owner(of: link.crmID, object: link.object, other: lane.key.record) else {
            return false
        }
        return !owner.isDeleted && owner.email == lane.record.foldedEmail
    }

    private mutating func decide(
        _ item: PendingUpsert,
        _ conflict: IdentityConflict,
        round: Int,
        turns: inout [Turn],
        into resolution: inout ConflictResolution
    ) async throws {
        let lane = item.plan.lane
        let object = item.plan.content.object
        let linked = lane.link?.standing == .owner ? lane.link?.crmID : nil
        var owner: CandidateOwner?
        if let candidate = conflict.candidates.first, conflict.candidates.count == 1 {
            owner = try await self.owner(of: candidate, object: object, other: lane.key.record)
        }
        let claimant = IdentityClaimant(
            kind: lane.key.record.kind,
            externalID: item.plan.content.externalID,
            email: lane.record.foldedEmail,
            linkedTo: linked,
            isOwnMade: lane.link?.isAdopted != true,
            adopting: item.adoption?.crmID
        )
        let decision = IdentityDecision.decide(conflict, for: claimant, owner: owner)
        if isRuled(lane), try await isOverruled(decision) {
            try await insist(on: item, against: conflict, into: &resolution)
            return
        }
        switch decision {
        case .own(let crmID):
            let link = lane.isAdopting(crmID, object: object) ? nil : Link(object: object, crmID: crmID)
            turn(item.plan, to: crmID, as: link, turns: &turns, into: &resolution)
        case .unite(let own, let other):
            guard route.adoption.customers == .adopt || item.adoption != nil else {
                let both = [CRMCandidate(crmID: own, externalID: item.plan.content.externalID)] + conflict.candidates
                resolution.faults.append((lane, try await doubtful(both, lane, object: object)))
                return
            }
            switch try await unite(own, with: other, for: item) {
            case .one(let crmID):
                turn(item.merging(own, into: other), to: crmID, as: nil, turns: &turns, into: &resolution)
            case .undecided(let fault): resolution.faults.append((lane, fault))
            }
        case .adopt(let crmID):
            try await found(crmID, conflict, for: item, turns: &turns, into: &resolution)
        case .share(let crmID):
            // While its owner is being delivered, it may be about to leave.
            guard owner.map({ take(InFlightKeys.name(of: $0.key)) }) ?? true,
                take(InFlightKeys.name(object: object, crmID: crmID)),
                try await isStill(owner, of: conflict, object: object, for: lane)
            else {
                resolution.faults.append((lane, Self.unsettled))
                return
            }
            let link = Link(object: object, crmID: crmID, standing: .shared)
            resolution.shared.append(item.sharing(link))
        case .moved where round == 1:
            // The holder may just have been written in the same call, or is about to be.
            resolution.retry.append(item)
        case .moved(let holder, let crmID):
            try await makeWay(holder, having: conflict, crmID: crmID, for: item, turns: &turns, into: &resolution)
        case .departing(let holder):
            try await waitFor(holder, by: lane, having: conflict.candidates, object: object, into: &resolution)
        case .doubtful:
            let own = linked.map { [CRMCandidate(crmID: $0, externalID: item.plan.content.externalID)] } ?? []
            resolution.faults.append((lane, try await doubtful(own + conflict.candidates, lane, object: object)))
        }
    }

    /// Whether a contact is its owner's, with the address known, now that both are in our hands.
    ///
    /// Before that, the owner may have been delivered with another one, and there was no sharer to be woken yet. From now
    /// on it is not delivered until this pass has ended, and then it wakes those who share with it.
    private func isStill(
        _ owner: CandidateOwner?,
        of conflict: IdentityConflict,
        object: String,
        for lane: ClaimedLane
    ) async throws -> Bool {
        guard let candidate = conflict.candidates.first, try await isThere(candidate.crmID) else { return false }
        guard try await self.owner(of: candidate, object: object, other: lane.key.record) == owner else { return false }
        return try await isSettled(owner?.key, with: candidate.crmID, for: lane)
    }

    mutating func turn(
        _ plan: PlannedUpsert,
        to crmID: String,
        as link: Link?,
        turns: inout [Turn],
        into resolution: inout ConflictResolution
    ) {
        let isNew = !turns.contains { $0.crmID == crmID }
        guard isNew, take(InFlightKeys.name(object: plan.content.object, crmID: crmID)) else {
            resolution.faults.append((plan.lane, Self.unsettled))
            return
        }
        turns.append(Turn(plan: plan.forUnknownRecord, crmID: crmID, link: link))
    }

    func mark(_ key: RecordKey, origin: Origin) async throws {
        try await store.mark([key], destination: route.name, force: true, origin: origin, now: clock.now)
    }

    private func read(_ turns: [Turn], kind: RecordKind) async throws -> [PendingUpsert] {
        let needed = turns.filter { !$0.fields.isEmpty }
        var snapshots: [String: CRMSnapshot] = [:]
        if !needed.isEmpty {
            let ids = Set(needed.map(\.crmID)).sorted()
            let fields = Set(needed.flatMap(\.fields)).sorted()
            for snapshot in try await route.connector.read(ids, kind: kind, fields: fields) {
                snapshots[snapshot.crmID] = snapshot
            }
        }
        return turns.map { turn in
            let snapshot = snapshots[turn.crmID]
            guard let link = turn.link else {
                let upsert = turn.plan.adopting(snapshot ?? CRMSnapshot(crmID: turn.crmID))
                return PendingUpsert(plan: turn.plan, upsert: upsert, isAdopted: true)
            }
            let upsert = turn.plan.toLinked(link, snapshot: snapshot)
            return PendingUpsert(plan: turn.plan, upsert: upsert, isAdopted: link.isAdopted)
        }
    }

    mutating func take(_ name: String, unless other: String? = nil) -> Bool {
        if own.contains(name) || taken.contains(name) { return true }
        guard inFlight.take(name, unless: other) else { return false }
        taken.insert(name)
        return true
    }

    /// The same of what several passes may have in hand at once.
    mutating func join(_ name: String, unless other: String) -> Bool {
        if taken.contains(name) { return true }
        guard inFlight.join(name, unless: other) else { return false }
        taken.insert(name)
        return true
    }
}
