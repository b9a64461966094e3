import Conformance
import Connectors
import FoundationEssentials
import SyncModel
import Testing

@testable import Sandbox

@Suite("Zoho: conformance")
struct ZohoConformanceTests {
    @Test(arguments: ConnectorConformance.checks) func conforms(_ check: ConnectorCheck) async throws {
        try await check.run(try await ZohoStage(.deal))
    }

    @Test(arguments: ConnectorConformance.checks) func conformsWithSalesOrders(_ check: ConnectorCheck) async throws {
        try await check.run(try await ZohoStage(.salesOrder))
    }
}

/// The connector with a simulated organisation of its own.
private struct ZohoStage: ConnectorStage {
    private static let total = "Shopify_Total"
    private let bench: ZohoBench
    private let orders: ZohoModuleType
    let missingID = "4150868000999999999"
    let fields: ConnectorFields

    init(_ order: ZohoSettings.OrderObject) async throws {
        let isDeal = order == .deal
        orders = isDeal ? .deals : .salesOrders
        let total = OwnField(name: Self.total, label: "Shopify total", type: .number)
        bench = ZohoBench(order: order, ownFields: isDeal ? [:] : [.order: [total]])
        // There is no sales order without an account and a line.
        let line = MappedLine(
            externalID: "11",
            fields: [
                MappedField("Product_Name", .text("Mug")), MappedField("Product_Code", .text("MUG-1")),
                MappedField("Quantity", .integer(1)), MappedField("List_Price", .decimal(10.5)),
            ]
        )
        fields = ConnectorFields(
            email: "Email",
            firstName: "First_Name",
            customer: [MappedField("Last_Name", .text("Lovelace"))],
            orderName: isDeal ? "Deal_Name" : "Subject",
            amount: isDeal ? "Amount" : Self.total,
            order: isDeal
                ? [
                    MappedField("Stage", .text("won")), MappedField("Pipeline", .text("Shopify")),
                    MappedField("Closing_Date", .day("2026-11-23")),
                ] : [MappedField("Account_Name", .text("Shopify retail"))],
            lines: isDeal ? [] : [line]
        )
        _ = try await bench.connector.prepare()
    }

    var connector: any CRMConnector { bench.connector }

    private func module(_ kind: RecordKind) -> ZohoModuleType { kind == .customer ? .contacts : orders }

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
        Set([await bench.zoho.record(orders, id: crmID)?["Contact_Name"]].compactMap(\.self))
    }

    func garble(_ garble: ConnectorGarble?) { bench.garbling.garble(garble) }

    func trouble(_ trouble: ConnectorTrouble, kind: RecordKind) async {
        let path = "/\(module(kind).name)"
        let fault =
            switch trouble {
            case .failsBefore: SandboxFault(.status(503), path: path, method: "POST")
            case .failsAfter: SandboxFault(.status(503), .after, path: path, method: "POST")
            case .resetsBefore: SandboxFault(.reset, path: path, method: "POST")
            case .resetsAfter: SandboxFault(.reset, .after, path: path, method: "POST")
            case .throttled: SandboxFault(.status(429), path: path, method: "POST")
            case .unauthorized: SandboxFault(.status(401), path: path, method: "POST")
            }
        await bench.zoho.add(fault)
    }
}
