/// A write that the CRM refused because another of its records already holds the address or the id.
package struct IdentityConflict: Sendable, Hashable {
    /// The CRM records in the way; usually one.
    package var candidates: [CRMCandidate]

    package init(candidates: [CRMCandidate]) {
        self.candidates = candidates
    }
}

/// A CRM record that might be the person or order in question.
package struct CRMCandidate: Sendable, Hashable, Codable {
    package var crmID: String
    /// Our external id that the record carries already, if any.
    package var externalID: String?
    /// The Shopify record that it belongs to by our own books, where that was looked for and there is one.
    package var holder: RecordKey?
    /// Where a person sees it in the CRM, where the connector can tell.
    package var page: String?

    package init(crmID: String, externalID: String? = nil, holder: RecordKey? = nil, page: String? = nil) {
        self.crmID = crmID
        self.externalID = externalID
        self.holder = holder
        self.page = page
    }

    package init(_ snapshot: CRMSnapshot) {
        self.init(crmID: snapshot.crmID, externalID: snapshot.externalID)
    }
}
