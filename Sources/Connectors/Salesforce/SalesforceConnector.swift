package import Outbound
package import SyncModel

/// Salesforce: contacts with accounts or person accounts, and opportunities or orders.
///
/// Everything is written by unique external ids of ours in collections of 200, each record with its own result, so that
/// a repeated call changes nothing; history in thousands goes by Bulk API 2.0.
package struct SalesforceConnector: CRMConnector {
    let client: SalesforceClient

    package init(
        settings: SalesforceSettings,
        transport: any OutboundTransport,
        pacer: any RequestPacer,
        clock: any WallClock,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        client = SalesforceClient(
            settings: settings,
            transport: transport,
            pacer: pacer,
            session: SalesforceSession(settings: settings, transport: transport, clock: clock),
            org: SalesforceOrg(clock: clock),
            jobs: SalesforceJobBook(clock: clock),
            sleep: sleep
        )
    }

    /// A pass of history takes what a bulk job is worth; five requests at once is the least that an org runs.
    package var capabilities: ConnectorCapabilities {
        ConnectorCapabilities(
            claimLimit: [.customer: 2_500, .order: 2_500],
            concurrency: 5,
            addressField: client.settings.emailField
        )
    }

    package func upsert(_ records: [CRMUpsert], kind: RecordKind) async throws(DeliveryFault) -> [UpsertOutcome] {
        guard !records.isEmpty else { return [] }
        return try await pass { () async throws(DeliveryFault) -> [UpsertOutcome] in
            switch kind {
            case .customer: try await SalesforceCustomers(client: client).run(records)
            case .order: try await SalesforceOrders(client: client).run(records)
            }
        }
    }

    /// Writes, with no job of an earlier process left that could write older values later.
    private func pass<Result: Sendable>(
        _ body: () async throws(DeliveryFault) -> Result
    ) async throws(DeliveryFault) -> Result {
        do throws(SalesforceRefusal) {
            try await client.jobs.begin(client)
        } catch {
            throw error.fault
        }
        do throws(DeliveryFault) {
            let result = try await body()
            await client.jobs.end()
            return result
        } catch {
            await client.jobs.end()
            throw error
        }
    }

    package func read(
        _ ids: [String],
        kind: RecordKind,
        fields: [String]
    ) async throws(DeliveryFault) -> [CRMSnapshot] {
        try await rows(kind, where: "Id", in: ids, fields: fields)
    }

    package func find(externalIDs: [String], kind: RecordKind) async throws(DeliveryFault) -> [String: CRMSnapshot] {
        guard let field = client.settings.object(kind).idField else { return [:] }
        let found = try await rows(kind, where: field, in: externalIDs, fields: [])
        return Dictionary(
            found.compactMap { item in item.externalID.map { ($0, item) } },
            uniquingKeysWith: { first, _ in first }
        )
    }

    package func holdsAny(_ kind: RecordKind) async throws(DeliveryFault) -> Bool {
        let object = client.settings.object(kind)
        guard let field = object.idField else { return true }
        do throws(SalesforceRefusal) {
            let soql = "SELECT Id FROM \(object.name) WHERE \(field) != null LIMIT 1"
            return try await !SalesforceReader(client: client).query(soql, of: object).isEmpty
        } catch {
            throw error.fault
        }
    }

    package func find(emails: [String]) async throws(DeliveryFault) -> [String: [CRMSnapshot]] {
        do throws(SalesforceRefusal) {
            return try await SalesforcePeople(client: client).find(emails.compactMap(EmailAddress.folded))
        } catch {
            throw error.fault
        }
    }

    package func find(
        field: String,
        values: [String],
        kind: RecordKind
    ) async throws(DeliveryFault) -> [String: [CRMSnapshot]] {
        let wanted = values.filter { !$0.isEmpty }
        guard !wanted.isEmpty else { return [:] }
        let snapshots = try await rows(kind, where: field, in: wanted, fields: [field], isBounded: true)
        // Queries find text in any case.
        let found = Dictionary(grouping: snapshots) { ($0.values[field] ?? "").lowercased() }
        return Dictionary(
            wanted.compactMap { value in found[value.lowercased()].map { (value, $0) } },
            uniquingKeysWith: { first, _ in first }
        )
    }

    package func page(of crmID: String, kind: RecordKind) async -> String? {
        guard let token = try? await client.session.token() else { return nil }
        return "\(token.base)/\(crmID)"
    }

    /// Merging is for people and for Apex: the REST API has no way.
    package func merge(contact: String, into survivor: String) async throws(DeliveryFault) -> ContactMerging {
        .unsupported
    }

    package func remove(_ removal: CRMRemoval) async throws(DeliveryFault) -> Bool {
        try await pass { () async throws(DeliveryFault) -> Bool in
            try await SalesforceRemoval(client: client).remove(removal)
        }
    }

    package func erase(_ erasure: ContactErasure) async throws(DeliveryFault) -> ContactErasure.Outcome {
        try await pass { () async throws(DeliveryFault) -> ContactErasure.Outcome in
            try await SalesforceErasure(client: client).run(erasure)
        }
    }

    package func check() async throws(DeliveryFault) -> [Finding] {
        try await SalesforceInspection(client: client).run()
    }

    package func prepare() async throws(DeliveryFault) -> [Finding] {
        try await SalesforceSetup(client: client).run()
    }

    package func schema(_ kind: RecordKind) async throws(DeliveryFault) -> CRMSchema {
        do throws(SalesforceRefusal) {
            return try await SalesforceSchema(client: client).read(kind)
        } catch {
            throw error.fault
        }
    }

    /// Rows with what can be asked for of these fields: a query that names one that the org lacks fails as a whole.
    private func rows(
        _ kind: RecordKind,
        where field: String,
        in values: [String],
        fields: [String],
        isBounded: Bool = false
    ) async throws(DeliveryFault) -> [CRMSnapshot] {
        guard !values.isEmpty else { return [] }
        let object = client.settings.object(kind)
        do throws(SalesforceRefusal) {
            var names: [String] = []
            if !fields.isEmpty {
                let describe = try await client.org.describe(object, client)
                names = Set(fields).filter { name in
                    name.hasPrefix(SalesforcePass.accountPrefix) || describe.field(name) != nil
                }
                .sorted()
            }
            let reader = SalesforceReader(client: client)
            let asked = names + [object.idField].compactMap { $0 }
            let rows =
                isBounded
                ? try await reader.someRows(of: object, where: field, in: values, fields: asked)
                : try await reader.rows(of: object, where: field, in: values, fields: asked)
            return rows.compactMap { CRMSnapshot($0, object, fields: names) }
        } catch {
            throw error.fault
        }
    }
}

extension SalesforceConnector: DeployableSetup {
    package func setupFiles() -> [SetupFile] { SalesforceMetadata.files(client.settings) }

    package var deployment: String {
        "an administrator deploys it with: sf project deploy start --source-dir force-app; then assigns the permission set "
            + "\(SalesforceMetadata.permissionSet) to the user"
    }
}
