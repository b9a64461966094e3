import SyncModel

// Guests for whom no contact is made: the one that has their address already stands for them.
extension ConflictResolver {
    /// Looks for the contacts of guests, all with one question.
    ///
    /// Asked anew whenever a guest is wanted, which another order or a changed owner brings about: whose address it is in
    /// the CRM is for its people to say.
    mutating func find(_ guests: [PlannedUpsert]) async throws -> GuestSearch {
        var search = GuestSearch()
        let emails = Set(guests.compactMap(\.lane.record.foldedEmail))
        guard !emails.isEmpty else { return search }
        let people = try await route.connector.find(emails: emails.sorted())
        for guest in guests {
            let found = guest.lane.record.foldedEmail.flatMap { people[$0] } ?? []
            let chosen = try await chosen(by: guest, among: found)
            if case .gone(let fault) = chosen {
                search.faults.append((guest.lane, fault))
                continue
            }
            guard let contact = chosen.contact ?? found.first else {
                search.missing.append(guest.lane)
                continue
            }
            guard found.count == 1 || chosen.contact != nil else {
                let candidates = found.map { CRMCandidate($0) }
                let fault = try await doubtful(candidates, guest.lane, object: guest.content.object)
                search.faults.append((guest.lane, fault))
                continue
            }
            guard
                try await holdsStill(
                    contact,
                    guest.lane,
                    object: guest.content.object,
                    isChosen: chosen.contact != nil
                )
            else {
                search.faults.append((guest.lane, Self.unsettled))
                continue
            }
            let link = Link(object: guest.content.object, crmID: contact.crmID, standing: .shared)
            search.found.append(Sharing(plan: guest, link: link))
        }
        return search
    }

    /// The contact that a person chose for a guest, whatever its address is by now.
    private enum Chosen {
        case nothing
        case contact(CRMSnapshot)
        /// It is not in the CRM any more.
        case gone(DeliveryFault)

        var contact: CRMSnapshot? {
            guard case .contact(let contact) = self else { return nil }
            return contact
        }
    }

    private func chosen(by guest: PlannedUpsert, among found: [CRMSnapshot]) async throws -> Chosen {
        guard let wanted = rulings[guest.lane.key.record]?.choice.crmID else { return .nothing }
        let crmID = try await store.present([wanted], in: route.name)[wanted] ?? wanted
        if let contact = found.first(where: { $0.crmID == crmID }) { return .contact(contact) }
        let there = try await route.connector.read([crmID], kind: .customer, fields: []).first
        return there.map { .contact($0) } ?? .gone(Self.chosenIsGone("\(guest.content.object) \(crmID)"))
    }

    /// Whether a contact that was found is nobody's who is being delivered, and so may be about to leave it.
    ///
    /// From here on its owner is not delivered until this pass has ended, and then wakes those who point at it.
    private mutating func holdsStill(
        _ contact: CRMSnapshot,
        _ lane: ClaimedLane,
        object: String,
        isChosen: Bool
    ) async throws -> Bool {
        guard take(InFlightKeys.name(object: object, crmID: contact.crmID)), try await isThere(contact.crmID) else {
            return false
        }
        let candidate = CRMCandidate(contact)
        guard let owner = try await owner(of: candidate, object: object, other: lane.key.record) else { return true }
        guard take(InFlightKeys.name(of: owner.key)),
            try await isSettled(owner.key, with: contact.crmID, for: lane)
        else {
            return false
        }
        // It may have been delivered with another address between the question and now.
        guard !isChosen, let email = lane.record.foldedEmail, owner.email != email else { return true }
        return try await route.connector.find(emails: [email])[email]?.contains { $0.crmID == contact.crmID } ?? false
    }

    static let guestWithoutContact =
        "the buyer has no account, and no contact in the CRM has the address; it is looked for again with the buyer's next"
        + " order (guests: link)"
}

/// What became of the search for guests' contacts.
struct GuestSearch: Sendable {
    var found: [Sharing] = []
    var missing: [ClaimedLane] = []
    var faults: [(lane: ClaimedLane, fault: DeliveryFault)] = []
}
