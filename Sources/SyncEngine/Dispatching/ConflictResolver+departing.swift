import SyncModel

// What becomes, in the CRM, of records that are no more in Shopify.
//
// Every step is safe to repeat: the lane keeps its link until all is done, and what was done is seen in the CRM.
extension ConflictResolver {
    /// Takes a customer that was merged into another, or a deleted record, out of the CRM as the destination is set.
    ///
    /// - Throws: `DeliveryFault` of the call that failed, or because another pass has one of the records in hand.
    mutating func depart(_ lane: ClaimedLane) async throws -> Departure {
        if lane.record.survivorID != nil { return try await give(lane) }
        guard route.onShopifyDelete != .leave else {
            return .left("deleted in Shopify; the CRM's record is left as it is")
        }
        return try await remove(lane)
    }

    // MARK: Merged

    /// What the CRM holds of the customer goes over to the one that it was merged into.
    private mutating func give(_ lane: ClaimedLane) async throws -> Departure {
        let survivor = try await store.survivor(of: lane.key.record)
        let words = "merged in Shopify into customer \(survivor.id)"
        guard let contact = try await contact(of: lane) else {
            return .withdrawn(words, survivor: survivor.id)
        }
        try claim(InFlightKeys.name(of: survivor))
        let theirs = try await store.link(LaneKey(destination: route.name, record: survivor))?.living
        guard !contact.isAdopted else {
            // It was there before us: it stays, without our id, and whose it is the survivor's address may tell.
            try await free(contact, for: survivor, lane)
            return .withdrawn("\(words); the contact was in the CRM before, so it stays", survivor: survivor.id)
        }
        guard let theirs, theirs.crmID != contact.crmID else {
            try await bequeath(contact, to: survivor, lane)
            return .withdrawn("\(words), who has the contact from now on", survivor: survivor.id)
        }
        let link = try await join(contact, to: theirs, of: survivor, lane)
        try await mark(survivor, origin: lane.origin)
        return .withdrawn(link == nil ? words : "\(words), and so in the CRM", link: link, survivor: survivor.id)
    }

    /// The contact that carries the customer's id alone; `nil` where there is none, or it is another one's.
    private mutating func contact(of lane: ClaimedLane) async throws -> Link? {
        if let link = lane.link, link.standing == .owner { return link }
        let kind = lane.key.record.kind
        // A call whose answer was lost, or that came late, may have made one.
        let id = String(lane.key.record.id)
        guard let found = try await route.connector.find(externalIDs: [id], kind: kind)[id] else { return nil }
        let object = route.mapper.object(kind) ?? ""
        return Link(object: object, crmID: found.crmID, isAdopted: lane.isAdopting(found.crmID, object: object))
    }

    /// Takes our id from a contact.
    private mutating func free(_ contact: Link, for survivor: RecordKey, _ lane: ClaimedLane) async throws {
        try claim(InFlightKeys.name(object: contact.object, crmID: contact.crmID))
        _ = try await route.connector.erase(ContactErasure(crmID: contact.crmID, fields: [], deletes: false))
        try await mark(survivor, origin: lane.origin)
    }

    /// The survivor has no contact of its own: it gets this one, by its id, and finds it with its next delivery.
    private mutating func bequeath(_ contact: Link, to survivor: RecordKey, _ lane: ClaimedLane) async throws {
        try claim(InFlightKeys.name(object: contact.object, crmID: contact.crmID))
        let upsert = CRMUpsert(
            key: survivor,
            origin: lane.origin,
            target: .adopt(contact.crmID),
            externalID: String(survivor.id)
        )
        switch try await route.connector.upsert([upsert], kind: .customer).first {
        case .written, .gone, nil: break
        case .failed(let fault): throw fault
        case .conflict(let conflict):
            // It has one that our books do not know yet.
            guard let other = conflict.candidates.first, other.externalID == String(survivor.id) else {
                throw Self.doubtful([contact.crmID] + conflict.candidates.map(\.crmID))
            }
            let link = Link(object: contact.object, crmID: other.crmID)
            _ = try await join(contact, to: link, of: survivor, lane)
        }
        try await mark(survivor, origin: lane.origin)
    }

    /// Makes the contact a part of the survivor's, or removes it where the CRM cannot.
    ///
    /// Returns the link to one that was made a part.
    private mutating func join(
        _ contact: Link,
        to theirs: Link,
        of survivor: RecordKey,
        _ lane: ClaimedLane
    ) async throws -> Link? {
        try claim(InFlightKeys.name(object: contact.object, crmID: contact.crmID))
        try claim(InFlightKeys.name(object: theirs.object, crmID: theirs.crmID))
        let ids = [contact.crmID, theirs.crmID]
        let there = try await Set(route.connector.read(ids, kind: .customer, fields: []).map(\.crmID))
        guard there.contains(contact.crmID) else {
            let externalID = String(lane.key.record.id)
            let found = try await route.connector.find(externalIDs: [externalID], kind: .customer)[externalID]
            guard let found, found.crmID != contact.crmID else {
                // Made a part before, by a call whose answer was lost or by a person, or deleted.
                return contact.absorbed(by: there.contains(theirs.crmID) ? theirs.crmID : nil)
            }
            guard found.crmID != theirs.crmID else {
                try await bequeath(Link(object: contact.object, crmID: found.crmID), to: survivor, lane)
                return nil
            }
            // It has got another id, by a merger before this one.
            let renamed = Link(object: contact.object, crmID: found.crmID)
            return try await join(renamed, to: theirs, of: survivor, lane)
        }
        guard there.contains(theirs.crmID) else {
            // The survivor's delivery finds out what became of its contact.
            try await mark(survivor, origin: lane.origin)
            throw Self.unsettled
        }
        switch try await route.connector.merge(contact: contact.crmID, into: theirs.crmID) {
        case .merged(let crmID): return contact.absorbed(by: crmID)
        case .gone: throw Self.unsettled
        case .unsupported:
            let removal = CRMRemoval(crmID: contact.crmID, kind: .customer, isForGood: false)
            _ = try await route.connector.remove(removal)
            return nil
        }
    }

    // MARK: Deleted

    private mutating func remove(_ lane: ClaimedLane) async throws -> Departure {
        let kind = lane.key.record.kind
        guard let contact = try await contact(of: lane) else {
            return .withdrawn("deleted in Shopify; the CRM has no record of its own for it")
        }
        guard !contact.isAdopted else {
            return .left("deleted in Shopify; the CRM's record was there before, so it stays")
        }
        try claim(InFlightKeys.name(object: contact.object, crmID: contact.crmID))
        let holders = try await store.holders(destination: route.name, object: contact.object, crmID: contact.crmID)
        if holders.contains(where: { $0.key != lane.key.record && $0.link.living != nil }) {
            // Those who share it are woken, and one of them takes it over.
            return .withdrawn("deleted in Shopify; the CRM's record is another customer's too, so it stays")
        }
        let isForGood = route.onShopifyDelete == .delete
        let removal = CRMRemoval(crmID: contact.crmID, kind: kind, isForGood: isForGood)
        _ = try await route.connector.remove(removal)
        return .withdrawn("deleted in Shopify; \(isForGood ? "deleted" : "archived") in the CRM")
    }

    /// Takes a record in hand.
    ///
    /// - Throws: `DeliveryFault` while another pass has it.
    private mutating func claim(_ name: String) throws {
        guard take(name) else { throw Self.unsettled }
    }
}

/// What became of a record that is no more in Shopify.
enum Departure: Sendable {
    /// The CRM's record stays as it is, for this reason.
    case left(String)
    /// The CRM has none of its own for it any more; `survivor` has its orders from now on.
    case withdrawn(String, link: Link? = nil, survivor: Int64? = nil)
}

extension Link {
    /// The link of a contact that is a part of another one now.
    fileprivate func absorbed(by crmID: String?) -> Link {
        Link(object: object, crmID: self.crmID, standing: .absorbed, associatedTo: crmID)
    }
}
