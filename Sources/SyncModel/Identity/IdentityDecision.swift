/// What to do about a record whose address (or id) another CRM record holds already.
package enum IdentityDecision: Sendable, Hashable {
    /// It is our own record: write to it.
    case own(crmID: String)
    /// It was there before us: link it, and write what its owner left empty.
    case adopt(crmID: String)
    /// One record is its own and another one, nobody's so far, is the same person: they become one.
    ///
    /// Right only where its own says nothing of who the person is; else it is `doubtful`.
    case unite(own: String, with: String)
    /// Another Shopify customer with the same address owns it: point at it, write nothing.
    case share(crmID: String)
    /// Another Shopify customer holds it in the CRM but has another address by now: that one goes first.
    case moved(holder: RecordKey, crmID: String)
    /// Its customer was merged into another in Shopify: what it holds goes to that one first.
    case departing(holder: RecordKey)
    /// A person must choose.
    case doubtful

    /// Decides who the CRM records in the way are to the one that wants to be written.
    ///
    /// `owner` is the Shopify customer that the only candidate belongs to by our books, where there is one.
    package static func decide(
        _ conflict: IdentityConflict,
        for claimant: IdentityClaimant,
        owner: CandidateOwner?
    ) -> IdentityDecision {
        if let own = conflict.candidates.first(where: { $0.externalID == claimant.externalID }) {
            guard let other = claimant.adopting, other != own.crmID else { return .own(crmID: own.crmID) }
            return .unite(own: own.crmID, with: other)
        }
        guard conflict.candidates.count == 1, let candidate = conflict.candidates.first else { return .doubtful }
        if let owner, owner.isMerged { return .departing(holder: owner.key) }
        let isFree = owner?.isDeleted ?? (candidate.externalID == nil)
        if isFree {
            guard let own = claimant.linkedTo else { return .adopt(crmID: candidate.crmID) }
            // A record that was there before us is somebody's: which of the two it is, a person must tell.
            return claimant.kind == .customer && claimant.isOwnMade
                ? .unite(own: own, with: candidate.crmID) : .doubtful
        }
        // Orders are never shared: their e-mail says nothing of which order they are.
        guard claimant.kind == .customer else { return .doubtful }
        // An external id that is not in our books: another installation's person. Point at it, take nothing over.
        guard let owner else { return .share(crmID: candidate.crmID) }
        return owner.email == claimant.email
            ? .share(crmID: candidate.crmID) : .moved(holder: owner.key, crmID: candidate.crmID)
    }
}

/// The record that a CRM refused, as far as it tells who it is.
package struct IdentityClaimant: Sendable, Hashable {
    package var kind: RecordKind
    package var externalID: String
    /// Its newest address, folded.
    package var email: String?
    /// The CRM record that is its own so far.
    package var linkedTo: String?
    /// Whether `linkedTo` was made by us.
    package var isOwnMade: Bool
    /// The CRM record that the refused write was to take over.
    package var adopting: String?

    package init(
        kind: RecordKind,
        externalID: String,
        email: String?,
        linkedTo: String?,
        isOwnMade: Bool = true,
        adopting: String? = nil
    ) {
        self.kind = kind
        self.externalID = externalID
        self.email = email
        self.linkedTo = linkedTo
        self.isOwnMade = isOwnMade
        self.adopting = adopting
    }
}

/// The Shopify customer that a CRM person belongs to by our own books.
package struct CandidateOwner: Sendable, Hashable {
    package var key: RecordKey
    /// Its newest address, folded.
    package var email: String?
    /// Whether it is no more in Shopify, or its store sends there no more.
    package var isDeleted: Bool
    /// Whether it was merged into another customer.
    package var isMerged: Bool

    package init(key: RecordKey, email: String?, isDeleted: Bool, isMerged: Bool = false) {
        self.key = key
        self.email = email
        self.isDeleted = isDeleted
        self.isMerged = isMerged
    }
}
