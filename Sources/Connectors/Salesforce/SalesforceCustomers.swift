import SyncModel

/// One pass of customers: who is there already, then accounts, then contacts.
///
/// Accounts go first, since a contact names its own by our external id, which must be there by then.
struct SalesforceCustomers: Sendable {
    let client: SalesforceClient

    private var pass: SalesforcePass { SalesforcePass(client: client, object: client.settings.object(.customer)) }
    private var hasAccounts: Bool { client.settings.customerObject == .contactAccount }

    func run(_ records: [CRMUpsert]) async throws(DeliveryFault) -> [UpsertOutcome] {
        guard !records.isEmpty else { return [] }
        var outcomes: [Int: UpsertOutcome] = [:]
        do throws(SalesforceRefusal) {
            let (fitted, faults) = try await pass.fit(records, account: hasAccounts ? .account : nil)
            outcomes = faults.mapValues(UpsertOutcome.failed)
            let origin = records.map(\.origin).min() ?? .live
            let conflicts = try await SalesforcePeople(client: client, origin: origin).conflicts(fitted)
            outcomes.merge(conflicts.mapValues(UpsertOutcome.conflict)) { _, new in new }
            let open = fitted.filter { conflicts[$0.index] == nil }
            let accounts = hasAccounts ? await makeAccounts(for: open) : [:]
            outcomes.merge(accounts.mapValues(UpsertOutcome.failed)) { _, new in new }
            outcomes.merge(try await write(open.filter { accounts[$0.index] == nil })) { _, new in new }
        } catch {
            throw error.fault
        }
        return try SalesforcePass.whole(outcomes, count: records.count)
    }

    private func write(_ items: [SalesforcePass.Fitted]) async throws(SalesforceRefusal) -> [Int: UpsertOutcome] {
        var outcomes: [Int: UpsertOutcome] = [:]
        var writes: [SalesforceWrite] = []
        for item in items {
            var write = pass.write(item)
            if write.endpoint == .upsert {
                if write.values["LastName"] ?? .null == .null { write.values["LastName"] = "Shopify customer" }
                if hasAccounts { write.values["Account"] = ["Shopify_Customer_Id__c": .text(item.record.externalID)] }
                if client.settings.customerObject == .personAccount {
                    write.values["RecordTypeId"] = .text(try await client.org.personType(client))
                }
            } else if case .record(let id) = item.record.target, write.values.isEmpty {
                outcomes[item.index] = .written(WrittenRecord(crmID: id, isNew: false, warnings: item.warnings))
                continue
            }
            writes.append(write)
        }
        var writer = SalesforceWriter(client: client, object: pass.object)
        outcomes.merge(await pass.outcomes(writes, await writer.run(writes))) { _, new in new }
        let beside = items.filter { !$0.account.isEmpty && $0.record.target != .externalID }
        if !beside.isEmpty { try await change(beside, &outcomes) }
        return outcomes
    }

    /// Makes the accounts of new contacts; returns the faults of those that could not be made.
    private func makeAccounts(for items: [SalesforcePass.Fitted]) async -> [Int: DeliveryFault] {
        let writes = items.filter { $0.record.target == .externalID }.map { item in
            var write = SalesforceWrite(
                index: item.index,
                endpoint: .upsert,
                id: item.record.externalID,
                origin: item.record.origin,
                values: item.account
            )
            if write.values["Name"] == nil || write.values["Name"] == .null { write.values["Name"] = Self.name(item) }
            // An account is a vessel for one customer: another of the same name is somebody else's.
            write.allowsDuplicates = client.settings.duplicates != .hold
            return write
        }
        guard !writes.isEmpty else { return [:] }
        var writer = SalesforceWriter(client: client, object: .account)
        return await writer.run(writes).compactMapValues { end in
            switch end {
            case .written: nil
            case .failed(let fault), .keyTaken(let fault): fault
            case .gone: DeliveryFault(.gone, .retry, message: "the customer's account is gone")
            }
        }
    }

    private static func name(_ item: SalesforcePass.Fitted) -> SalesforceValue {
        let names = ["FirstName", "LastName"].compactMap { item.values[$0]?.plain }
        return .text(names.isEmpty ? "Shopify customer \(item.record.externalID)" : names.joined(separator: " "))
    }

    /// Writes fields of the accounts of known contacts, where those have one.
    private func change(
        _ items: [SalesforcePass.Fitted],
        _ outcomes: inout [Int: UpsertOutcome]
    ) async throws(SalesforceRefusal) {
        var ids: [String: [SalesforcePass.Fitted]] = [:]
        for item in items {
            if case .written(let written) = outcomes[item.index] { ids[written.crmID, default: []].append(item) }
        }
        let rows = try await SalesforceReader(client: client, origin: items.map(\.record.origin).min() ?? .live)
            .records(ids.keys.sorted(), of: .contact, fields: ["AccountId"])
        let writes = rows.flatMap { row -> [SalesforceWrite] in
            guard let contact = row.text("Id"), let account = row.text("AccountId") else { return [] }
            return (ids[contact] ?? []).map {
                SalesforceWrite(
                    index: $0.index,
                    endpoint: .update,
                    id: account,
                    origin: $0.record.origin,
                    values: $0.account
                )
            }
        }
        guard !writes.isEmpty else { return }
        var writer = SalesforceWriter(client: client, object: .account)
        for (index, end) in await writer.run(writes) {
            if case .failed(let fault) = end { outcomes[index] = .failed(fault) }
        }
    }
}
