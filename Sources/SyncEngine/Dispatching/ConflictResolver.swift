import SyncModel

/// Finds out who is who when the CRM refuses a write or has lost a record: reads what the decision needs, and makes it.
struct ConflictResolver: Sendable {
    let route: DestinationRoute
    let store: any SyncStore
    let clock: any WallClock
    /// CRM records that this pass has decided on already: a second claim to one waits for the next pass.
    private var taken: Set<String> = []

    init(route: DestinationRoute, store: any SyncStore, clock: any WallClock) {
        self.route = route
        self.store = store
        self.clock = clock
    }

    /// The first form of each write: to the linked record, or to whichever carries our external id.
    func firstTargets(_ planned: [PlannedUpsert], kind: RecordKind) async throws -> [PendingUpsert] {
        var wantedFields: Set<String> = []
        var ids: [String] = []
        for plan in planned {
            guard let link = plan.lane.link else { continue }
            let fields = plan.fieldsToRead(isAdopted: link.isAdopted)
            guard !fields.isEmpty else { continue }
            wantedFields.formUnion(fields)
            ids.append(link.crmID)
        }
        let snapshots = try await read(ids, kind: kind, fields: wantedFields)
        return planned.map { plan in
            guard let link = plan.lane.link else { return PendingUpsert(plan: plan, upsert: plan.byExternalID) }
            return PendingUpsert(plan: plan, upsert: plan.toLinked(link, snapshot: snapshots[link.crmID]))
        }
    }

    /// Decides what to do about each obstacle.
    ///
    /// - Parameter isLast: whether there is no further round: then what cannot be ended now is tried later.
    mutating func resolve(_ items: [PendingUpsert], kind: RecordKind, isLast: Bool) async throws -> ConflictResolution {
        var resolution = ConflictResolution()
        var adoptions: [(plan: PlannedUpsert, crmID: String)] = []
        for item in items {
            switch item.obstacle {
            case .gone: try await relink(item, kind: kind, adoptions: &adoptions, into: &resolution)
            case .conflict(let conflict):
                try await decide(item, conflict, adoptions: &adoptions, into: &resolution)
            default: continue
            }
        }
        let fields = Set(adoptions.flatMap { $0.plan.fieldsToRead(isAdopted: true) })
        let snapshots = try await read(adoptions.map(\.crmID), kind: kind, fields: fields)
        for (plan, crmID) in adoptions {
            let snapshot = snapshots[crmID] ?? CRMSnapshot(crmID: crmID)
            resolution.retry.append(PendingUpsert(plan: plan, upsert: plan.adopting(snapshot)))
        }
        if isLast {
            resolution.faults += resolution.retry.map { ($0.plan.lane, Self.unsettled) }
            resolution.retry = []
        }
        return resolution
    }

    /// Whether a customer that shared another's contact still has the owner's address.
    func stillShares(_ plan: PlannedUpsert) async throws -> Bool {
        guard let link = plan.lane.link else { return false }
        guard let owner = try await owner(of: link.crmID, object: link.object, other: plan.lane.key.record) else {
            return false
        }
        return !owner.isDeleted && owner.email == plan.lane.record.foldedEmail
    }

    private mutating func decide(
        _ item: PendingUpsert,
        _ conflict: IdentityConflict,
        adoptions: inout [(plan: PlannedUpsert, crmID: String)],
        into resolution: inout ConflictResolution
    ) async throws {
        let lane = item.plan.lane
        var owner: CandidateOwner?
        if let candidate = conflict.candidates.first, conflict.candidates.count == 1 {
            owner = try await self.owner(of: candidate, object: item.plan.content.object, other: lane.key.record)
        }
        let decision = IdentityDecision.decide(
            conflict,
            externalID: item.plan.content.externalID,
            email: lane.record.foldedEmail,
            owner: owner
        )
        switch decision {
        case .own(let crmID):
            let link = Link(object: item.plan.content.object, crmID: crmID)
            resolution.retry.append(PendingUpsert(plan: item.plan, upsert: item.plan.toLinked(link, snapshot: nil)))
        case .adopt(let crmID):
            guard taken.insert(crmID).inserted else {
                resolution.faults.append((lane, Self.unsettled))
                return
            }
            adoptions.append((item.plan, crmID))
        case .share(let crmID):
            let link = Link(object: item.plan.content.object, crmID: crmID, standing: .shared)
            resolution.shared.append((item.plan, link))
        case .moved(let holder, let crmID):
            try await makeWay(holder, crmID: crmID, for: item, into: &resolution)
        case .doubtful:
            resolution.faults.append((lane, Self.doubtful(conflict)))
        }
    }

    /// The address has moved between two of our customers: the holder goes first; if it still holds the address on the
    /// second try, the two wait for each other, and one address is cleared to break the circle.
    private func makeWay(
        _ holder: RecordKey?,
        crmID: String,
        for item: PendingUpsert,
        into resolution: inout ConflictResolution
    ) async throws {
        let lane = item.plan.lane
        let email = lane.record.foldedEmail
        let field = item.plan.content.fields.first { email != nil && EmailAddress.folded($0.value.text) == email }
        if lane.attempts > 0, let field {
            let clearing = CRMUpsert(
                key: lane.key.record,
                origin: lane.origin,
                target: .record(crmID),
                externalID: "",
                fields: [MappedField(field.name, .clear)]
            )
            _ = try await route.connector.upsert([clearing], kind: .customer)
        }
        if let holder {
            try await store.mark(
                [holder],
                destination: route.name,
                force: true,
                origin: lane.origin,
                now: clock.now
            )
        }
        resolution.faults.append((lane, Self.moved))
    }

    /// A linked record is not in the CRM any more: merged into another there, or deleted.
    private mutating func relink(
        _ item: PendingUpsert,
        kind: RecordKind,
        adoptions: inout [(plan: PlannedUpsert, crmID: String)],
        into resolution: inout ConflictResolution
    ) async throws {
        let externalID = item.plan.content.externalID
        if let found = try await route.connector.find(externalIDs: [externalID], kind: kind)[externalID] {
            var link = item.plan.lane.link ?? Link(object: item.plan.content.object, crmID: found.crmID)
            link.crmID = found.crmID
            var plan = item.plan
            plan.changed = plan.content.fields
            resolution.retry.append(PendingUpsert(plan: plan, upsert: plan.toLinked(link, snapshot: found)))
            return
        }
        if kind == .customer, let email = item.plan.lane.record.foldedEmail {
            let people = try await route.connector.find(emails: [email])[email] ?? []
            if people.count == 1, let survivor = people.first, taken.insert(survivor.crmID).inserted {
                var plan = item.plan
                plan.changed = plan.content.fields
                adoptions.append((plan, survivor.crmID))
                return
            }
        }
        resolution.skipped.append(
            (item.plan.lane, "deleted in the CRM and left so; \"sluice failures retry\" does not bring it back")
        )
    }

    private func read(_ ids: [String], kind: RecordKind, fields: Set<String>) async throws -> [String: CRMSnapshot] {
        guard !ids.isEmpty else { return [:] }
        let snapshots = try await route.connector.read(Array(Set(ids)).sorted(), kind: kind, fields: fields.sorted())
        return Dictionary(snapshots.map { ($0.crmID, $0) }) { first, _ in first }
    }

    private func owner(of candidate: CRMCandidate, object: String, other: RecordKey) async throws -> CandidateOwner? {
        if let owner = try await owner(of: candidate.crmID, object: object, other: other) { return owner }
        // No link in our books, but the record carries the id of a customer that we know: its lane is about to link it.
        guard let externalID = candidate.externalID, let id = Int64(externalID) else { return nil }
        for name in route.stores.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            let key = RecordKey(store: name, kind: .customer, id: id)
            guard key != other, let stored = try await store.record(key) else { continue }
            return CandidateOwner(key: key, email: stored.record.foldedEmail, isDeleted: stored.record.life.isDeleted)
        }
        return nil
    }

    private func owner(of crmID: String, object: String, other: RecordKey) async throws -> CandidateOwner? {
        let holders = try await store.holders(destination: route.name, object: object, crmID: crmID)
        guard let holder = holders.first(where: { $0.link.standing == .owner && $0.key != other }),
            let stored = try await store.record(holder.key)
        else { return nil }
        return CandidateOwner(
            key: holder.key,
            email: stored.record.foldedEmail,
            isDeleted: stored.record.life.isDeleted
        )
    }

    private static let unsettled = DeliveryFault(
        .identityConflict,
        .retry,
        message: "Another record of the same person is being decided; tried again shortly."
    )

    private static let moved = DeliveryFault(
        .identityConflict,
        .retry,
        message: "The address belongs to another contact whose own address has changed; that one is delivered first."
    )

    private static func doubtful(_ conflict: IdentityConflict) -> DeliveryFault {
        let ids = conflict.candidates.map(\.crmID).joined(separator: ", ")
        return DeliveryFault(
            .identityConflict,
            .park,
            message: "Several CRM records could be this person: \(ids). Merge them in the CRM, then retry."
        )
    }
}
