import SyncModel

/// What would be written into a CRM account beside what it holds: a few calls for many records, and not one that writes.
struct ComparedAccount: Sendable {
    /// A record that the mapping makes something of.
    fileprivate struct Sought: Sendable {
        var content: MappedContent
        var lane: Lane?
        /// The CRM's record, where one is known or was found.
        var crmID: String?
        var isAdopted = false
        /// Found by our id, so that every field is written as in a record that is made.
        var isFoundByID = false
        var email: String?
        var decision: MappingComparison?
    }

    let name: DestinationName
    let target: AuditTarget
    let accounts: AuditAccounts
    let owned: OwnedStore

    /// Whether the CRM has the field of our id at all: before a set-up nothing can be found by it.
    func mayHoldOurIDs(_ kind: RecordKind) async throws -> Bool {
        guard let field = (target.mapper as? CompiledMapping)?.externalIDField(kind) else { return true }
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
        var sought = entries.map { sought($0) }
        if seeksIDs { try await find(kind, &sought) }
        if kind == .customer { try await findPeople(&sought) }
        let read = try await read(kind, sought)
        return zip(zip(entries, sought), read).map { pair, comparison in
            judge(pair.0, pair.1, comparison)
        }
    }

    /// `nil` for a record that nothing is sent of.
    private func sought(_ entry: MappingWalk.Entry) -> Sought? {
        let audited = entry.audited
        let lane = audited.lanes[name]
        guard let content = content(of: entry, lane) else { return nil }
        var sought = Sought(content: content, lane: lane, email: audited.record.foldedEmail)
        if let link = lane?.link, link.standing == .owner {
            sought.crmID = link.crmID
            sought.isAdopted = link.isAdopted
        }
        return sought
    }

    /// What would be sent, of one that is about to be delivered as well.
    private func content(of entry: MappingWalk.Entry, _ lane: Lane?) -> MappedContent? {
        switch entry.standing.outcome {
        case .unchanged, .changed, .leftAlone, .created: return entry.standing.content
        case .waiting, .notSent, .parked, .discarded:
            guard lane?.link?.standing != .shared, lane?.link?.standing != .gone else { return nil }
            let input = MappingInput(
                store: target.store,
                record: entry.audited.record,
                customer: entry.audited.customer,
                origin: lane?.origin ?? .history
            )
            guard case .content(let content)? = try? target.mapper.map(input) else { return nil }
            return content
        default: return nil
        }
    }

    // MARK: What is looked for

    private func find(_ kind: RecordKind, _ sought: inout [Sought?]) async throws {
        let open = sought.indices.filter { sought[$0] != nil && sought[$0]?.crmID == nil }
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

    /// People who are in the CRM without our id.
    private func findPeople(_ sought: inout [Sought?]) async throws {
        let open = sought.indices.filter { sought[$0]?.email != nil && sought[$0]?.crmID == nil }
        let emails = Set(open.compactMap { sought[$0]?.email }).sorted()
        guard !emails.isEmpty else { return }
        let hits = try await accounts.calling(name) { () async throws(DeliveryFault) -> [String: [CRMSnapshot]] in
            try await target.connector.find(emails: emails)
        }
        for index in open {
            guard let person = sought[index], let email = person.email, let found = hits[email], !found.isEmpty else {
                continue
            }
            let candidates = found.map { CRMCandidate(crmID: $0.crmID, externalID: $0.externalID) }
            let claimant = IdentityClaimant(
                kind: .customer,
                externalID: person.content.externalID,
                email: email,
                linkedTo: nil
            )
            let decision = IdentityDecision.decide(
                IdentityConflict(candidates: candidates),
                for: claimant,
                owner: nil
            )
            let ids = candidates.map(\.crmID)
            switch decision {
            case .own(let crmID), .unite(let crmID, _): sought[index]?.crmID = crmID
            case .adopt(let crmID):
                sought[index]?.crmID = crmID
                sought[index]?.isAdopted = true
                sought[index]?.decision = MappingComparison(.adopted, crmID: crmID)
            case .share(let crmID), .moved(_, let crmID):
                sought[index]?.decision = MappingComparison(.shared, crmID: crmID)
            case .departing, .doubtful:
                let words = "CRM records \(ids.joined(separator: ", "))"
                sought[index]?.decision = MappingComparison(.conflicting, reason: words)
            }
        }
    }

    // MARK: What is read

    private func read(_ kind: RecordKind, _ sought: [Sought?]) async throws -> [CRMComparison?] {
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
        _ sought: Sought?,
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
        let changed =
            sought.isFoundByID || sought.decision != nil
            ? sought.content.fields : sought.content.changed(since: sought.lane?.holding)
        result.take(sought.content, beside: comparison, changed: Set(changed.map(\.name))) { field in
            sought.isFoundByID ? .always : sought.isAdopted ? field.adopted : field.write
        }
        let sendsLines = !sought.content.changedLines(since: sought.lane?.holding).isEmpty
        if !sendsLines { result.lines = [] }
        if sought.decision != nil {
            result.outcome = .adopted
        } else if !result.lines.isEmpty || result.fields.contains(where: { $0.outcome == .changes }) {
            result.outcome = .changed
        } else if result.fields.contains(where: { $0.outcome != .same }) {
            result.outcome = .leftAlone
        }
        return result
    }
}

extension ComparedAccount.Sought {
    /// Nothing in the CRM is it: everything goes.
    fileprivate var made: MappingComparison {
        var result = MappingComparison(.created)
        result.fields = content.fields.filter { $0.value != .clear }.map {
            MappingComparison.Field(name: $0.name, wanted: $0.value.text, held: nil, outcome: .changes)
        }
        return result
    }
}
