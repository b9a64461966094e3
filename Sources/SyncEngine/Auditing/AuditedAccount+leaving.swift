import SyncModel

// Contacts that customers left for those of others.
extension AuditedAccount {
    /// Contacts that carry the id of a customer who shares another one's, with what they hold that is not the customer's.
    ///
    /// Nothing is written into them any more, so that nobody else would name an address in them that nobody has. One question
    /// for all, and one more for those that there are.
    func leftContacts(_ sought: [Sought]) async throws -> [Int64: AuditFinding] {
        let sharers = sought.filter { $0.lane?.link?.standing == .shared && $0.lane?.isPending == false }
        guard !sharers.isEmpty else { return [:] }
        let hits = try await accounts.calling(name) { () async throws(DeliveryFault) -> [String: CRMSnapshot] in
            try await target.connector.find(externalIDs: sharers.map(\.externalID).sorted(), kind: .customer)
        }
        var left: [(id: Int64, expectation: CRMExpectation)] = []
        for item in sharers {
            guard let own = hits[item.externalID]?.crmID, own != item.crmID, let content = item.content else {
                continue
            }
            left.append((item.record.id, CRMExpectation(crmID: own, fields: content.owned(nil))))
        }
        guard !left.isEmpty else { return [:] }
        let expectations = left.map(\.expectation)
        let comparisons = try await accounts.calling(name) { () async throws(DeliveryFault) -> [CRMComparison?] in
            try await target.connector.compare(expectations, kind: .customer)
        }
        var findings: [Int64: AuditFinding] = [:]
        for (item, comparison) in zip(left, comparisons) {
            guard let comparison else { continue }
            // What an empty field lacks is nothing untrue.
            let untrue = comparison.differing.filter { !(comparison.snapshot.values[$0] ?? "").isEmpty }
            guard !untrue.isEmpty else { continue }
            findings[item.id] = AuditFinding(.leftContact, name, fields: untrue, detail: item.expectation.crmID)
        }
        return findings
    }
}
