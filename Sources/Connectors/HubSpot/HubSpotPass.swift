import SyncModel

/// One pass of writes of one kind: records, then what hangs on them.
struct HubSpotPass {
    let client: HubSpotClient
    let object: HubSpotObject

    func run(_ records: [CRMUpsert]) async throws(DeliveryFault) -> [UpsertOutcome] {
        guard !records.isEmpty else { return [] }
        var facts = try await facts()
        let isKeyed = await client.account.isKeyed(object)
        var outcomes: [Int: UpsertOutcome] = [:]
        var writes: [HubSpotWrite] = []
        for (index, record) in records.enumerated() {
            var write = HubSpotWrite(record, index: index, object: object)
            if let fault = await fit(&write, &facts) {
                outcomes[index] = .failed(fault)
            } else if case .record(let crmID) = record.target, write.properties.isEmpty {
                // Only what hangs on it changes; whether it is still there is found out on the way.
                outcomes[index] = .written(WrittenRecord(crmID: crmID, isNew: false, warnings: write.warnings))
            } else {
                writes.append(isKeyed ? write.creating(record) : write)
            }
        }
        let placer = object.pipelineProperties == nil ? nil : HubSpotPlacer(client: client, object: object)
        if let placer {
            let placed = await placer.place(writes)
            writes = placed.ready
            outcomes.merge(placed.failed.mapValues(UpsertOutcome.failed)) { _, new in new }
        }
        var writer = HubSpotWriter(client: client, object: object, placer: placer)
        let ends = await writer.run(writes)
        var conflicts: [(write: HubSpotWrite, existing: String?)] = []
        for write in writes {
            switch ends[write.index] {
            case .written(let record): outcomes[write.index] = .written(record)
            case .conflict(let existing): conflicts.append((write, existing))
            case .gone: outcomes[write.index] = .gone
            case .failed(let fault): outcomes[write.index] = .failed(fault)
            case nil: break
            }
        }
        outcomes.merge(await HubSpotConflicts(client: client, object: object).resolve(conflicts)) { _, new in new }
        if object.kind == .customer { await tellConsents(records, &outcomes) }
        if object.kind == .order {
            await attachLines(records, &outcomes)
            await associate(records, made: writer.associated, &outcomes)
        }
        let all = records.indices.map { index in
            outcomes[index] ?? .failed(DeliveryFault(.unreadable, .retry, message: "no answer", mayBeWritten: true))
        }
        if let fault = all.faultOfTheDestination { throw fault }
        return all
    }

    /// The account's facts; without them only where nothing depends on them.
    private func facts() async throws(DeliveryFault) -> HubSpotAccountInfo? {
        do {
            return try await client.account.facts(client)
        } catch {
            if client.settings.account != nil || error.fault.disposition == .pause(.destination) { throw error.fault }
            if case .wait = error.fault.disposition { throw error.fault }
            return nil
        }
    }

    /// Fits a write's currency to the account, which may have got it since we looked.
    private func fit(_ write: inout HubSpotWrite, _ facts: inout HubSpotAccountInfo?) async -> DeliveryFault? {
        guard let fault = HubSpotCurrency.fit(&write, facts) else { return nil }
        guard let fresh = try? await client.account.facts(client, fresh: true), fresh != facts else { return fault }
        facts = fresh
        return HubSpotCurrency.fit(&write, facts)
    }

    private func tellConsents(_ records: [CRMUpsert], _ outcomes: inout [Int: UpsertOutcome]) async {
        let told = records.enumerated().compactMap { index, record -> (index: Int, consent: MappedConsent)? in
            guard let consent = record.emailConsent, case .written = outcomes[index] else { return nil }
            return (index, consent)
        }
        guard !told.isEmpty else { return }
        let ends = await HubSpotConsent(client: client).run(told.map { ($0.consent, records[$0.index].origin) })
        for (item, end) in zip(told, ends) {
            guard case .written(var written) = outcomes[item.index] else { continue }
            switch end {
            case .told(nil): continue
            case .told(let warning?):
                written.warnings.append(WriteWarning(warning))
                outcomes[item.index] = .written(written)
            case .untold(let warning):
                written.warnings.append(WriteWarning(warning))
                written.lacksConsent = true
                outcomes[item.index] = .written(written)
            case .failed(let fault): outcomes[item.index] = .failed(fault)
            }
        }
    }

    private func attachLines(_ records: [CRMUpsert], _ outcomes: inout [Int: UpsertOutcome]) async {
        guard client.settings.lines == .items else { return }
        let orders = records.enumerated().compactMap { index, record -> HubSpotLines.Order? in
            guard !record.lines.isEmpty, case .written(let written) = outcomes[index] else { return nil }
            return HubSpotLines.Order(index: index, crmID: written.crmID, origin: record.origin, lines: record.lines)
        }
        guard !orders.isEmpty else { return }
        let ends = await HubSpotLines(client: client, parent: object).write(orders)
        for (index, warnings) in ends.warnings {
            guard case .written(var written) = outcomes[index] else { continue }
            written.warnings += warnings
            outcomes[index] = .written(written)
        }
        for (index, fault) in ends.failed { outcomes[index] = .failed(fault) }
    }

    /// Associates written orders with their contacts, and takes former contacts away afterwards.
    ///
    /// Those in `made` were associated when they were created.
    private func associate(
        _ records: [CRMUpsert],
        made: Set<Int>,
        _ outcomes: inout [Int: UpsertOutcome]
    ) async {
        var wanted: [HubSpotPair: [Int]] = [:]
        var former: [HubSpotPair: [Int]] = [:]
        for (index, record) in records.enumerated() where !made.contains(index) {
            guard let parent = record.parent, case .written(let written) = outcomes[index] else { continue }
            wanted[HubSpotPair(from: written.crmID, to: parent), default: []].append(index)
            for old in record.formerParents where old != parent {
                former[HubSpotPair(from: written.crmID, to: old), default: []].append(index)
            }
        }
        guard !wanted.isEmpty else { return }
        let associations = HubSpotAssociations(
            client: client,
            from: object,
            to: .contacts,
            origin: records.map(\.origin).min() ?? .live
        )
        let order = { (left: HubSpotPair, right: HubSpotPair) in (left.from, left.to) < (right.from, right.to) }
        let failures = await associations.associate(wanted.keys.sorted(by: order))
        let gone = await goneContacts(failures, associations.origin)
        for (pair, fault) in failures {
            for index in wanted[pair] ?? [] {
                if gone.contains(pair.to), case .written(var written) = outcomes[index] {
                    written.lacksParent = true
                    written.warnings.append("contact \(pair.to) is not in HubSpot any more")
                    outcomes[index] = .written(written)
                } else {
                    outcomes[index] = .failed(fault)
                }
            }
        }
        let due = former.filter { item in
            item.value.contains { if case .written(let written) = outcomes[$0] { !written.lacksParent } else { false } }
        }
        guard !due.isEmpty else { return }
        for (pair, fault) in await associations.separate(due.keys.sorted(by: order)) {
            for index in due[pair] ?? [] { outcomes[index] = .failed(fault) }
        }
    }

    /// The contacts of refused associations that are not in HubSpot any more: the refusals do not tell reliably.
    private func goneContacts(_ failures: [HubSpotPair: DeliveryFault], _ origin: Origin) async -> Set<String> {
        let refused = failures.filter { _, fault in
            (fault.code == .gone || fault.code == .refused)
                && (fault.disposition == .retry || fault.disposition == .park)
        }
        let contacts = Set(refused.keys.map(\.to))
        guard !contacts.isEmpty,
            let found = try? await HubSpotReader(client: client)
                .read(
                    contacts.sorted(),
                    of: .contacts,
                    properties: [HubSpotObject.contacts.idProperty],
                    origin: origin
                )
        else { return [] }
        return contacts.subtracting(found.map(\.id))
    }
}
