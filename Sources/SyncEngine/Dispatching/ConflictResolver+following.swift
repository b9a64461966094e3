import SyncModel

// Contacts that are parts of others in the CRM by mergers of which our books do not know.
extension ConflictResolver {
    /// Looks for contacts that orders are about to leave, and notes what became of those that are not there any more.
    ///
    /// A merger takes an order's association along, also one whose answer was lost: under its former id the contact would not
    /// be taken away, and the order would keep what it became. One question for all, and one more where any is gone.
    func follow(_ contacts: Set<String>) async throws {
        guard !contacts.isEmpty, let object = route.mapper.object(.customer) else { return }
        let there = try await route.connector.read(contacts.sorted(), kind: .customer, fields: []).map(\.crmID)
        var trails: [ContactTrail] = []
        for crmID in contacts.subtracting(there).sorted() {
            if let trail = try await trail(of: crmID, object: object) { trails.append(trail) }
        }
        guard !trails.isEmpty else { return }
        let ids = Set(trails.flatMap(\.externalIDs)).sorted()
        let found = try await route.connector.find(externalIDs: ids, kind: .customer).mapValues(\.crmID)
        try await store.note(trails.compactMap { $0.move(in: found) }, in: route.name)
    }

    private func trail(of crmID: String, object: String) async throws -> ContactTrail? {
        let holders = try await store.holders(destination: route.name, object: object, crmID: crmID)
        guard let owner = holders.first(where: { $0.link.standing == .owner })?.key else { return nil }
        let survivor = try await store.survivor(of: owner)
        return ContactTrail(from: crmID, externalIDs: [owner.externalID, survivor.externalID])
    }
}
