import SyncModel

/// Compares our records with what one CRM account holds of them: a few calls for all of them.
struct AuditedAccount: Sendable {
    /// How one record stands there.
    struct Found: Sendable {
        /// `nil` where the account has none.
        var held: AuditSum?
        var findings: [AuditFinding] = []
    }

    /// A record to be read there.
    struct Sought: Sendable {
        var record: SyncRecord
        /// `nil` for one that we never heard of, or that is no more in Shopify: it is only looked for.
        var content: MappedContent?
        var lane: Lane?
        var parent: Link?
        var lacksBuyer = false
        var crmID: String?
        var isLinked = true
        var externalID: String
    }

    let name: DestinationName
    let target: AuditTarget
    let accounts: AuditAccounts
    let owned: OwnedStore

    private static let keptNotes = 50

    /// - Throws: ``AccountUnread``, `JobStop`, and what the store throws.
    func examine(
        _ kind: RecordKind,
        _ items: [AuditItem],
        _ ours: [Int64: AuditedRecord]
    ) async throws -> [Int64: Found] {
        let pauses = try await owned.store.pauses().filter { $0.destination == name }.map(\.scope)
        let wait = AuditWait(now: owned.clock.now, pauses: pauses, readsShopify: owned.route.isReadable)
        var found: [Int64: Found] = [:]
        var sought: [Sought] = []
        for item in items {
            guard let audited = ours[item.id] else {
                found[item.id] = Found()
                if let shopify = item.shopify { sought += unheard(shopify) }
                continue
            }
            found[item.id] = Found()
            if audited.record.life.isDeleted {
                sought += deleted(audited)
            } else if let wanted = wanted(audited, wait, &found) {
                sought.append(wanted)
            }
        }
        try await find(kind, &sought)
        let read = try await read(kind, sought)
        for (item, comparison) in zip(sought, read) {
            found[item.record.id] = try await judge(item, comparison, wait)
        }
        if kind == .customer {
            for (id, finding) in try await leftContacts(sought) { found[id]?.findings.append(finding) }
        }
        return found
    }

    // MARK: What is looked for

    private func wanted(_ audited: AuditedRecord, _ wait: AuditWait, _ found: inout [Int64: Found]) -> Sought? {
        let expectation = AuditExpectation(
            audited,
            in: name,
            isRouted: owned.route.routing.destinations(for: audited.record, of: owned.route.name).contains(name),
            mapper: target.mapper,
            store: target.store,
            contacts: target.contacts,
            wait: wait
        )
        switch expectation {
        case .nothing(let finding):
            found[audited.record.id] = Found(findings: [finding].compactMap { $0 })
            return nil
        case .content(let content):
            let lane = audited.lanes[name]
            return Sought(
                record: audited.record,
                content: content,
                lane: lane,
                parent: audited.customer.flatMap { target.contacts.refusal(of: $0) } == nil
                    ? audited.parents[name] : nil,
                lacksBuyer: audited.buyerToRead != nil && target.mapper.object(.customer) != nil,
                crmID: lane?.link?.living?.crmID,
                externalID: content.externalID
            )
        }
    }

    /// Shopify has it, we do not: whether the CRM has it tells only how much there is in all.
    private func unheard(_ record: SyncRecord) -> [Sought] {
        [Sought(record: record, isLinked: false, externalID: record.externalID)]
    }

    /// Deleted in Shopify: the CRM may have kept its record.
    private func deleted(_ audited: AuditedRecord) -> [Sought] {
        guard let lane = audited.lanes[name], lane.state != .erased else { return [] }
        let isMerged = audited.record.survivorID != nil
        // One that was merged into another may still be there under our id, by a call whose answer was lost.
        guard lane.link?.standing == .owner || isMerged && lane.link == nil else { return [] }
        return [
            Sought(
                record: audited.record,
                lane: lane,
                crmID: lane.link?.crmID,
                externalID: audited.record.externalID
            )
        ]
    }

    /// Looks by our id for those that have no link.
    private func find(_ kind: RecordKind, _ sought: inout [Sought]) async throws {
        let unlinked = sought.indices.filter { sought[$0].crmID == nil && sought[$0].lane?.link == nil }
        guard !unlinked.isEmpty else { return }
        let ids = Set(unlinked.map { sought[$0].externalID }).sorted()
        let hits = try await accounts.calling(name) { () async throws(DeliveryFault) -> [String: CRMSnapshot] in
            try await target.connector.find(externalIDs: ids, kind: kind)
        }
        for index in unlinked {
            sought[index].isLinked = false
            sought[index].crmID = hits[sought[index].externalID]?.crmID
        }
    }

    // MARK: What is read

    private func read(_ kind: RecordKind, _ sought: [Sought]) async throws -> [CRMComparison?] {
        let indices = sought.indices.filter { sought[$0].crmID != nil }
        var read = [CRMComparison?](repeating: nil, count: sought.count)
        guard !indices.isEmpty else { return read }
        let total = kind == .order ? [target.totalField].compactMap { $0 } : []
        let expectations = indices.map { expectation(sought[$0], total) }
        let comparisons = try await accounts.calling(name) { () async throws(DeliveryFault) -> [CRMComparison?] in
            try await target.connector.compare(expectations, kind: kind)
        }
        for (index, comparison) in zip(indices, comparisons) { read[index] = comparison }
        return read
    }

    private func expectation(_ item: Sought, _ total: [String]) -> CRMExpectation {
        // The values of a contact that is shared are its owner's.
        let isOurs = item.lane?.link?.standing != .shared
        return CRMExpectation(
            crmID: item.crmID ?? "",
            fields: isOurs ? item.content?.owned(item.lane?.link) ?? [] : [],
            lines: isOurs ? item.content?.lines ?? [] : [],
            reading: total
        )
    }

    // MARK: What follows

    private func judge(_ item: Sought, _ comparison: CRMComparison?, _ wait: AuditWait) async throws -> Found {
        let held = comparison.flatMap { sum(item, $0) }
        guard let content = item.content else {
            guard comparison != nil, let lane = item.lane else { return Found(held: held) }
            let left: AuditCause = item.record.survivorID == nil ? .deletedInShopify : .mergedInShopify
            let cause = lane.isPending ? wait.cause(of: lane, currency: item.record.currency) : left
            return Found(held: held, findings: [AuditFinding(cause, name)])
        }
        let isAlone = try await sharesWithNobody(item)
        let state = comparison.map {
            AuditJudgement.Held.there(differing: $0.differing, isLinked: item.isLinked && !isAlone)
        }
        let needsNotes = comparison.map { !$0.differing.isEmpty } ?? (item.lane != nil)
        let judgement = AuditJudgement(
            destination: name,
            content: content,
            lane: item.lane,
            parent: item.parent,
            notes: needsNotes ? try await notes(item) : [],
            wait: wait,
            lacksBuyer: item.lacksBuyer,
            currency: item.record.currency
        )
        return Found(held: held, findings: judgement.findings(state ?? .missing))
    }

    /// Whether it shares the contact of a customer whose store sends there no more, so that nothing is written into it.
    private func sharesWithNobody(_ item: Sought) async throws -> Bool {
        guard let stores = target.stores, let link = item.lane?.link, link.standing == .shared else { return false }
        let holders = try await owned.store.holders(destination: name, object: link.object, crmID: link.crmID)
        let owners = holders.filter { $0.link.standing == .owner }
        return !owners.isEmpty && !owners.contains { stores.contains($0.key.store) }
    }

    private func notes(_ item: Sought) async throws -> [DeliveryNote] {
        let key = RecordKey(store: owned.route.name, kind: item.record.kind, id: item.record.id)
        let story = try await owned.store.story(of: key, limit: Self.keptNotes)
        return story?.lanes.first { $0.destination == name }?.deliveries ?? []
    }

    /// What the CRM's record counts for; `nil` for one that is another customer's.
    private func sum(_ item: Sought, _ comparison: CRMComparison) -> AuditSum? {
        guard item.lane?.link?.standing != .shared else { return nil }
        guard item.record.kind == .order, let field = target.totalField else { return .one(nil) }
        let isCompared = item.content?.owned(item.lane?.link).contains { $0.name == field } ?? false
        if isCompared, !comparison.differing.contains(field) { return .one(item.record.total?.amount) }
        return .one(comparison.snapshot.values[field].flatMap(DecimalText.exact))
    }
}
