import SyncModel

// A customer with a contact of its own whose address stands at a contact that was in the CRM before us.
extension ConflictResolver {
    /// Makes our contact a part of the one that was there before, which keeps its values and is adopted then.
    ///
    /// Only where ours has no address: it was made before the address was known, so it tells nothing of who the person
    /// is. With another address, be it one that was taken from it for somebody else, the two may be two people, and a merge
    /// cannot be undone. Safe to repeat: afterwards our id leads to the one contact.
    mutating func unite(_ own: String, with other: String, for item: PendingUpsert) async throws -> Uniting {
        let object = item.plan.content.object
        guard let field = addressField(of: item.plan),
            takeForMerger(own, object: object), takeForMerger(other, object: object)
        else { return .undecided(Self.unsettled) }
        let fields = [field] + route.mapper.marks(.customer)
        let snapshots = try await route.connector.read([own, other], kind: .customer, fields: fields)
        guard let ours = snapshots.first(where: { $0.crmID == own }),
            let theirs = snapshots.first(where: { $0.crmID == other })
        else { return .undecided(Self.unsettled) }
        guard EmailAddress.folded(ours.values[field]) == nil, !item.plan.hadAddress(in: field, at: own) else {
            let candidates = [own, other].map { id in
                CRMCandidate(crmID: id, externalID: snapshots.first { $0.crmID == id }?.externalID)
            }
            return .undecided(try await doubtful(candidates, item.plan.lane, object: object))
        }
        // What is kept was there before us. Noted before: if the answer is lost, our id and nothing else may tell of it.
        let taking = DeliveryIntent.adopting(Link(object: object, crmID: other, isAdopted: true))
        let key = item.plan.lane.key.record
        guard try await store.intend([key: taking], destination: route.name, epoch: epoch).contains(key) else {
            return .undecided(Self.unsettled)
        }
        try await unmark(ours, joining: theirs, for: item.plan.lane)
        guard try await begin(own, into: other, carrying: item.plan.content.externalID) else {
            return .undecided(Self.unsettled)
        }
        switch try await route.connector.merge(contact: own, into: other) {
        case .merged(let crmID):
            let moves = [own, other].filter { $0 != crmID }.map { ContactMove(from: $0, to: crmID) }
            try await store.note(moves, in: route.name)
            for move in moves {
                try await wakeHolders(of: Link(object: object, crmID: move.former), except: item.plan.lane)
            }
            return .one(crmID: crmID)
        case .gone: return .undecided(Self.unsettled)
        case .unsupported:
            // Its orders are associated anew when the link appears.
            _ = try await route.connector.remove(CRMRemoval(crmID: own, kind: .customer, isForGood: false))
            try await store.note([ContactMove(from: own, to: other)], in: route.name)
            return .one(crmID: other)
        }
    }
}

extension PendingUpsert {
    /// The plan with what is told of a merger of its own contact.
    func merging(_ own: String, into crmID: String) -> PlannedUpsert {
        var plan = plan
        plan.merger = "\(plan.content.object) \(own) was merged into \(crmID) for good"
        return plan
    }
}

/// What became of two contacts that are the same person.
enum Uniting: Sendable {
    case one(crmID: String)
    case undecided(DeliveryFault)
}
