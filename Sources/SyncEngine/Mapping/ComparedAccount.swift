import SyncModel

/// What would be written into a CRM account beside what it holds: a few calls for many records, and not one that writes.
struct ComparedAccount: Sendable {
    let name: DestinationName
    let target: AuditTarget
    let accounts: AuditAccounts
    let owned: OwnedStore

    /// Whether the CRM has the field of our id at all: before a set-up nothing can be found by it.
    func mayHoldOurIDs(_ kind: RecordKind) async throws -> Bool {
        guard let field = target.mapper.externalIDField(kind) else { return true }
        let schema = try await accounts.calling(name) { () async throws(DeliveryFault) -> CRMSchema in
            try await target.connector.schema(kind)
        }
        return schema.fields[field] != nil
    }

    /// - Returns: one for each entry, in their order.
    /// - Throws: ``AccountUnread``, `JobStop`, and what the store throws.
    func compare(
        _ kind: RecordKind,
        _ entries: [MappingWalk.Entry],
        seeksIDs: Bool = true
    ) async throws -> [MappingComparison] {
        var sought = entries.map { seek($0) }
        try await obey(entries, &sought)
        if seeksIDs { try await find(kind, &sought) }
        if kind == .customer { try await findPeople(&sought) }
        try await findKnown(kind, &sought)
        let read = try await read(kind, sought)
        return zip(zip(entries, sought), read).map { pair, comparison in
            judge(pair.0, pair.1, comparison)
        }
    }

    /// `nil` for a record that nothing is sent of.
    private func seek(_ entry: MappingWalk.Entry) -> SoughtRecord? {
        let audited = entry.audited
        let lane = audited.lanes[name]
        guard let content = content(of: entry, lane) else { return nil }
        var sought = SoughtRecord(record: audited.record, content: content, lane: lane)
        if let link = lane?.link, link.standing == .owner {
            sought.crmID = link.crmID
            sought.isAdopted = link.isAdopted
        }
        if entry.standing.outcome == .parked { sought.waitForPerson() }
        return sought
    }

    /// What people said of who is who goes before what is found.
    private func obey(_ entries: [MappingWalk.Entry], _ sought: inout [SoughtRecord?]) async throws {
        let rulings = try await owned.store.rulings(on: entries.map(\.audited.stored.key), in: name)
        guard !rulings.isEmpty else { return }
        for (index, entry) in entries.enumerated() {
            guard var item = sought[index], item.decision == nil else { continue }
            switch rulings[entry.audited.stored.key]?.choice {
            case .skip: item.decision = MappingComparison(.skipped, reason: IdentityRuling.skipReason)
            case .record(let crmID) where item.crmID != crmID:
                item.crmID = crmID
                item.isAdopted = true
                item.decision = MappingComparison(.adopted, crmID: crmID)
            case .new where item.crmID == nil || item.isAdopted:
                item.crmID = nil
                item.decision = item.made
            case .record, .new, .undone, nil: break
            }
            sought[index] = item
        }
    }

    /// What would be sent, of one that is about to be delivered as well.
    private func content(of entry: MappingWalk.Entry, _ lane: Lane?) -> MappedContent? {
        switch entry.standing.outcome {
        case .unchanged, .changed, .leftAlone, .created, .marked: return entry.standing.content
        case .waiting, .notSent, .parked, .discarded:
            guard lane?.link?.standing != .shared, lane?.link?.standing != .gone else { return nil }
            let input = entry.audited.input(for: name, of: target.store)
            guard case .content(let content)? = try? target.mapper.map(input) else { return nil }
            return content
        default: return nil
        }
    }

    // MARK: What is read

    private func read(_ kind: RecordKind, _ sought: [SoughtRecord?]) async throws -> [CRMComparison?] {
        var read = [CRMComparison?](repeating: nil, count: sought.count)
        let indices = sought.indices.filter { sought[$0]?.crmID != nil }
        guard !indices.isEmpty else { return read }
        let expectations = indices.compactMap { index in
            sought[index].map { item in
                CRMExpectation(crmID: item.crmID ?? "", fields: item.content.fields, lines: item.content.lines)
            }
        }
        let comparisons = try await accounts.calling(name) { () async throws(DeliveryFault) -> [CRMComparison?] in
            try await target.connector.compare(expectations, kind: kind)
        }
        for (index, comparison) in zip(indices, comparisons) { read[index] = comparison }
        return read
    }

    // MARK: What follows

    private func judge(
        _ entry: MappingWalk.Entry,
        _ sought: SoughtRecord?,
        _ comparison: CRMComparison?
    ) -> MappingComparison {
        guard let sought else { return MappingComparison(entry.standing.outcome, reason: entry.standing.reason) }
        if let decision = sought.decision, decision.outcome != .adopted { return decision }
        guard let crmID = sought.crmID else { return sought.made }
        guard let comparison else {
            // Linked, and not there any more.
            return MappingComparison(sought.isFoundByID ? .created : .deletedInCRM, crmID: crmID)
        }
        var result = MappingComparison(.unchanged, crmID: crmID)
        let isNew = sought.isFoundByID || sought.decision != nil
        let isAdopted =
            sought.isAdopted || sought.isFoundByID && !sought.content.wasMade(comparison.snapshot.values)
        let changed =
            isNew
            ? sought.content.fields : sought.content.changed(since: sought.lane?.holding, isAdopted: isAdopted)
        result.take(sought.content, beside: comparison, changed: Set(changed.map(\.name))) { field in
            field.policy(isAdopted: isAdopted)
        }
        result.take(isNew ? sought.content.emailConsent : sought.content.changedConsent(since: sought.lane?.holding))
        let sendsLines = !sought.content.changedLines(since: sought.lane?.holding).isEmpty
        if !sendsLines { result.lines = [] }
        if sought.decision != nil {
            result.outcome = .adopted
        } else if !result.lines.isEmpty || result.fields.contains(where: { $0.outcome == .changes }) {
            result.outcome = .changed
        } else if result.fields.contains(where: { $0.outcome != .same }) {
            result.outcome = .leftAlone
        }
        if entry.standing.outcome == .marked {
            result.outcome = result.outcome == .changed ? .marked : .leftOut
            result.reason = entry.standing.reason
        }
        return result
    }
}
