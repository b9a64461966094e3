import SyncModel

// Who is there already, as far as a few questions tell; each is about many records.
extension ComparedAccount {
    /// Records that carry our id.
    func find(_ kind: RecordKind, _ sought: inout [SoughtRecord?]) async throws {
        let open = Self.open(sought)
        let ids = Set(open.compactMap { sought[$0]?.content.externalID }).sorted()
        guard !ids.isEmpty else { return }
        let hits = try await accounts.calling(name) { () async throws(DeliveryFault) -> [String: CRMSnapshot] in
            try await target.connector.find(externalIDs: ids, kind: kind)
        }
        for index in open {
            guard let hit = sought[index].flatMap({ hits[$0.content.externalID] }) else { continue }
            sought[index]?.crmID = hit.crmID
            sought[index]?.isFoundByID = true
        }
    }

    /// People who are known by their address.
    func findPeople(_ sought: inout [SoughtRecord?]) async throws {
        let open = Self.open(sought).filter { sought[$0]?.record.foldedEmail != nil }
        let emails = Set(open.compactMap { sought[$0]?.record.foldedEmail }).sorted()
        guard !emails.isEmpty else { return }
        let hits = try await accounts.calling(name) { () async throws(DeliveryFault) -> [String: [CRMSnapshot]] in
            try await target.connector.find(emails: emails)
        }
        for index in open {
            guard var person = sought[index], let email = person.record.foldedEmail, let found = hits[email],
                !found.isEmpty
            else { continue }
            let candidates = found.map { CRMCandidate($0) }
            var owner: CandidateOwner?
            if let only = candidates.first, candidates.count == 1 {
                let books = CandidateBooks(store: owned.store, destination: name, stores: [owned.route.name])
                let key = RecordKey(store: owned.route.name, kind: .customer, id: person.record.id)
                owner = try await books.owner(of: only, object: person.content.object, other: key)
            }
            decide(&person, candidates, owner, email)
            sought[index] = person
        }
    }

    private func decide(
        _ person: inout SoughtRecord,
        _ candidates: [CRMCandidate],
        _ owner: CandidateOwner?,
        _ email: String
    ) {
        let claimant = IdentityClaimant(
            kind: .customer,
            externalID: person.content.externalID,
            email: email,
            linkedTo: nil
        )
        switch IdentityDecision.decide(IdentityConflict(candidates: candidates), for: claimant, owner: owner) {
        case .own(let crmID), .unite(let crmID, _): person.crmID = crmID
        case .adopt: person.found(candidates, target.adoption.customers)
        case .share(let crmID): person.decision = MappingComparison(.shared, crmID: crmID)
        // Whoever had the address has another one by now, or leaves it to whom it was merged into.
        case .moved, .departing: person.decision = person.made
        case .doubtful: person.found(candidates, .refuse)
        }
    }

    /// Orders that the CRM names in the field of `adopt.orders`, and people without an address by their phone number.
    func findKnown(_ kind: RecordKind, _ sought: inout [SoughtRecord?]) async throws {
        let adoption = target.adoption
        guard let rule = adoption.known(kind) else { return }
        func value(_ item: SoughtRecord?) -> String? { item.flatMap { adoption.knownValue(of: $0.record, $0.content) } }
        let open = Self.open(sought)
        let values = Set(open.compactMap { value(sought[$0]) }).sorted()
        guard !values.isEmpty else { return }
        let hits = try await accounts.calling(name) { () async throws(DeliveryFault) -> [String: [CRMSnapshot]] in
            try await target.connector.find(field: rule.field, values: values, kind: kind)
        }
        for index in open {
            let free = value(sought[index]).flatMap { hits[$0] }?.filter { $0.externalID == nil }
            guard let free, !free.isEmpty else { continue }
            sought[index]?.found(free.map { CRMCandidate(crmID: $0.crmID) }, rule.found)
        }
    }

    private static func open(_ sought: [SoughtRecord?]) -> [Int] {
        sought.indices.filter { sought[$0] != nil && sought[$0]?.crmID == nil && sought[$0]?.decision == nil }
    }
}
