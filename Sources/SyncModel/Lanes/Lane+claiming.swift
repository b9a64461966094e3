extension Lane {
    /// Whether the due time has come.
    package func isDue(at now: Instant) -> Bool {
        due.map { $0 <= now } ?? false
    }

    /// Makes what was put off beyond `latest` due now, or delivered once more at `redeliverAt`; returns whether it is due now.
    mutating func hasten(dueAfter latest: Instant, now: Instant, redeliverAt: Instant) -> Bool {
        if let late = self.redeliverAt, late > latest { self.redeliverAt = redeliverAt }
        guard state == .dirty, let due, due > latest else { return false }
        self.due = now
        return true
    }

    /// The order of claiming: live before history, then the earlier due, then by key so that every store agrees.
    package static func isClaimedEarlier(_ left: Lane, _ right: Lane) -> Bool {
        if left.origin != right.origin { return left.origin < right.origin }
        let (leftDue, rightDue) = (left.due ?? .beginning, right.due ?? .beginning)
        if leftDue != rightDue { return leftDue < rightDue }
        let (leftKey, rightKey) = (left.key.record, right.key.record)
        if leftKey.store != rightKey.store { return leftKey.store.rawValue < rightKey.store.rawValue }
        return leftKey.id < rightKey.id
    }

    /// How many lanes a claim may mark to be delivered once more; the rest follow with the next claims.
    package static let redeliveredAtOnce = 100

    /// The order in which lanes are delivered once more.
    package static func isRedeliveredEarlier(_ left: Lane, _ right: Lane) -> Bool {
        let (leftTime, rightTime) = (left.redeliverAt ?? .beginning, right.redeliverAt ?? .beginning)
        if leftTime != rightTime { return leftTime < rightTime }
        return isClaimedEarlier(left, right)
    }

    /// Takes the lane for delivery and hands out what mapping it needs.
    package mutating func claim(
        epoch: Int64,
        now: Instant,
        record: SyncRecord,
        customerID: Int64? = nil,
        customer: SyncRecord?,
        parentLink: Link?
    ) -> ClaimedLane {
        let held = claim(epoch: epoch, now: now)
        let parentIsGone = parentLink?.standing == .gone
        let parentLink = parentLink?.living
        let doubted = parentsInDoubt
        // Noted before any call: if the process dies now, nobody else knows of the contact.
        if let parent = parentLink?.crmID, parent != link?.associatedTo { doubt([parent]) }
        var parent: CustomerRecord?
        if case .customer(let found) = customer { parent = found }
        var claimed = ClaimedLane(
            key: key,
            wanted: wanted,
            origin: origin,
            isForced: forcedAt > 0,
            attempts: attempts,
            dirtySince: dirtySince ?? .beginning,
            record: record,
            customerID: customerID,
            customer: parent,
            link: link,
            parentLink: parentLink,
            parentsInDoubt: doubted,
            adopting: adopting,
            lateUntil: redeliverAt,
            delivered: held
        )
        claimed.parentIsGone = parentIsGone
        claimed.coalesces = wanted - delivered > 1
        return claimed
    }
}

extension ClaimedLane {
    /// For an order: the customer whose link it follows; nobody where mergers end with none who is left.
    package var awaitedCustomer: Int64? { customer?.survivorID == nil ? customerID : nil }

    /// Whether it is told of an order that nobody is its buyer, as of one whose buyer was erased.
    package var lacksBuyer: Bool {
        guard case .order(let order) = record else { return false }
        return customerID == nil && order.details.fields.customerID == .null
    }

    /// For an order: the contact that it is known to have.
    ///
    /// `nil` also where a call without a known answer may have taken it away for another one.
    package var confirmedContact: String? {
        guard let contact = link?.associatedTo, parentsInDoubt.allSatisfy({ $0 == contact }) else { return nil }
        return contact
    }

    /// For an order: the contacts in doubt, with the last confirmed one where that is in doubt as well.
    package var doubtedContacts: [String] {
        let last = confirmedContact == nil ? link?.associatedTo : nil
        return parentsInDoubt.filter { $0 != last } + [last].compactMap(\.self)
    }

    /// For an order: the contacts that it has or may have beside its customer's, as they are named by now.
    package var formerContacts: [String] {
        var seen: Set<String> = []
        return ([link?.associatedTo].compactMap { $0 } + parentsInDoubt)
            .map { contactMoves[$0] ?? $0 }
            .filter { $0 != parentLink?.crmID && seen.insert($0).inserted }
    }
}

extension StoredRecord {
    /// The key of the customer that an order belongs to.
    package var customerKey: RecordKey? {
        record.customerID.map { RecordKey(store: key.store, kind: .customer, id: $0) }
    }
}

extension Lane {
    /// Whether an order is to follow its customer's link.
    package var isWaiting: Bool { key.record.kind == .order && waitsFor != nil }

    /// The customer whose link an order follows.
    package var awaitedCustomer: RecordKey? {
        guard isWaiting, let waitsFor else { return nil }
        return RecordKey(store: key.record.store, kind: .customer, id: waitsFor)
    }

    /// Whether a customer's lane has given everything over to the one that it was merged into.
    package var isMergedAway: Bool { key.record.kind == .customer && waitsFor != nil }

    /// Whether an order was delivered with another contact than its customer's link names now, or with none; or for a
    /// customer that is another one by now.
    package func isBehind(_ customer: Lane?) -> Bool {
        guard let customer else { return false }
        return customer.isMergedAway || customer.link?.living.map { $0.crmID != link?.associatedTo } ?? false
    }

    /// The customer that the order waited for has a link, or is another one: the order is wanted anew, with its origin as
    /// it was.
    package mutating func customerAppeared(now: Instant) -> Bool {
        waitsFor = nil
        return mark(origin: nil, force: false, since: now, now: now)
    }
}

extension Lane {
    /// The lane as a person sees it, with its delivery notes.
    package func entry(deliveries: [DeliveryNote], ruling: IdentityRuling? = nil) -> RecordStory.LaneEntry {
        var entry = RecordStory.LaneEntry(
            destination: key.destination,
            state: state,
            wanted: wanted,
            delivered: delivered,
            due: due,
            attempts: attempts,
            fault: fault,
            link: link,
            deliveries: deliveries,
            ruling: ruling
        )
        entry.refused = refused.names
        if key.record.kind == .order, let link = link?.living, link.associatedTo == nil {
            entry.missingContactOf = waitsFor
        }
        return entry
    }
}
