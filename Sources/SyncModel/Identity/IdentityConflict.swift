/// A write that the CRM refused because another of its records already holds the address or the id.
package struct IdentityConflict: Sendable, Hashable {
    /// The CRM records in the way; usually one.
    package var candidates: [CRMCandidate]

    package init(candidates: [CRMCandidate]) {
        self.candidates = candidates
    }
}

/// A CRM record that might be the person or order in question.
package struct CRMCandidate: Sendable, Hashable {
    package var crmID: String
    /// Our external id that the record carries already, if any.
    package var externalID: String?

    package init(crmID: String, externalID: String? = nil) {
        self.crmID = crmID
        self.externalID = externalID
    }
}
