import Conformance
import Connectors
import SyncModel
import Testing

@testable import Sandbox

@Suite("Zoho: conformance")
struct ZohoConformanceTests {
    @Test(arguments: ConnectorConformance.checks) func conforms(_ check: ConnectorCheck) async throws {
        try await check.run(try await ZohoStage())
    }
}

/// The connector with a simulated organisation of its own.
private struct ZohoStage: ConnectorStage {
    private let bench: ZohoBench
    let missingID = "4150868000999999999"
    let fields = ConnectorFields(
        email: "Email",
        firstName: "First_Name",
        customer: [MappedField("Last_Name", .text("Lovelace"))],
        orderName: "Deal_Name",
        amount: "Amount",
        order: [
            MappedField("Stage", .text("won")), MappedField("Pipeline", .text("Shopify")),
            MappedField("Closing_Date", .day("2026-11-23")),
        ]
    )

    init() async throws {
        bench = ZohoBench()
        _ = try await bench.connector.prepare()
    }

    var connector: any CRMConnector { bench.connector }

    private func module(_ kind: RecordKind) -> ZohoModuleType { kind == .customer ? .contacts : .deals }

    func add(person email: String, name: String) async throws -> String {
        let answer = await bench.zoho.act(
            "POST",
            "/Contacts",
            ["data": [["Email": .string(email), "First_Name": .string(name), "Last_Name": "Known"]]]
        )
        return try #require(answer.body["data"]?.arrayValue?.first?["details"]?["id"]?.stringValue)
    }

    func delete(_ crmID: String, kind: RecordKind) async {
        await bench.zoho.act("DELETE", "/\(module(kind).name)/\(crmID)")
    }

    func count(_ kind: RecordKind) async -> Int { await bench.zoho.count(module(kind)) }

    func value(_ field: String, of crmID: String, kind: RecordKind) async -> String? {
        await bench.zoho.record(module(kind), id: crmID)?[field]
    }

    func contacts(ofOrder crmID: String) async -> Set<String> {
        Set([await bench.zoho.record(.deals, id: crmID)?["Contact_Name"]].compactMap(\.self))
    }

    func garble(_ garble: ConnectorGarble?) { bench.garbling.garble(garble) }

    func trouble(_ trouble: ConnectorTrouble, kind: RecordKind) async {
        let path = "/\(module(kind).name)"
        let fault =
            switch trouble {
            case .failsBefore: SandboxFault(.status(503), path: path)
            case .failsAfter: SandboxFault(.status(503), .after, path: path)
            case .resetsBefore: SandboxFault(.reset, path: path)
            case .resetsAfter: SandboxFault(.reset, .after, path: path)
            case .throttled: SandboxFault(.status(429), path: path)
            case .unauthorized: SandboxFault(.status(401), path: path)
            }
        await bench.zoho.add(fault)
    }
}
