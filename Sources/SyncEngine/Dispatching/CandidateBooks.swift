import SyncModel

/// Whose a CRM record is by our own books.
struct CandidateBooks: Sendable {
    let store: any SyncStore
    let destination: DestinationName
    /// The stores that send there.
    let stores: [StoreName]

    func owner(of candidate: CRMCandidate, object: String, other: RecordKey) async throws -> CandidateOwner? {
        if let owner = try await owner(of: candidate.crmID, object: object, other: other) { return owner }
        // No link in our books, but the record carries the id of a customer that we know: its lane is about to link it.
        guard let externalID = candidate.externalID, let id = ExternalID.id(of: externalID) else { return nil }
        for name in stores {
            let key = RecordKey(store: name, kind: other.kind, id: id)
            guard key != other, let stored = try await store.record(key) else { continue }
            return CandidateOwner(stored, isSent: true)
        }
        return nil
    }

    /// The living owner first: the link of a deleted customer, or of one whose store sends there no more, stands until someone
    /// else takes the contact over.
    func owner(of crmID: String, object: String, other: RecordKey) async throws -> CandidateOwner? {
        var deleted: CandidateOwner?
        for holder in try await store.holders(destination: destination, object: object, crmID: crmID)
        where holder.link.standing == .owner && holder.key != other {
            guard let stored = try await store.record(holder.key) else { continue }
            let owner = CandidateOwner(stored, isSent: stores.contains(holder.key.store))
            guard owner.isDeleted else { return owner }
            deleted = deleted ?? owner
        }
        return deleted
    }
}

extension CandidateOwner {
    /// - Parameters:
    ///   - stored: its record.
    ///   - isSent: whether its store still sends there; else nothing becomes of what it has, and nobody need wait for it.
    fileprivate init(_ stored: StoredRecord, isSent: Bool) {
        self.init(
            key: stored.key,
            email: stored.record.foldedEmail,
            isDeleted: stored.record.life.isDeleted || !isSent,
            isMerged: stored.record.survivorID != nil
        )
    }
}
