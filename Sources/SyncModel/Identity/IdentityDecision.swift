/// What to do about a person whose address (or id) another CRM record holds already.
package enum IdentityDecision: Sendable, Hashable {
    /// It is our own record: write to it.
    case own(crmID: String)
    /// It was there before us: link it, and write what its owner left empty.
    case adopt(crmID: String)
    /// Another Shopify customer with the same address owns it: point at it, write nothing.
    case share(crmID: String)
    /// Another Shopify customer holds it in the CRM but has another address by now: deliver that one first.
    case moved(holder: RecordKey?, crmID: String)
    /// A person must choose.
    case doubtful

    /// Decides for a customer.
    ///
    /// - Parameters:
    ///   - conflict: the CRM records in the way.
    ///   - externalID: ours.
    ///   - email: ours, folded.
    ///   - owner: the linked owner of the only candidate, with its newest address, where we have one.
    package static func decide(
        _ conflict: IdentityConflict, externalID: String, email: String?, owner: CandidateOwner?
    ) -> IdentityDecision {
        if let own = conflict.candidates.first(where: { $0.externalID == externalID }) { return .own(crmID: own.crmID) }
        guard conflict.candidates.count == 1, let candidate = conflict.candidates.first else { return .doubtful }
        if let owner {
            if owner.isDeleted { return .adopt(crmID: candidate.crmID) }
            return owner.email == email
                ? .share(crmID: candidate.crmID) : .moved(holder: owner.key, crmID: candidate.crmID)
        }
        // An external id that is not in our books: another installation's person. Point at it, take nothing over.
        return candidate.externalID == nil ? .adopt(crmID: candidate.crmID) : .share(crmID: candidate.crmID)
    }
}

/// The Shopify customer that a CRM person belongs to by our own books.
package struct CandidateOwner: Sendable, Hashable {
    package var key: RecordKey
    /// Its newest address, folded.
    package var email: String?
    package var isDeleted: Bool

    package init(key: RecordKey, email: String?, isDeleted: Bool) {
        self.key = key
        self.email = email
        self.isDeleted = isDeleted
    }
}
