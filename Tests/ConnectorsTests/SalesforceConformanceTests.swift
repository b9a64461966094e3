import Conformance
import Connectors
import SyncModel
import Testing

@testable import Sandbox

@Suite("Salesforce: conformance")
struct SalesforceConformanceTests {
    @Test(arguments: ConnectorConformance.checks) func conforms(_ check: ConnectorCheck) async throws {
        try await check.run(try await SalesforceStage(.contactAccount))
    }

    @Test(arguments: ConnectorConformance.checks)
    func conformsWithPersonAccounts(_ check: ConnectorCheck) async throws {
        try await check.run(try await SalesforceStage(.personAccount))
    }

    @Test(arguments: ConnectorConformance.checks)
    func conformsWithContactsOnly(_ check: ConnectorCheck) async throws {
        try await check.run(try await SalesforceStage(.contact))
    }

    @Test(arguments: ConnectorConformance.checks) func conformsWithOrders(_ check: ConnectorCheck) async throws {
        try await check.run(try await SalesforceStage(.contactAccount, order: .order))
    }
}

/// The connector with a simulated org of its own.
private struct SalesforceStage: ConnectorStage {
    let fields: ConnectorFields
    private let bench: SalesforceBench
    private let isPerson: Bool
    private let hasOrders: Bool

    var connector: any CRMConnector { bench.connector }
    var missingID: String { isPerson ? "001000000000404AAA" : "003000000000404AAA" }

    init(
        _ customer: SalesforceSettings.CustomerObject,
        order: SalesforceSettings.OrderObject = .opportunity
    ) async throws {
        isPerson = customer == .personAccount
        hasOrders = order == .order
        var options = SalesforceOptions()
        options.hasPersonAccounts = isPerson
        var own = SalesforceBench.own
        if hasOrders {
            own[.order, default: []].append(OwnField(name: Self.total, label: "Shopify total", type: .number))
        }
        bench = try await SalesforceBench.prepared(
            org: options,
            customer: customer,
            order: order,
            // There is no Order without an account, and the checks write some without a customer.
            orderAccount: hasOrders ? .name("Shopify guests") : nil,
            ownFields: own
        )
        if hasOrders { _ = await bench.salesforce.seed("Account", ["Name": "Shopify guests"]) }
        fields = ConnectorFields(
            email: isPerson ? "PersonEmail" : "Email",
            firstName: "FirstName",
            customer: [MappedField("LastName", .text("Lovelace"))],
            orderName: hasOrders ? "Description" : "Name",
            amount: hasOrders ? Self.total : "Amount",
            order: hasOrders
                ? [MappedField("EffectiveDate", .day("2026-11-24")), MappedField("Status", .text("Draft"))]
                : [MappedField("StageName", .text("won")), MappedField("CloseDate", .day("2026-11-24"))]
        )
    }

    private static let total = "Shopify_Total__c"

    private func object(_ kind: RecordKind) -> String {
        kind == .order ? hasOrders ? "Order" : "Opportunity" : isPerson ? "Account" : "Contact"
    }

    func add(person email: String, name: String) async -> String {
        var values: [String: SandboxJSON] = [
            fields.email: .string(email), "FirstName": .string(name), "LastName": "Known",
        ]
        if isPerson {
            let type = await bench.salesforce.records("RecordType").first?.id
            values["RecordTypeId"] = .text(type)
            values["IsPersonAccount"] = true
        }
        return await bench.salesforce.seed(object(.customer), values)
    }

    func delete(_ crmID: String, kind: RecordKind) async { await bench.salesforce.delete(object(kind), crmID) }

    func count(_ kind: RecordKind) async -> Int { await bench.salesforce.count(object(kind)) }

    func value(_ field: String, of crmID: String, kind: RecordKind) async -> String? {
        await bench.salesforce.record(object(kind), crmID)?.text(field)
    }

    func contacts(ofOrder crmID: String) async -> Set<String> {
        if hasOrders {
            return Set([await bench.salesforce.record("Order", crmID)?.text("BillToContactId")].compactMap(\.self))
        }
        guard isPerson else { return await bench.salesforce.contacts(ofOpportunity: crmID) }
        let account = await bench.salesforce.record("Opportunity", crmID)?.text("AccountId")
        return Set([account].compactMap { $0 })
    }

    func garble(_ garble: ConnectorGarble?) { bench.transport.garbling.garble(garble) }

    func trouble(_ trouble: ConnectorTrouble, kind: RecordKind) async {
        let path = "/composite/sobjects/\(object(kind))/Shopify_"
        let fault =
            switch trouble {
            case .failsBefore: SandboxFault(.status(503), path: path)
            case .failsAfter: SandboxFault(.status(503), .after, path: path)
            case .resetsBefore: SandboxFault(.reset, path: path)
            case .resetsAfter: SandboxFault(.reset, .after, path: path)
            case .throttled: SandboxFault(.status(403), path: path)
            case .unauthorized: SandboxFault(.status(401), path: path)
            }
        await bench.salesforce.add(fault)
    }
}
