import SyncModel

// Whose a CRM record is by our own books, and what is told where that cannot be settled.
extension ConflictResolver {
    func owner(of candidate: CRMCandidate, object: String, other: RecordKey) async throws -> CandidateOwner? {
        try await books.owner(of: candidate, object: object, other: other)
    }

    func owner(of crmID: String, object: String, other: RecordKey) async throws -> CandidateOwner? {
        try await books.owner(of: crmID, object: object, other: other)
    }

    private var books: CandidateBooks {
        CandidateBooks(
            store: store,
            destination: route.name,
            stores: route.stores.keys.sorted { $0.rawValue < $1.rawValue }
        )
    }

    /// Whether a contact is not known to be another one by now, since the CRM told of it.
    ///
    /// Under its former id nobody would be woken any more who came to share it.
    func isThere(_ crmID: String) async throws -> Bool {
        try await store.present([crmID], in: route.name).isEmpty
    }

    /// Whether an owner has linked a contact, or will not do so soon.
    ///
    /// One who is known by our id alone is about to link it, or to leave it, and could wake nobody then who shares it. Where
    /// what it points at is not in the CRM any more, this contact may be what became of that by a call whose answer was lost:
    /// then whoever owns that is delivered, and finds out. Where that is the claimant itself, it finds out now.
    func isSettled(_ owner: RecordKey?, with crmID: String, for claimant: ClaimedLane) async throws -> Bool {
        guard let key = owner else { return true }
        let link = try await store.link(LaneKey(destination: route.name, record: key))?.living
        if link?.crmID == crmID { return true }
        let known = try await store.audited(key.kind, of: key.store, .ids([key.id]), destinations: [route.name])
        guard known.first?.lanes[route.name]?.isPending != true else { return false }
        guard let link else { return true }
        let there = try await route.connector.read([link.crmID], kind: key.kind, fields: []).first
        guard there?.crmID != link.crmID else { return true }
        let shares = link.standing == .shared
        let finder = shares ? try await self.owner(of: link.crmID, object: link.object, other: key)?.key : nil
        guard finder != claimant.key.record else { return true }
        try await mark(finder ?? key, origin: claimant.origin)
        return false
    }

    /// A record of one who was merged into another is that one's, though our books may not say so yet.
    func waitFor(
        _ holder: RecordKey,
        by lane: ClaimedLane,
        having candidates: [CRMCandidate],
        object: String,
        into resolution: inout ConflictResolution
    ) async throws {
        guard try await canLeave(holder) else {
            let contact = "\(object) \(candidates.first?.crmID ?? "")"
            let reason = Self.abandoned(contact, of: holder)
            resolution.faults.append((lane, try await doubtful(candidates, lane, object: object, because: reason)))
            return
        }
        try await mark(holder, origin: lane.origin)
        resolution.faults.append((lane, Self.unsettled))
    }

    /// Whether a customer that was merged into another will ever hand over what it has: there is one to have it, and its
    /// store still sends here.
    func canLeave(_ holder: RecordKey) async throws -> Bool {
        guard route.stores[holder.store] != nil else { return false }
        let survivor = try await store.survivor(of: holder)
        return try await store.record(survivor)?.survivorKey == nil
    }

    /// The field that is to hold a person's newest address as the CRM's own.
    func addressField(of plan: PlannedUpsert) -> String? {
        plan.field(holding: plan.lane.record.foldedEmail, named: route.connector.capabilities.addressField)
    }

    static let unsettled = DeliveryFault(
        .identityConflict,
        .retry,
        message: "Another record of the same person is being decided on; tried again shortly."
    )

    /// The same once it has been tried for long.
    static let neverSettled = DeliveryFault(
        .identityConflict,
        .park,
        message: "Whenever this record was tried, another one of the same person was just being decided on. "
            + "\"sluice failures\" and \"sluice identity list\" show whether that one waits for somebody; then retry."
    )

    static let deleted = "deleted in the CRM and left so; \"sluice failures retry\" does not bring it back"
}
