import SyncModel

// Whose a CRM record is by our own books, and what is told where that cannot be settled.
extension ConflictResolver {
    func owner(of candidate: CRMCandidate, object: String, other: RecordKey) async throws -> CandidateOwner? {
        if let owner = try await owner(of: candidate.crmID, object: object, other: other) { return owner }
        // No link in our books, but the record carries the id of a customer that we know: its lane is about to link it.
        guard let externalID = candidate.externalID, let id = ExternalID.id(of: externalID) else { return nil }
        for name in route.stores.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            let key = RecordKey(store: name, kind: other.kind, id: id)
            guard key != other, let stored = try await store.record(key) else { continue }
            return CandidateOwner(stored)
        }
        return nil
    }

    /// The living owner first: a deleted customer's link stands until someone else takes the contact over.
    func owner(of crmID: String, object: String, other: RecordKey) async throws -> CandidateOwner? {
        var deleted: CandidateOwner?
        for holder in try await store.holders(destination: route.name, object: object, crmID: crmID)
        where holder.link.standing == .owner && holder.key != other {
            guard let stored = try await store.record(holder.key) else { continue }
            let owner = CandidateOwner(stored)
            guard owner.isDeleted else { return owner }
            deleted = deleted ?? owner
        }
        return deleted
    }

    /// Whether a contact is not known to be another one by now, since the CRM told of it.
    ///
    /// Under its former id nobody would be woken any more who came to share it.
    func isThere(_ crmID: String) async throws -> Bool {
        try await store.present([crmID], in: route.name).isEmpty
    }

    /// Whether an owner has linked a contact, or will not do so soon.
    ///
    /// One who is known by our id alone is about to link it, or to leave it, and could wake nobody then who shares it.
    func isSettled(_ owner: RecordKey?, with crmID: String) async throws -> Bool {
        guard let key = owner else { return true }
        if try await store.link(LaneKey(destination: route.name, record: key))?.crmID == crmID { return true }
        let known = try await store.audited(key.kind, of: key.store, .ids([key.id]), destinations: [route.name])
        return !(known.first?.lanes[route.name]?.isPending ?? false)
    }

    /// A record of one who was merged into another is that one's, though our books may not say so yet.
    func waitFor(_ holder: RecordKey, by lane: ClaimedLane, into resolution: inout ConflictResolution) async throws {
        try await mark(holder, origin: lane.origin)
        resolution.faults.append((lane, Self.unsettled))
    }

    static let unsettled = DeliveryFault(
        .identityConflict,
        .retry,
        message: "Another record of the same person is being decided on; tried again shortly."
    )

    static let deleted = "deleted in the CRM and left so; \"sluice failures retry\" does not bring it back"

    /// Several CRM records could be this one: a person must choose, and is told who they are.
    func doubtful(
        _ candidates: [CRMCandidate],
        _ lane: ClaimedLane,
        object: String,
        because reason: String? = nil
    ) async throws -> DeliveryFault {
        var known: [CRMCandidate] = []
        for var candidate in candidates.prefix(DeliveryFault.keptCandidates) {
            candidate.holder = try await owner(of: candidate, object: object, other: lane.key.record)?.key
            candidate.page = await route.connector.page(of: candidate.crmID, kind: lane.key.record.kind)
            known.append(candidate)
        }
        let ids = known.map(\.crmID).joined(separator: ", ")
        let reason =
            reason
            ?? (known.isEmpty
                ? "The CRM refuses the address as taken and does not say by which record. Free it there, then retry."
                : "Several CRM records could be this one: \(ids). Choose with \"sluice identity decide\", or merge them "
                    + "in the CRM, then retry.")
        return DeliveryFault(.identityConflict, .park, message: reason, candidates: known)
    }
}

extension CandidateOwner {
    fileprivate init(_ stored: StoredRecord) {
        self.init(
            key: stored.key,
            email: stored.record.foldedEmail,
            isDeleted: stored.record.life.isDeleted,
            isMerged: stored.record.survivorID != nil
        )
    }
}
