/// By what a contact is found that is not in the CRM any more under its id: our ids are where it went.
package struct ContactTrail: Sendable, Hashable {
    package var former: String
    /// Its customer's first, then that of the one into whom that customer was merged.
    package var externalIDs: [String]

    package init(from former: String, externalIDs: [String]) {
        self.former = former
        self.externalIDs = externalIDs
    }

    /// What became of the contact.
    ///
    /// - Parameter found: the CRM ids of the contacts that carry these ids.
    /// - Returns: `nil` where none does, or where the contact itself is found by its id: the CRM shows one thing here and
    ///   another there, for a while.
    package func move(in found: [String: String]) -> ContactMove? {
        guard let crmID = externalIDs.lazy.compactMap({ found[$0] }).first, crmID != former else { return nil }
        return ContactMove(from: former, to: crmID)
    }
}
