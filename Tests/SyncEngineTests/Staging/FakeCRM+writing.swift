import SyncModel

extension FakeCRM.State {
    /// Writes one record as the CRM would.
    mutating func write(_ upsert: CRMUpsert, kind: RecordKind) -> UpsertOutcome {
        if let fault = refusals[upsert.externalID] { return .failed(fault) }
        let mine = holder(ofExternalID: upsert.externalID, kind: kind)
        var id: String?
        switch upsert.target {
        case .externalID: id = mine
        case .record(let known), .adopt(let known):
            guard records[kind]?[known] != nil else { return .gone }
            id = known
        }
        var record = id.flatMap { records[kind]?[$0] } ?? FakeCRM.Record(externalID: upsert.externalID)
        if case .adopt = upsert.target {
            if let mine, mine != id { return conflict([mine], kind: kind) }
            record.externalID = upsert.externalID
        }
        for field in upsert.fields {
            record.fields[field.name] = field.value == .clear ? nil : field.value.text
        }
        // Two may have one address from before; what is refused is giving it to one more.
        let sent = upsert.fields.compactMap { $0.name == "email" ? EmailAddress.folded($0.value.text) : nil }
        if kind == .customer, !sent.isEmpty {
            let others = (records[.customer] ?? [:]).filter {
                $0.key != id && !$0.value.emails.isDisjoint(with: sent)
            }
            if !others.isEmpty { return conflict(others.keys.sorted(), kind: kind) }
        }
        let lacksParent = upsert.parent.map { records[.customer]?[$0] == nil } ?? false
        if let parent = upsert.parent, !lacksParent {
            record.contacts.insert(parent)
            record.contacts.subtract(upsert.formerParents)
        }
        if ordersNeedContacts, kind == .order, record.contacts.isEmpty {
            return .failed(
                DeliveryFault(
                    .lacksAccount,
                    orderAccountProblem == nil ? .park : .retry,
                    message: orderAccountProblem ?? "an order needs an account"
                )
            )
        }
        record.writes += 1
        let isNew = id == nil
        let written = id ?? newID(kind)
        records[kind]?[written] = record
        var lacksConsent = false
        if let consent = upsert.emailConsent {
            lacksConsent = refusesConsents
            if !refusesConsents { consents[consent.address] = consent.isGiven }
        }
        return .written(
            WrittenRecord(
                crmID: written,
                isNew: isNew,
                warnings: lacksConsent ? ["e-mail consent: not passed on"] : [],
                lacksParent: lacksParent,
                lacksConsent: lacksConsent
            )
        )
    }

    /// Empties a contact's fields and our id, and takes it out where that is asked.
    mutating func erase(_ erasure: ContactErasure) -> ContactErasure.Outcome {
        erasures.append(erasure)
        guard var record = records[erasure.kind]?[erasure.crmID] else { return .absent }
        for field in erasure.fields { record.fields[field] = nil }
        record.externalID = nil
        records[erasure.kind]?[erasure.crmID] = erasure.deletes ? nil : record
        return erasure.deletes ? .deleted : .blanked
    }

    /// Puts a record there that we did not make; returns its id.
    mutating func add(_ record: FakeCRM.Record, kind: RecordKind = .customer) -> String {
        let id = newID(kind)
        records[kind]?[id] = record
        return id
    }

    /// Merges two contacts as a person would: the survivor keeps its values and gets the other's address and orders.
    @discardableResult
    mutating func merge(_ loser: String, into survivor: String, carryingID: Bool = false) -> String {
        guard let gone = records[.customer]?.removeValue(forKey: loser) else { return survivor }
        records[.customer]?[survivor]?.furtherEmails.formUnion(gone.emails)
        // A CRM may give the survivor what it lacks.
        if carryingID, records[.customer]?[survivor]?.externalID == nil {
            records[.customer]?[survivor]?.externalID = gone.externalID
        }
        if fillsSurvivors {
            records[.customer]?[survivor]?.fields.merge(gone.fields) { theirs, _ in theirs }
        }
        associate(ordersOf: loser, with: survivor)
        guard renamesSurvivors, let kept = records[.customer]?.removeValue(forKey: survivor) else { return survivor }
        let id = newID(.customer)
        records[.customer]?[id] = kept
        associate(ordersOf: survivor, with: id)
        return id
    }

    private mutating func associate(ordersOf former: String, with contact: String) {
        for id in (records[.order] ?? [:]).keys where records[.order]?[id]?.contacts.remove(former) != nil {
            records[.order]?[id]?.contacts.insert(contact)
        }
    }

    /// Takes a record out, with its associations.
    mutating func remove(_ removal: CRMRemoval) -> Bool {
        removals.append(removal)
        guard records[removal.kind]?.removeValue(forKey: removal.crmID) != nil else { return false }
        for id in (records[.order] ?? [:]).keys { records[.order]?[id]?.contacts.remove(removal.crmID) }
        return true
    }

    private mutating func newID(_ kind: RecordKind) -> String {
        defer { nextID += 1 }
        return "\(kind == .customer ? "c" : "d")\(nextID)"
    }

    private func holder(ofExternalID externalID: String, kind: RecordKind) -> String? {
        records[kind]?.first { $0.value.externalID == externalID }?.key
    }

    private func conflict(_ ids: [String], kind: RecordKind) -> UpsertOutcome {
        .conflict(
            IdentityConflict(
                candidates: ids.map { CRMCandidate(crmID: $0, externalID: records[kind]?[$0]?.externalID) }
            )
        )
    }
}
