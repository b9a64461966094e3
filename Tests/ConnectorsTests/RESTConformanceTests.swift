import Commands
import Conformance
import Connectors
import Outbound
import SyncModel
import Testing

@testable import Sandbox

@Suite("REST: conformance of the descriptions that ship")
struct RESTConformanceTests {
    @Test(arguments: ConnectorConformance.checks) func espocrmConforms(_ check: ConnectorCheck) async throws {
        try await check.run(
            try await RESTStage(
                "espocrm",
                EspoCRMShape(),
                ConnectorFields(
                    email: "emailAddress",
                    firstName: "firstName",
                    customer: [MappedField("lastName", .text("Lovelace"))],
                    orderName: "name",
                    amount: "amount",
                    order: [MappedField("stage", .text("Closed Won"))]
                ),
                tables: [.customer: "Contact", .order: "Opportunity"],
                missingID: "66a0000000000dead"
            ) { crm, email, name in
                let answer = await crm.act(
                    "POST",
                    "/api/v1/Contact",
                    ["emailAddress": .string(email), "firstName": .string(name), "lastName": "Known"]
                )
                return answer.body?["id"]?.stringValue
            }
        )
    }

    @Test(arguments: ConnectorConformance.checks) func pipedriveConforms(_ check: ConnectorCheck) async throws {
        try await check.run(
            try await RESTStage(
                "pipedrive",
                PipedriveShape(),
                ConnectorFields(
                    email: "email",
                    firstName: "shopify_tags",
                    customer: [MappedField("name", .text("Ada Lovelace"))],
                    orderName: "title",
                    amount: "value",
                    order: [MappedField("status", .text("won"))]
                ),
                tables: [.customer: "persons", .order: "deals"],
                missingID: "404040"
            ) { crm, email, name in
                let code = await (crm.shape as? PipedriveShape)?.fields["persons"]?.first { $0.name == "Shopify tags" }?
                    .code
                let answer = await crm.act(
                    "POST",
                    "/api/v2/persons",
                    [
                        "name": "Known", "emails": [["value": .string(email), "primary": true, "label": "work"]],
                        "custom_fields": .object([.init(code ?? "", .string(name))]),
                    ]
                )
                guard case .number(let id)? = answer.body?["data"]?["id"] else { return nil }
                return id
            }
        )
    }

    /// It has deals and nothing else.
    @Test(arguments: ConnectorConformance.checksOfOrders)
    func yourcrmConforms(_ check: ConnectorCheck) async throws {
        try await check.run(
            try await RESTStage(
                "yourcrm",
                YourCRMShape(),
                ConnectorFields(
                    email: "customer_email",
                    firstName: "",
                    orderName: "deal_name",
                    amount: "amount",
                    order: [MappedField("pipeline_stage", .text("Closed Won"))]
                ),
                tables: [.order: "deals"],
                missingID: "deal_404040"
            ) { _, _, _ in nil }
        )
    }
}

/// A described connector with a simulated CRM of its own.
private struct RESTStage: ConnectorStage {
    let connector: any CRMConnector
    let fields: ConnectorFields
    let missingID: String
    let tellsWhatItHolds = false
    private let crm: SimulatedRESTCRM
    private let garbling = Garbling { $0.method == .get }
    private let tables: [RecordKind: String]
    private let person: @Sendable (SimulatedRESTCRM, String, String) async -> String?

    init(
        _ name: String,
        _ shape: any RESTShape,
        _ fields: ConnectorFields,
        tables: [RecordKind: String],
        missingID: String,
        person: @escaping @Sendable (SimulatedRESTCRM, String, String) async -> String?
    ) async throws {
        crm = SimulatedRESTCRM(shape)
        connector = try RESTSandbox.connector(name, crm, garbling: garbling)
        (self.fields, self.tables, self.missingID, self.person) = (fields, tables, missingID, person)
        _ = try await connector.prepare()
    }

    var kinds: [RecordKind] { RecordKind.allCases.filter { tables[$0] != nil } }

    private func table(_ kind: RecordKind) -> String { tables[kind] ?? "" }

    func add(person email: String, name: String) async throws -> String { try #require(await person(crm, email, name)) }

    func delete(_ crmID: String, kind: RecordKind) async {
        let base = ["espocrm": "/api/v1", "yourcrm": "/v1"][crm.name] ?? "/api/v2"
        await crm.act("DELETE", "\(base)/\(table(kind))/\(crmID)")
    }

    func count(_ kind: RecordKind) async -> Int { await crm.rows(table(kind)).count }

    func value(_ field: String, of crmID: String, kind: RecordKind) async -> String? {
        guard let row = await crm.row(crmID, in: table(kind)) else { return nil }
        if field == "email" { return row["emails"]?.arrayValue?.first?["value"]?.stringValue }
        if field == "shopify_tags" {
            let code = await (crm.shape as? PipedriveShape)?.fields["persons"]?.first { $0.name == "Shopify tags" }?
                .code
            return row["custom_fields"]?[code ?? ""]?.stringValue
        }
        switch row[field] {
        case .number(let text), .string(let text): return text
        default: return nil
        }
    }

    func contacts(ofOrder crmID: String) async -> Set<String> {
        guard let row = await crm.row(crmID, in: table(.order)) else { return [] }
        switch row["contactId"] ?? row["person_id"] {
        case .number(let id), .string(let id): return [id]
        default: return []
        }
    }

    func garble(_ garble: ConnectorGarble?) { garbling.garble(garble) }

    func trouble(_ trouble: ConnectorTrouble, kind: RecordKind) async {
        let path = "/\(table(kind))"
        let fault =
            switch trouble {
            case .failsBefore: SandboxFault(.status(503), path: path, method: "POST")
            case .failsAfter: SandboxFault(.status(503), .after, path: path, method: "POST")
            case .resetsBefore: SandboxFault(.reset, path: path, method: "POST")
            case .resetsAfter: SandboxFault(.reset, .after, path: path, method: "POST")
            case .throttled: SandboxFault(.status(429), path: path, method: "POST")
            case .unauthorized: SandboxFault(.status(401), path: path, method: "POST")
            }
        await crm.add(fault)
    }
}
