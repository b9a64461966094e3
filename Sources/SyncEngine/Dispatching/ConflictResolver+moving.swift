import SyncModel

// An address that another of our customers has in the CRM, and no more in Shopify.
extension ConflictResolver {
    /// The address has moved between two of our customers and its holder still has it in the CRM: it is cleared there,
    /// and the holder is delivered anew.
    ///
    /// That ends a circle as well, where two wait for each other. A further address cannot be cleared; a contact that keeps
    /// one, and that its holder has left for another contact, is nobody's, and whoever has the address now takes it over.
    mutating func makeWay(
        _ holder: RecordKey,
        having conflict: IdentityConflict,
        crmID: String,
        for item: PendingUpsert,
        turns: inout [Turn],
        into resolution: inout ConflictResolution
    ) async throws {
        let lane = item.plan.lane
        let object = item.plan.content.object
        guard let email = lane.record.foldedEmail,
            let field = addressField(of: item.plan),
            take(InFlightKeys.name(of: holder)), take(InFlightKeys.name(object: object, crmID: crmID))
        else {
            resolution.faults.append((lane, Self.unsettled))
            return
        }
        let held = try await route.connector.read([crmID], kind: .customer, fields: [field]).first
        guard EmailAddress.folded(held?.values[field]) == email else {
            let people = try await route.connector.find(emails: [email])
            guard people[email]?.contains(where: { $0.crmID == crmID }) == true else {
                // The holder has been delivered since the write was refused, so the address is free.
                resolution.retry.append(item)
                return
            }
            guard try await isThere(crmID) else {
                resolution.faults.append((lane, Self.unsettled))
                return
            }
            guard !isRuled(lane) else { return try await insist(on: item, against: conflict, into: &resolution) }
            let own = try await own(of: item, besides: crmID, addressIn: field)
            var address = FurtherAddress(own: own, isHolderElsewhere: true, isHolderSettled: true)
            // Nobody is looked for, and woken for that, where the outcome is the same in any case.
            if own != .telling {
                address.isHolderElsewhere = try await isElsewhere(holder, crmID)
                address.isHolderSettled = try await isSettled(holder, with: crmID, for: lane)
            }
            switch address.decision {
            case .wait: resolution.faults.append((lane, Self.unsettled))
            case .share:
                let link = Link(object: object, crmID: crmID, standing: .shared)
                resolution.shared.append(item.sharing(link))
            case .takeOver:
                // It has none of its own any more, and may take over what it only points at so far.
                try await mark(holder, origin: lane.origin)
                turn(item.plan, to: crmID, as: nil, turns: &turns, into: &resolution)
            case .unite(let own):
                try await mark(holder, origin: lane.origin)
                switch try await unite(own, with: crmID, for: item) {
                case .one(let united):
                    turn(item.merging(own, into: crmID), to: united, as: nil, turns: &turns, into: &resolution)
                case .undecided(let fault): resolution.faults.append((lane, fault))
                }
            }
            return
        }
        guard try await rewrites(holder, field) else {
            // The contact is to keep it, so it stands for who has it in the CRM's people's eyes.
            guard !isRuled(lane) else { return try await insist(on: item, against: conflict, into: &resolution) }
            let candidate = CRMCandidate(crmID: crmID, externalID: held?.externalID)
            let reason = Self.keptAddress(at: "\(object) \(crmID)", of: holder)
            let fault = try await doubtful([candidate], lane, object: object, because: reason)
            resolution.faults.append((lane, fault))
            return
        }
        // Marked before, so that a crash leaves no contact without its address, and after, since the holder may have
        // been claimed in between.
        try await mark(holder, origin: lane.origin)
        let clearing = CRMUpsert(
            key: holder,
            origin: lane.origin,
            target: .record(crmID),
            externalID: held?.externalID ?? holder.externalID,
            fields: [MappedField(field, .clear)]
        )
        let call = IsolatingCall(connector: route.connector, kind: .customer)
        if case .held(let fault) = await call([clearing]).first { throw fault }
        try await mark(holder, origin: lane.origin)
        resolution.retry.append(item)
    }

    /// Whether the next delivery of a customer writes the address that it has now: only then may the former one be cleared.
    private func rewrites(_ holder: RecordKey, _ field: String) async throws -> Bool {
        guard let facts = route.stores[holder.store], let stored = try await store.record(holder),
            route.contacts.refusal(of: stored.record) == nil,
            try await store.rulings(on: [holder], in: route.name)[holder]?.choice != .skip,
            case .content(let content)? = try? route.mapper.map(MappingInput(store: facts, record: stored.record)),
            let address = content.fields.first(where: { $0.name == field })
        else { return false }
        let link = try await store.link(LaneKey(destination: route.name, record: holder))
        return address.policy(isAdopted: link?.isAdopted ?? false) == .always
    }

    /// Whether a customer whose id a contact carries points at another one by now, and nothing of that is about to change.
    ///
    /// So it is where an account got the address of another, and shares that one's contact since.
    func hasLeft(_ holder: RecordKey, _ crmID: String, for claimant: ClaimedLane) async throws -> Bool {
        guard try await isElsewhere(holder, crmID) else { return false }
        return try await isSettled(holder, with: crmID, for: claimant)
    }

    /// Whether our books say that a customer points at another contact than this.
    private func isElsewhere(_ holder: RecordKey, _ crmID: String) async throws -> Bool {
        let lane = LaneKey(destination: route.name, record: holder)
        guard let link = try await store.link(lane), link.standing != .gone, link.crmID != crmID else { return false }
        // The two may be one by now.
        let present = try await store.present([link.crmID, crmID], in: route.name)
        return (present[link.crmID] ?? link.crmID) != (present[crmID] ?? crmID)
    }

    /// The customer's own contact, beside the one with its address.
    ///
    /// Our books forget it when the customer comes to point at another one's, but it carries the customer's id still.
    private func own(
        of item: PendingUpsert,
        besides crmID: String,
        addressIn field: String
    ) async throws -> FurtherAddress.Own {
        guard let own = try await ownContact(of: item), own != crmID else { return .none }
        return try await saysNothing(own, of: item.plan, addressIn: field) ? .blank(crmID: own) : .telling
    }

    private func ownContact(of item: PendingUpsert) async throws -> String? {
        if case .record(let crmID) = item.upsert.target { return crmID }
        if let link = item.plan.lane.link, link.standing == .owner { return link.crmID }
        let id = item.plan.content.externalID
        return try await route.connector.find(externalIDs: [id], kind: .customer)[id]?.crmID
    }

    /// Whether a contact does not tell who its customer is: we made it, and it never had an address.
    private func saysNothing(_ own: String, of plan: PlannedUpsert, addressIn field: String) async throws -> Bool {
        guard let link = plan.lane.link, link.standing == .owner, link.crmID == own, !link.isAdopted,
            !plan.hadAddress(in: field, at: own),
            let held = try await route.connector.read([own], kind: .customer, fields: [field]).first
        else { return false }
        return EmailAddress.folded(held.values[field]) == nil
    }
}
