import Conformance
import Connectors
import Outbound
import SyncModel
import Testing

@testable import Sandbox

@Suite("HubSpot: conformance")
struct HubSpotConformanceTests {
    @Test(arguments: ConnectorConformance.checks) func conforms(_ check: ConnectorCheck) async throws {
        try await check.run(try await HubSpotStage(order: .deal))
    }

    @Test(arguments: ConnectorConformance.checks) func conformsWithOrders(_ check: ConnectorCheck) async throws {
        try await check.run(try await HubSpotStage(order: .order))
    }
}

/// The connector with a simulated account of its own.
private struct HubSpotStage: ConnectorStage {
    let connector: any CRMConnector
    let fields: ConnectorFields
    let missingID = "4040404"
    private let hubspot: SimulatedHubSpot
    private let garbling: Garbling
    private let orders: HubSpotObjectType

    init(order: HubSpotSettings.OrderObject) async throws {
        let isDeal = order == .deal
        var options = HubSpotOptions()
        // What a search overlooks in the first moments has tests of its own.
        options.searchDelayMilliseconds = 0
        hubspot = SimulatedHubSpot(options: options)
        let transport = SandboxTransport(hubspot: hubspot)
        garbling = transport.garbling
        orders = isDeal ? .deals : .orders
        connector = HubSpotConnector(
            settings: HubSpotSettings(
                baseURL: "https://hubspot.test",
                accessToken: Secret("sandbox-token"),
                account: "12345678",
                orderObject: order,
                lines: .summary
            ),
            transport: transport,
            pacer: NotingPacer(),
            clock: ScriptedClock { Instant(seconds: 1_795_579_200) }
        )
        fields = ConnectorFields(
            email: "email",
            firstName: "firstname",
            orderName: isDeal ? "dealname" : "hs_order_name",
            amount: isDeal ? "amount" : "hs_total_price",
            order: isDeal
                ? [MappedField("dealstage", .text("won")), MappedField("pipeline", .text("Shopify"))]
                : [MappedField("hs_pipeline_stage", .text("Processed"))]
        )
        _ = try await connector.prepare()
    }

    private func object(_ kind: RecordKind) -> HubSpotObjectType { kind == .customer ? .contacts : orders }

    func add(person email: String, name: String) async -> String {
        String(await hubspot.seedContact(email: email, properties: ["firstname": name]))
    }

    func delete(_ crmID: String, kind: RecordKind) async {
        await hubspot.act("DELETE", "/crm/objects/2026-09/\(object(kind).name)/\(crmID)")
    }

    func count(_ kind: RecordKind) async -> Int { await hubspot.count(object(kind)) }

    func value(_ field: String, of crmID: String, kind: RecordKind) async -> String? {
        await hubspot.record(object(kind), where: "hs_object_id", is: crmID)?[field]
    }

    func contacts(ofOrder crmID: String) async -> Set<String> {
        let pairs = await hubspot.associations(from: orders, to: .contacts)
        return Set(pairs.filter { String($0.from) == crmID }.map { String($0.to) })
    }

    func garble(_ garble: ConnectorGarble?) { garbling.garble(garble) }

    func trouble(_ trouble: ConnectorTrouble, kind: RecordKind) async {
        let path = "/\(object(kind).name)/batch/"
        let fault =
            switch trouble {
            case .failsBefore: SandboxFault(.status(503), path: path)
            case .failsAfter: SandboxFault(.status(503), .after, path: path)
            case .resetsBefore: SandboxFault(.reset, path: path)
            case .resetsAfter: SandboxFault(.reset, .after, path: path)
            case .throttled: SandboxFault(.status(429), path: path)
            case .unauthorized: SandboxFault(.status(401), path: path)
            }
        await hubspot.add(fault)
    }
}
