package import Outbound
package import SyncModel

/// HubSpot: contacts, and deals or orders with or without line items.
///
/// Everything is written by unique properties of ours in batches of a hundred, each input with a trace id, so that one
/// bad record does not sink its batch and a repeated call changes nothing.
package struct HubSpotConnector: CRMConnector {
    let client: HubSpotClient

    package init(
        settings: HubSpotSettings,
        transport: any OutboundTransport,
        pacer: any RequestPacer,
        clock: any WallClock
    ) {
        client = HubSpotClient(
            settings: settings,
            transport: transport,
            pacer: pacer,
            account: HubSpotAccount(clock: clock)
        )
    }

    /// A pass takes many calls' worth, since one association call serves 2,000 orders.
    package var capabilities: ConnectorCapabilities {
        ConnectorCapabilities(claimLimit: [.customer: 200, .order: 1_000], concurrency: 5, addressField: "email")
    }

    package func upsert(_ records: [CRMUpsert], kind: RecordKind) async throws(DeliveryFault) -> [UpsertOutcome] {
        try await HubSpotPass(client: client, object: client.settings.object(kind)).run(records)
    }

    package func read(
        _ ids: [String],
        kind: RecordKind,
        fields: [String]
    ) async throws(DeliveryFault) -> [CRMSnapshot] {
        let object = client.settings.object(kind)
        do {
            return try await HubSpotReader(client: client)
                .read(ids, of: object, properties: fields + [object.idProperty]).map { $0.snapshot(object) }
        } catch {
            throw error.fault
        }
    }

    package func find(externalIDs: [String], kind: RecordKind) async throws(DeliveryFault) -> [String: CRMSnapshot] {
        let object = client.settings.object(kind)
        do {
            let records = try await HubSpotReader(client: client)
                .read(externalIDs, by: object.idProperty, of: object, properties: [object.idProperty])
            return Dictionary(
                records.map { $0.snapshot(object) }.compactMap { item in item.externalID.map { ($0, item) } },
                uniquingKeysWith: { first, _ in first }
            )
        } catch {
            throw error.fault
        }
    }

    package func holdsAny(_ kind: RecordKind) async throws(DeliveryFault) -> Bool {
        try await HubSpotSearch(client: client, object: client.settings.object(kind)).holdsAny()
    }

    package func find(emails: [String]) async throws(DeliveryFault) -> [String: [CRMSnapshot]] {
        let object = HubSpotObject.contacts
        do {
            return try await HubSpotReader(client: client).people(emails, properties: [object.idProperty])
                .mapValues { $0.map { $0.snapshot(object) } }
        } catch {
            throw error.fault
        }
    }

    package func find(
        field: String,
        values: [String],
        kind: RecordKind
    ) async throws(DeliveryFault) -> [String: [CRMSnapshot]] {
        let object = client.settings.object(kind)
        return try await HubSpotSearch(client: client, object: object).records(where: field, isOneOf: values)
            .mapValues { $0.map { $0.snapshot(object) } }
    }

    package func page(of crmID: String, kind: RecordKind) async -> String? {
        guard let info = try? await client.account.facts(client) else { return nil }
        return info.page(of: crmID, client.settings.object(kind))
    }

    package func merge(contact: String, into survivor: String) async throws(DeliveryFault) -> ContactMerging {
        try await HubSpotRemoval(client: client).merge(contact, into: survivor)
    }

    package func remove(_ removal: CRMRemoval) async throws(DeliveryFault) -> Bool {
        try await HubSpotRemoval(client: client).remove(removal)
    }

    package func erase(_ erasure: ContactErasure) async throws(DeliveryFault) -> ContactErasure.Outcome {
        try await HubSpotErasure(client: client).run(erasure)
    }

    package func check() async throws(DeliveryFault) -> [Finding] {
        try await HubSpotInspection(client: client).run()
    }

    package func prepare() async throws(DeliveryFault) -> [Finding] {
        try await HubSpotSetup(client: client).run()
    }

    package func schema(_ kind: RecordKind) async throws(DeliveryFault) -> CRMSchema {
        do {
            return try await HubSpotSchema(client: client).read(client.settings.object(kind))
        } catch {
            throw error.fault
        }
    }
}
