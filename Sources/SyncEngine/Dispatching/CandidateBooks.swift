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
            return CandidateOwner(stored)
        }
        return nil
    }

    /// The living owner first: a deleted customer's link stands until someone else takes the contact over.
    func owner(of crmID: String, object: String, other: RecordKey) async throws -> CandidateOwner? {
        var deleted: CandidateOwner?
        for holder in try await store.holders(destination: destination, object: object, crmID: crmID)
        where holder.link.standing == .owner && holder.key != other {
            guard let stored = try await store.record(holder.key) else { continue }
            let owner = CandidateOwner(stored)
            guard owner.isDeleted else { return owner }
            deleted = deleted ?? owner
        }
        return deleted
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
