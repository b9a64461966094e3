package import Outbound
package import SyncModel

/// Zoho CRM: contacts, and deals or sales orders with products.
///
/// Everything is written by unique fields of ours: an upsert names the field to check, so that a repeated call changes
/// nothing. Zoho lets two contacts have one address, so that new people are looked for first.
package struct ZohoConnector: CRMConnector {
    let client: ZohoClient

    /// - Parameters:
    ///   - settings: how the account is to be used.
    ///   - transport: what makes the calls.
    ///   - pacer: what paces them.
    ///   - clock: tells the time.
    ///   - shelf: what connectors of one account share.
    ///   - mostKept: how many ids of accounts and of products are kept, so that they need not be looked for again.
    package init(
        settings: ZohoSettings,
        transport: any OutboundTransport,
        pacer: any RequestPacer,
        clock: any WallClock,
        shelf: CredentialShelf = CredentialShelf(),
        mostKept: Int = 20_000
    ) {
        client = ZohoClient(
            settings: settings,
            transport: transport,
            pacer: pacer,
            credential: ZohoCredential(settings: settings, transport: transport, shelf: shelf, clock: clock),
            // Audits and comparisons have connectors of their own, and Zoho counts all calls together.
            gate: shelf.shared("zoho-gate/\(settings.sharing)") { ZohoGate(clock: clock) },
            credits: shelf.shared("zoho-credits/\(settings.sharing)") { ZohoCredits() },
            account: ZohoAccount(clock: clock, mostKept: mostKept)
        )
    }

    package var capabilities: ConnectorCapabilities {
        ConnectorCapabilities(claimLimit: [.customer: 200, .order: 200], concurrency: 5, addressField: "Email")
    }

    /// Exchanges a self client's code for a refresh token and keeps that; returns the granted scopes.
    package func connect(code: Secret) async throws(DeliveryFault) -> [String] {
        try await client.credential.connect(code)
    }

    package func upsert(_ records: [CRMUpsert], kind: RecordKind) async throws(DeliveryFault) -> [UpsertOutcome] {
        try await ZohoPass(client: client, module: client.settings.module(kind)).run(records)
    }

    package func read(
        _ ids: [String],
        kind: RecordKind,
        fields names: [String]
    ) async throws(DeliveryFault) -> [CRMSnapshot] {
        let module = client.settings.module(kind)
        do throws(ZohoRefusal) {
            let fields = try await client.account.fields(of: module, client)
            // A query that names a field which the module lacks fails as a whole.
            let known = names.compactMap { fields[$0]?.apiName } + [fields.apiName(module.idField)]
            let records = try await ZohoReader(client: client, module: module).read(ids, names: known)
            return records.values.sorted { $0.id < $1.id }.map { $0.snapshot(module, fields, asked: names) }
        } catch {
            throw error.fault
        }
    }

    package func find(externalIDs: [String], kind: RecordKind) async throws(DeliveryFault) -> [String: CRMSnapshot] {
        let module = client.settings.module(kind)
        do throws(ZohoRefusal) {
            let fields = try await client.account.fields(of: module, client)
            guard let idField = fields[module.idField]?.apiName, !externalIDs.isEmpty else { return [:] }
            let records = try await ZohoReader(client: client, module: module)
                .find(idField, Set(externalIDs).sorted(), names: [idField])
            return Dictionary(
                records.map { $0.snapshot(module, fields, asked: []) }.compactMap { item in
                    item.externalID.map { ($0, item) }
                },
                uniquingKeysWith: { first, _ in first }
            )
        } catch {
            throw error.fault
        }
    }

    package func holdsAny(_ kind: RecordKind) async throws(DeliveryFault) -> Bool {
        let module = client.settings.module(kind)
        do throws(ZohoRefusal) {
            let fields = try await client.account.fields(of: module, client)
            guard let idField = fields[module.idField]?.apiName else { return false }
            return try await ZohoReader(client: client, module: module).holdsAny(idField)
        } catch {
            throw error.fault
        }
    }

    package func find(emails: [String]) async throws(DeliveryFault) -> [String: [CRMSnapshot]] {
        let module = ZohoModule.contacts
        do throws(ZohoRefusal) {
            let fields = try await client.account.fields(of: module, client)
            let names = [fields[module.idField]?.apiName].compactMap(\.self)
            return try await ZohoReader(client: client, module: module).people(emails, names: names, fields: fields)
                .mapValues { $0.map { $0.snapshot(module, fields, asked: ["Email"]) } }
        } catch {
            throw error.fault
        }
    }

    package func find(
        field: String,
        values: [String],
        kind: RecordKind
    ) async throws(DeliveryFault) -> [String: [CRMSnapshot]] {
        let module = client.settings.module(kind)
        do throws(ZohoRefusal) {
            let fields = try await client.account.fields(of: module, client)
            guard let known = fields[field] else { throw ZohoRefusal(fault: ZohoWrite.missing([field], module)) }
            let names = [known.apiName] + [fields[module.idField]?.apiName].compactMap(\.self)
            let records = try await ZohoReader(client: client, module: module)
                .find(known.apiName, Set(values.filter { !$0.isEmpty }).sorted(), names: names)
            let found = Dictionary(grouping: records) { ($0.values[known.apiName]?.flat ?? "").lowercased() }
            return Dictionary(
                values.compactMap { value in
                    found[value.lowercased()].map { (value, $0.map { $0.snapshot(module, fields, asked: [field]) }) }
                },
                uniquingKeysWith: { first, _ in first }
            )
        } catch {
            throw error.fault
        }
    }

    package func page(of crmID: String, kind: RecordKind) async -> String? {
        let login = "https://accounts."
        guard client.settings.accountsURL.hasPrefix(login), let facts = try? await client.account.facts(client) else {
            return nil
        }
        let domain = client.settings.accountsURL.dropFirst(login.count)
        return "https://crm.\(domain)/crm/org\(facts.id)/tab/\(client.settings.module(kind).name)/\(crmID)"
    }

    /// Zoho's interface lets nobody merge records by its API.
    package func merge(contact: String, into survivor: String) async throws(DeliveryFault) -> ContactMerging {
        .unsupported
    }

    package func remove(_ removal: CRMRemoval) async throws(DeliveryFault) -> Bool {
        try await ZohoRemoval(client: client).remove(removal)
    }

    package func erase(_ erasure: ContactErasure) async throws(DeliveryFault) -> ContactErasure.Outcome {
        try await ZohoErasure(client: client).run(erasure)
    }

    package func check() async throws(DeliveryFault) -> [Finding] {
        try await ZohoInspection(client: client).run()
    }

    package func prepare() async throws(DeliveryFault) -> [Finding] {
        try await ZohoSetup(client: client).run()
    }

    package func schema(_ kind: RecordKind) async throws(DeliveryFault) -> CRMSchema {
        let module = client.settings.module(kind)
        do throws(ZohoRefusal) {
            return try await ZohoSchema(client: client).read(module)
        } catch {
            throw error.fault
        }
    }
}
