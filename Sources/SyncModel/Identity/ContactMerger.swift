/// A contact that the CRM is about to be asked to make a part of another one: remembered before the call, so that it is known
/// what to look for if the answer, or this process, is lost.
package struct ContactMerger: Sendable, Hashable {
    /// The contact that is to be there no more.
    package var former: String
    /// The contact that is to take it in.
    package var into: String
    /// The id of ours that the latter carries then, by which it is found where the CRM gives it another id.
    package var externalID: String

    package init(of former: String, into: String, carrying externalID: String) {
        self.former = former
        self.into = into
        self.externalID = externalID
    }

    /// What became of the two.
    ///
    /// - Parameters:
    ///   - there: which contacts are in the CRM.
    ///   - found: CRM ids of contacts by the ids of ours that they carry.
    /// - Returns: nothing where the former one is there, so that nothing has happened so far, and where it cannot be told.
    package func moves(there: Set<String>, found: [String: String]) -> [ContactMove] {
        guard !there.contains(former) else { return [] }
        if there.contains(into) { return [ContactMove(from: former, to: into)] }
        guard let crmID = found[externalID], crmID != former, crmID != into else { return [] }
        return [ContactMove(from: former, to: crmID), ContactMove(from: into, to: crmID)]
    }
}
