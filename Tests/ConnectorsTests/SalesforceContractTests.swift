import Conformance
import Connectors
import Foundation
import Outbound
import SyncModel
import Testing

@testable import Sandbox

/// What the connector sends and the simulated org answers, before the judge of the recorded contracts.
@Suite("Salesforce: contract check")
struct SalesforceContractTests {
    private typealias Bench = SalesforceBench

    @Test(
        .enabled(
            if: ContractCheck.isDemanded,
            "no contract check beside this checkout: set SLUICE_SHARED to its folder"
        )
    )
    func everythingSentAndAnsweredIsWhatSalesforceKnows() async throws {
        let check = try #require(ContractCheck.tool, "the contract check is missing: set SLUICE_SHARED to its folder")
        var exchanges = try await contactsAndOpportunities()
        exchanges += try await personAccounts()
        exchanges += try await ordersWithItems()
        let file = FileManager.default.temporaryDirectory.appending(path: "salesforce-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(exchanges.flatMap { Self.line($0).bytes + [0x0A] }).write(to: file)
        let result = try await ContractCheck.run(check, on: file.path, expecting: "salesforce")
        #expect(result.status == 0, "\(result.output)")
    }

    private func contactsAndOpportunities() async throws -> [(OutboundRequest, OutboundResponse)] {
        let bench = Bench()
        let connector = bench.connector
        _ = try await connector.check()
        _ = try await connector.prepare()
        await bench.salesforce.seed("Contact", ["LastName": "A", "Email": "p1@example.com"])
        let people = (1...3).map { id in
            Bench.customer(
                id,
                fields: [
                    MappedField("MailingStateCode", .text("NY")), MappedField("MailingCountryCode", .text("US")),
                    MappedField("HasOptedOutOfEmail", .boolean(true)), MappedField("FirstName", .clear),
                    MappedField("Shopify_Orders_Count__c", .integer(id)),
                ]
            )
        }
        _ = try await connector.upsert(people, kind: .customer)
        let history = (10...2_100).map { Bench.customer($0, origin: .history) }
        let ids = try await bench.write(history, .customer).map(\.crmID)
        let order = Bench.order(1, fields: [MappedField("Amount", .decimal(10.5))], parent: ids[0])
        let id = try await bench.write([order], .order)[0].crmID
        _ = try await bench.write([Bench.order(1, .record(id), parent: ids[1], formerParents: [ids[0]])], .order)
        _ = try await connector.find(emails: ["p2@example.com", "o'neil+1@example.com"])
        _ = try await connector.find(externalIDs: ["1", "2"], kind: .order)
        _ = try await connector.read(ids, kind: .customer, fields: ["Account.Name", "Email"])
        _ = try await connector.compare([CRMExpectation(crmID: id, fields: order.fields)], kind: .order)
        _ = try await connector.erase(ContactErasure(crmID: ids[0], fields: ["Email", "LastName"], deletes: true))
        _ = try await connector.remove(CRMRemoval(crmID: ids[2], kind: .customer, isForGood: false))
        _ = try await connector.remove(CRMRemoval(crmID: ids[2], kind: .customer, isForGood: false))
        await bench.salesforce.endSessions()
        _ = try await connector.schema(.order)
        return bench.transport.exchanges
    }

    private func personAccounts() async throws -> [(OutboundRequest, OutboundResponse)] {
        var options = SalesforceOptions()
        options.hasPersonAccounts = true
        let bench = try await Bench.prepared(org: options, customer: .personAccount)
        let person = Bench.customer(
            1,
            only: [MappedField("PersonEmail", .text("ada@example.com")), MappedField("LastName", .text("Lovelace"))]
        )
        let id = try await bench.write([person], .customer)[0].crmID
        _ = try await bench.write([Bench.order(1, parent: id)], .order)
        return bench.transport.exchanges
    }

    private func ordersWithItems() async throws -> [(OutboundRequest, OutboundResponse)] {
        let bench = try await Bench.prepared(order: .order, lines: .items)
        let contact = try await bench.write([Bench.customer(1)], .customer)[0].crmID
        let line = MappedLine(
            externalID: "11",
            fields: [
                MappedField("Quantity", .integer(1)), MappedField("UnitPrice", .decimal(19.95)),
                MappedField("Product2.Shopify_Variant_Id__c", .text("7")), MappedField("Product2.Name", .text("Mug")),
            ]
        )
        var order = Bench.order(1, lines: [line], parent: contact)
        order.fields = [MappedField("EffectiveDate", .day("2026-11-24")), MappedField("Status", .text("Activated"))]
        _ = try await bench.write([order], .order)
        return bench.transport.exchanges
    }

    /// An exchange in the form of a recording, secrets masked.
    private static func line(_ exchange: (request: OutboundRequest, response: OutboundResponse)) -> SandboxJSON {
        let request = exchange.request
        let headers = request.headers.map { name, value in
            SandboxJSON.Member(name.lowercased(), .string(name == "Authorization" ? "Bearer ***" : value))
        }
        var body = request.body.map { String(decoding: $0, as: UTF8.self) }
        var answer = String(decoding: exchange.response.body, as: UTF8.self)
        if request.url.hasSuffix("/token") {
            body = body?.replacing("sandbox-secret", with: "***")
            answer = answer.replacing(#/00D[0-9A-Za-z]+!SESSION[0-9]+/#, with: "***")
        }
        return [
            "at": "2026-11-23T10:00:00.000Z", "system": "salesforce", "method": .string(request.method.rawValue),
            "url": .string(request.url), "request_headers": .object(headers), "request_body": .text(body),
            "status": .integer(exchange.response.status),
            "response_headers": .object(
                exchange.response.headers.map { .init($0.name.lowercased(), .string($0.value)) }
            ),
            "response_body": answer.isEmpty ? .null : .string(answer),
        ]
    }
}
