/// A contact that is another one in the CRM by now, under another id: merged into it there.
package struct ContactMove: Sendable, Hashable {
    package var former: String
    package var crmID: String

    package init(from former: String, to crmID: String) {
        self.former = former
        self.crmID = crmID
    }
}

extension LinkStore {
    /// Which contacts these are by now, by their former ids; those that are themselves are left out.
    package func present(_ contacts: Set<String>, in destination: DestinationName) async throws -> [String: String] {
        var result: [String: String] = [:]
        var asked = Dictionary(uniqueKeysWithValues: contacts.map { ($0, $0) })
        for _ in 0..<CustomerMerger.longestChain where !asked.isEmpty {
            let moves = try await moves(of: Set(asked.values), in: destination)
            asked = asked.compactMapValues { moves[$0] }
            result.merge(asked) { _, last in last }
        }
        return result
    }
}
