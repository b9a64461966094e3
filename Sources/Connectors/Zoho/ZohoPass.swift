import SyncModel

/// One pass of writes of one kind.
struct ZohoPass {
    let client: ZohoClient
    let module: ZohoModule

    func run(_ records: [CRMUpsert]) async throws(DeliveryFault) -> [UpsertOutcome] {
        guard !records.isEmpty else { return [] }
        do throws(ZohoRefusal) {
            return try await outcomes(records)
        } catch {
            throw error.fault
        }
    }

    private func outcomes(_ records: [CRMUpsert]) async throws(ZohoRefusal) -> [UpsertOutcome] {
        let organisation = try await client.account.facts(client)
        let fields = try await fields(for: records)
        var currency = ZohoCurrency(organisation: organisation, known: [])
        if organisation.hasSeveralCurrencies, module.kind == .order {
            currency.known = try await client.account.currencies(client)
        }
        var outcomes: [Int: UpsertOutcome] = [:]
        var writes: [ZohoWrite] = []
        for (index, record) in records.enumerated() {
            do throws(DeliveryFault) {
                var write = try ZohoWrite(record, index: index, module: module, fields: fields)
                if let fault = await fit(&write, record, &currency, fields) { throw fault }
                if write.values.isEmpty, record.lines.isEmpty, let id = write.crmID {
                    // Nothing to write; whether it is still there is found out on the way.
                    outcomes[index] = .written(WrittenRecord(crmID: id, isNew: false, warnings: write.warnings))
                } else {
                    writes.append(write)
                }
            } catch {
                outcomes[index] = .failed(error)
            }
        }
        if module == .contacts { writes = try await withoutKnownPeople(writes, fields, &outcomes) }
        var ends = await sent(writes, records, fields, &outcomes)
        // Somebody may have deleted or merged an account or a product since its id was kept: once more, with new ids.
        var stale: [ZohoWrite] = []
        for var write in writes {
            guard case .stale? = ends[write.index] else { continue }
            write.hasKeptIDs = false
            await client.account.keep(account: nil, named: ZohoAccounts.name(write) ?? "")
            for key in ZohoInventory.keys(of: records[write.index].lines) {
                await client.account.keep(product: nil, key: key)
            }
            stale.append(write)
        }
        if !stale.isEmpty {
            for write in stale { ends[write.index] = nil }
            ends.merge(await sent(stale, records, fields, &outcomes)) { _, new in new }
        }
        var conflicts: [Int: [String]] = [:]
        for (index, end) in ends {
            switch end {
            case .written(let record): outcomes[index] = .written(record)
            case .conflict(let holders): conflicts[index] = holders
            case .gone: outcomes[index] = .gone
            case .failed(let fault), .stale(let fault): outcomes[index] = .failed(fault)
            }
        }
        let origin = records.map(\.origin).min() ?? .live
        outcomes.merge(await resolved(conflicts, fields, origin)) { _, new in new }
        let all = records.indices.map { index in
            outcomes[index] ?? .failed(DeliveryFault(.unreadable, .retry, message: "no answer", mayBeWritten: true))
        }
        if let fault = all.faultOfTheDestination { throw ZohoRefusal(fault: fault) }
        return all
    }

    /// Sends writes with what they point at; what cannot go has an outcome instead of an end.
    private func sent(
        _ writes: [ZohoWrite],
        _ records: [CRMUpsert],
        _ fields: ZohoFields,
        _ outcomes: inout [Int: UpsertOutcome]
    ) async -> [Int: ZohoWriteEnd] {
        var writes = await ZohoAccounts(client: client, kind: module.kind).resolve(writes, &outcomes)
        if module == .salesOrders {
            let inventory = ZohoInventory(client: client, fields: fields)
            writes = await inventory.complete(writes, records, &outcomes)
        }
        let placed = await ZohoPlacer(client: client, module: module, fields: fields).place(writes)
        outcomes.merge(placed.failed.mapValues(UpsertOutcome.failed)) { _, new in new }
        var writer = ZohoWriter(client: client, module: module, fields: fields)
        return await writer.run(placed.ready)
    }

    /// The module's fields; fetched anew where a record names one that was not there.
    private func fields(for records: [CRMUpsert]) async throws(ZohoRefusal) -> ZohoFields {
        let known = try await client.account.fields(of: module, client)
        let names = Set(records.flatMap { $0.fields.map(\.name) } + [module.idField])
        guard names.contains(where: { known[$0] == nil && !ZohoModule.optional.contains($0) }) else { return known }
        return try await client.account.fields(of: module, client, fresh: true)
    }

    /// Fits a write's currency to the account, which may have got it since we looked.
    private func fit(
        _ write: inout ZohoWrite,
        _ record: CRMUpsert,
        _ currency: inout ZohoCurrency,
        _ fields: ZohoFields
    ) async -> DeliveryFault? {
        let wanted = record.fields.first { $0.name == ZohoCurrency.field }?.value.text
        let held = write.values[ZohoCurrency.field]
        let fault = held == nil ? currency.fault(ofMapped: wanted) : currency.fit(&write)
        guard let fault else { return nil }
        guard let organisation = try? await client.account.facts(client, fresh: true) else { return fault }
        var fresh = ZohoCurrency(organisation: organisation, known: [])
        if organisation.hasSeveralCurrencies {
            guard let known = try? await client.account.currencies(client, fresh: true) else { return fault }
            fresh.known = known
        }
        currency = fresh
        write.values[ZohoCurrency.field] = held
        return held == nil ? currency.fault(ofMapped: wanted) : currency.fit(&write)
    }

    /// Takes out the people whose address another contact holds: Zoho lets two contacts have one address.
    ///
    /// One look for a hundred of those whose address is written.
    private func withoutKnownPeople(
        _ writes: [ZohoWrite],
        _ fields: ZohoFields,
        _ outcomes: inout [Int: UpsertOutcome]
    ) async throws(ZohoRefusal) -> [ZohoWrite] {
        let emails = writes.compactMap(\.email)
        guard !emails.isEmpty else { return writes }
        let idField = fields.apiName(module.idField)
        let people = try await ZohoReader(client: client, module: module).people(
            emails,
            names: [idField],
            fields: fields,
            origin: writes.map(\.origin).min() ?? .live
        )
        return writes.filter { write in
            let holders = (write.email.flatMap { people[$0] } ?? []).filter { holder in
                // The one that is being written is not in its own way.
                holder.id != write.crmID
                    && (write.endpoint == .update || holder.values[idField]?.flat != write.externalID)
            }
            guard !holders.isEmpty else { return true }
            outcomes[write.index] = .conflict(Self.conflict(holders, idField))
            return false
        }
    }

    private static func conflict(_ holders: [ZohoReader.Record], _ idField: String) -> IdentityConflict {
        IdentityConflict(
            candidates: holders.map { holder in
                let id = holder.values[idField]?.flat
                return CRMCandidate(crmID: holder.id, externalID: id?.isEmpty == false ? id : nil)
            }
        )
    }

    /// What the records that Zoho named as being in the way are.
    private func resolved(
        _ conflicts: [Int: [String]],
        _ fields: ZohoFields,
        _ origin: Origin
    ) async -> [Int: UpsertOutcome] {
        guard !conflicts.isEmpty else { return [:] }
        let idField = fields.apiName(module.idField)
        do throws(ZohoRefusal) {
            let records = try await ZohoReader(client: client, module: module)
                .read(conflicts.values.flatMap(\.self), names: [idField], origin: origin)
            return conflicts.mapValues { ids in
                let holders = ids.compactMap { records[$0] }
                guard !holders.isEmpty else {
                    return .failed(
                        DeliveryFault(
                            .identityConflict,
                            .retry,
                            message:
                                "Zoho says that \(module.singular) \(ids.joined(separator: ", ")) holds this address "
                                + "or id, but shows none"
                        )
                    )
                }
                return .conflict(Self.conflict(holders, idField))
            }
        } catch {
            return conflicts.mapValues { _ in .failed(error.fault.untried) }
        }
    }
}
