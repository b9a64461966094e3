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
        let gone = contacts.subtracting(there)
        try await settleMergers(of: gone)
        let known = try await store.present(gone, in: route.name)
        var trails: [ContactTrail] = []
        for crmID in gone.sorted() where known[crmID] == nil {
            if let trail = try await trail(of: crmID, object: object) { trails.append(trail) }
        }
        guard !trails.isEmpty else { return }
        let ids = Set(trails.flatMap(\.externalIDs)).sorted()
        let found = try await route.connector.find(externalIDs: ids, kind: .customer).mapValues(\.crmID)
        try await store.note(trails.compactMap { $0.move(in: found) }, in: route.name)
    }

    /// Remembers that a contact is about to become a part of another one.
    ///
    /// - Returns: whether the CRM may be asked: the destination is ours still.
    func begin(_ contact: String, into other: String, carrying externalID: String) async throws -> Bool {
        let merger = ContactMerger(of: contact, into: other, carrying: externalID)
        return try await store.intend(merger, destination: route.name, epoch: epoch)
    }

    /// Notes what became of contacts by mergers that were begun, and whose answer was lost: before anything else is decided on
    /// them, since a record may have become another one's meanwhile, and then nothing else tells where its contact went.
    func settleMergers(of contacts: Set<String>) async throws {
        let open = contacts.isEmpty ? [] : try await store.mergers(of: contacts, in: route.name)
        guard !open.isEmpty else { return }
        let ids = Set(open.flatMap { [$0.former, $0.into] })
        let there = try await Set(
            route.connector.read(ids.sorted(), kind: .customer, fields: []).map(\.crmID)
        )
        // Where the other one is not there either, the CRM may have given it another id.
        let sought = Set(open.filter { !there.contains($0.former) && !there.contains($0.into) }.map(\.externalID))
        let found =
            sought.isEmpty ? [:] : try await route.connector.find(externalIDs: sought.sorted(), kind: .customer)
        let moves = open.flatMap { $0.moves(there: there, found: found.mapValues(\.crmID)) }
        try await store.note(moves, in: route.name)
    }

    private func trail(of crmID: String, object: String) async throws -> ContactTrail? {
        let holders = try await store.holders(destination: route.name, object: object, crmID: crmID)
        guard let owner = holders.first(where: { $0.link.standing == .owner })?.key else { return nil }
        let survivor = try await store.survivor(of: owner)
        return ContactTrail(from: crmID, externalIDs: [owner.externalID, survivor.externalID])
    }
}
