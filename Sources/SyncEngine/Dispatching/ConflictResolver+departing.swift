import SyncModel

// What becomes, in the CRM, of records that are no more in Shopify.
//
// Every step is safe to repeat: the lane keeps its link until all is done, and what was done is seen in the CRM.
extension ConflictResolver {
    /// Takes a customer that was merged into another, or a deleted record, out of the CRM as the destination is set.
    ///
    /// `rule` is why the mapping takes a record out that Shopify still has; `nil` for one that Shopify has no more.
    ///
    /// - Throws: `DeliveryFault` of the call that failed, or because another pass has one of the records in hand.
    mutating func depart(_ lane: ClaimedLane, by rule: String? = nil) async throws -> Departure {
        if let rule { return try await remove(lane, because: rule, isForGood: false) }
        if lane.record.survivorID != nil { return try await give(lane) }
        guard route.onShopifyDelete != .leave else {
            return .left("deleted in Shopify; the CRM's record is left as it is")
        }
        return try await remove(lane, because: "deleted in Shopify", isForGood: route.onShopifyDelete == .delete)
    }

    // MARK: Merged

    /// What the CRM holds of the customer goes over to the one that it was merged into.
    private mutating func give(_ lane: ClaimedLane) async throws -> Departure {
        let survivor = try await store.survivor(of: lane.key.record)
        guard try await store.record(survivor)?.survivorKey == nil else {
            return .left("merged in Shopify in a circle, or too many times in a row: nobody is left to have its orders")
        }
        let words =
            lane.record.isGuest
            ? "the guest is customer \(survivor.id) by now" : "merged in Shopify into customer \(survivor.id)"
        let known = try await contact(of: lane)
        try await settleMergers(of: Set([known?.crmID].compactMap(\.self)))
        guard let contact = try await present(known, of: lane.key.record) else {
            // It may have become a part of the survivor's by a call whose answer was lost, and that has another id since.
            let theirs = try await store.link(LaneKey(destination: route.name, record: survivor))?.living
            if let theirs,
                try await route.connector.read([theirs.crmID], kind: .customer, fields: []).first?.crmID != theirs.crmID
            {
                try await wakeHolders(of: theirs, except: lane)
            }
            return .withdrawn(words, survivor: survivor.id)
        }
        if lane.record.isGuest, try await wentElsewhere(contact, than: survivor, lane) {
            return .withdrawn(words, survivor: survivor.id)
        }
        try claim(InFlightKeys.name(of: survivor))
        let theirs = try await present(store.link(LaneKey(destination: route.name, record: survivor))?.living)
        guard !contact.isAdopted else {
            // It was there before us: it stays, without our id, and whose it is the survivor's address may tell.
            try await free(contact, for: survivor, lane)
            return .withdrawn("\(words); the contact was in the CRM before, so it stays", survivor: survivor.id)
        }
        guard let theirs, theirs.crmID != contact.crmID else {
            try await bequeath(contact, to: survivor, lane)
            return .withdrawn("\(words), who has the contact from now on", survivor: survivor.id)
        }
        try await join(contact, to: theirs, of: survivor, lane)
        try await mark(survivor, origin: lane.origin)
        let merger = "\(contact.object) \(contact.crmID) became a part of \(theirs.crmID) for good"
        return .withdrawn("\(words), and so in the CRM: \(merger)", survivor: survivor.id)
    }

    /// The contact that carries the customer's id alone; `nil` where there is none, or it is another one's.
    private mutating func contact(of lane: ClaimedLane) async throws -> Link? {
        if let link = lane.link, link.standing == .owner { return link }
        let kind = lane.key.record.kind
        // A call whose answer was lost, or that came late, may have made one.
        let id = lane.key.record.externalID
        guard let found = try await route.connector.find(externalIDs: [id], kind: kind)[id] else { return nil }
        let object = route.mapper.object(kind) ?? ""
        var isAdopted = lane.isAdopting(found.crmID, object: object)
        if !isAdopted { isAdopted = try await !wasMade(found.crmID, kind: kind) }
        return Link(object: object, crmID: found.crmID, isAdopted: isAdopted)
    }

    /// The contact of a customer as it is named by now; `nil` where it is a part of another one's already.
    private func present(_ link: Link?, of customer: RecordKey) async throws -> Link? {
        guard let link, let named = try await present(link), named.crmID != link.crmID else { return link }
        let there = try await route.connector.read([named.crmID], kind: .customer, fields: []).first
        return there?.externalID == customer.externalID ? named : nil
    }

    /// The same contact as it is named by now: two links may name one by different ids.
    private func present(_ link: Link?) async throws -> Link? {
        guard var link else { return nil }
        link.crmID = try await store.present([link.crmID], in: route.name)[link.crmID] ?? link.crmID
        return link
    }

    /// Whether a guest's contact became another account's before, by a call whose answer was lost.
    ///
    /// Unlike a customer, a guest may turn out to be another one afterwards, whose the contact is not.
    private func wentElsewhere(_ contact: Link, than survivor: RecordKey, _ lane: ClaimedLane) async throws -> Bool {
        let there = try await route.connector.read([contact.crmID], kind: .customer, fields: []).first
        guard let there, there.crmID == contact.crmID, let id = there.externalID else { return false }
        return id != lane.key.record.externalID && id != survivor.externalID
    }

    /// Takes our id from a contact.
    private mutating func free(_ contact: Link, for survivor: RecordKey, _ lane: ClaimedLane) async throws {
        try claim(InFlightKeys.name(object: contact.object, crmID: contact.crmID))
        let erasure = ContactErasure(crmID: contact.crmID, fields: [], deletes: false)
        if try await route.connector.erase(erasure) == .absent {
            // A person may have merged it: our id is where it went.
            let id = lane.key.record.externalID
            if let found = try await route.connector.find(externalIDs: [id], kind: .customer)[id] {
                try claim(InFlightKeys.name(object: contact.object, crmID: found.crmID))
                _ = try await route.connector.erase(
                    ContactErasure(crmID: found.crmID, fields: [], deletes: false)
                )
            }
        }
        try await mark(survivor, origin: lane.origin)
    }

    /// The survivor has no contact of its own: it gets this one, by its id, and finds it with its next delivery.
    private mutating func bequeath(
        _ contact: Link,
        to survivor: RecordKey,
        _ lane: ClaimedLane,
        asFound: Bool = false
    ) async throws {
        try claim(InFlightKeys.name(object: contact.object, crmID: contact.crmID))
        let upsert = CRMUpsert(
            key: survivor,
            origin: lane.origin,
            target: .adopt(contact.crmID),
            externalID: survivor.externalID
        )
        // The survivor may be written in this very pass, and our books do not say that it is there.
        untold.sent([survivor])
        switch try await route.connector.upsert([upsert], kind: .customer).first {
        case .written, nil: break
        case .failed(let fault): throw fault
        case .gone:
            // A part of another one by a call whose answer was lost, or by a person's hand: our id is where it went. Where that
            // is nowhere, there is nothing left to give.
            let id = lane.key.record.externalID
            guard let found = try await route.connector.find(externalIDs: [id], kind: .customer)[id] else { break }
            guard !asFound, found.crmID != contact.crmID else { throw Self.unsettled }
            try await store.note([ContactMove(from: contact.crmID, to: found.crmID)], in: route.name)
            var here = contact
            here.crmID = found.crmID
            try await bequeath(here, to: survivor, lane, asFound: true)
            return
        case .conflict(let conflict):
            // It has one that our books do not know yet.
            guard let other = conflict.candidates.first, other.externalID == survivor.externalID else {
                let candidates = [CRMCandidate(crmID: contact.crmID)] + conflict.candidates
                throw try await doubtful(candidates, lane, object: contact.object)
            }
            try await join(contact, to: Link(object: contact.object, crmID: other.crmID), of: survivor, lane)
        }
        try await mark(survivor, origin: lane.origin)
    }

    /// Makes the contact a part of the survivor's, or removes it where the CRM cannot.
    private mutating func join(
        _ contact: Link,
        to theirs: Link,
        of survivor: RecordKey,
        _ lane: ClaimedLane,
        asFound: Bool = false
    ) async throws {
        guard takeForMerger(contact.crmID, object: contact.object), takeForMerger(theirs.crmID, object: theirs.object)
        else { throw Self.unsettled }
        let marks = route.mapper.marks(.customer)
        let snapshots = try await route.connector.read(
            [contact.crmID, theirs.crmID],
            kind: .customer,
            fields: marks
        )
        guard let ours = snapshots.first(where: { $0.crmID == contact.crmID }),
            let kept = snapshots.first(where: { $0.crmID == theirs.crmID })
        else {
            // What was just found is not there: the CRM shows one thing here and another there, for a while.
            guard !asFound else { throw Self.unsettled }
            try await joinAsFound(contact, to: theirs, there: Set(snapshots.map(\.crmID)), of: survivor, lane)
            return
        }
        try await unmark(ours, joining: kept, for: lane)
        guard try await begin(contact.crmID, into: theirs.crmID, carrying: survivor.externalID) else {
            throw Self.unsettled
        }
        // Before: if the answer is lost, nobody may hear any more what a contact became that nobody owns by our books yet.
        for link in [contact, theirs] { try await wakeHolders(of: link, except: lane) }
        switch try await route.connector.merge(contact: contact.crmID, into: theirs.crmID) {
        case .merged(let crmID):
            let moves = [contact, theirs].filter { $0.crmID != crmID }.map { ContactMove(from: $0.crmID, to: crmID) }
            try await store.note(moves, in: route.name)
            // Whoever has one under a former id would hear of nothing that becomes of it: those who share it, and its owner
            // where the survivor only shares it.
            for move in moves {
                try await wakeHolders(of: Link(object: contact.object, crmID: move.former), except: lane)
            }
        case .gone: throw Self.unsettled
        case .unsupported:
            _ = try await route.connector.remove(
                CRMRemoval(crmID: contact.crmID, kind: .customer, isForGood: false)
            )
            try await store.note([ContactMove(from: contact.crmID, to: theirs.crmID)], in: route.name)
        }
    }

    /// One of the two is not where our books say: merged by a call whose answer was lost or by a person, or deleted.
    ///
    /// Our ids tell where they are.
    private mutating func joinAsFound(
        _ contact: Link,
        to theirs: Link,
        there: Set<String>,
        of survivor: RecordKey,
        _ lane: ClaimedLane
    ) async throws {
        let (mineID, theirID) = (lane.key.record.externalID, survivor.externalID)
        let found = try await route.connector.find(externalIDs: [mineID, theirID], kind: .customer)
        let other = there.contains(theirs.crmID) ? theirs.crmID : found[theirID]?.crmID
        guard let mine = there.contains(contact.crmID) ? contact.crmID : found[mineID]?.crmID else {
            // It went where the survivor's id is, whatever the survivor points at by now. Where that is nowhere, the survivor
            // shares theirs, and what became of it its owner's delivery will find.
            let present = found[theirID]?.crmID ?? theirs.crmID
            // Found and not there: a contact that became itself could be shared by nobody any more.
            guard present != contact.crmID else { throw Self.unsettled }
            try await store.note([ContactMove(from: contact.crmID, to: present)], in: route.name)
            if !there.contains(theirs.crmID) { try await wakeHolders(of: theirs, except: lane) }
            return
        }
        var here = contact
        here.crmID = mine
        guard let other, other != mine else {
            try await bequeath(here, to: survivor, lane)
            return
        }
        try await join(here, to: Link(object: theirs.object, crmID: other), of: survivor, lane, asFound: true)
    }

    // MARK: Removed

    private mutating func remove(
        _ lane: ClaimedLane,
        because reason: String,
        isForGood: Bool
    ) async throws -> Departure {
        let kind = lane.key.record.kind
        guard let contact = try await contact(of: lane) else {
            return .withdrawn("\(reason); the CRM has no record of its own for it")
        }
        guard !contact.isAdopted else {
            return .left("\(reason); the CRM's record was there before, so it stays")
        }
        try claim(InFlightKeys.name(object: contact.object, crmID: contact.crmID))
        let holders = try await store.holders(destination: route.name, object: contact.object, crmID: contact.crmID)
        if holders.contains(where: { $0.key != lane.key.record && $0.link.living != nil }) {
            // Those who share it are woken, and one of them takes it over.
            return .released("\(reason); the CRM's record is another customer's too, so it stays")
        }
        let removal = CRMRemoval(crmID: contact.crmID, kind: kind, isForGood: isForGood)
        _ = try await route.connector.remove(removal)
        return .withdrawn("\(reason); \(isForGood ? "removed from" : "archived in") the CRM")
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
    /// The same, and it is not this one's any more.
    case released(String)
    /// The CRM has none of its own for it any more; `survivor` has its orders from now on.
    case withdrawn(String, survivor: Int64? = nil)
}
