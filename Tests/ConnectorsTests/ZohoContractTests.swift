import Conformance
import Connectors
import Foundation
import Outbound
import SyncModel
import Testing

@testable import Sandbox

/// Over HTTP, and judged by Zoho's own descriptions.
@Suite("Zoho: contract check")
struct ZohoContractTests {
    @Test(
        .enabled(
            if: ContractCheck.isDemanded,
            "no contract check beside this checkout: set SLUICE_SHARED to its folder"
        ),
        arguments: [ZohoSettings.OrderObject.deal, .salesOrder]
    )
    func whatIsSaidIsWhatZohoDescribes(order: ZohoSettings.OrderObject) async throws {
        let check = try #require(ContractCheck.tool, "the contract check is missing: set SLUICE_SHARED to its folder")
        let file = FileManager.default.temporaryDirectory.appending(path: "zoho-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: file) }
        var options = SandboxOptions()
        options.hubspotPort = nil
        options.zohoPort = 0
        options.zoho.additionalCurrencies = ["EUR"]
        options.zoho.limits.credits = 160
        let server = SandboxServer(options: options)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            let url = try await server.baseURLs()["zoho"] ?? ""
            try await talk(to: url, of: server.zoho, order, recordedIn: file.path)
            group.cancelAll()
        }
        let result = try await ContractCheck.run(check, on: file.path, expecting: "zoho")
        #expect(result.status == 0, "\(result.output)")
    }

    /// Everything that the connector can say.
    private func talk(
        to url: String,
        of zoho: SimulatedZoho,
        _ order: ZohoSettings.OrderObject,
        recordedIn file: String
    ) async throws {
        let client = try OutboundClient(
            allowedHosts: OutboundClient.allowedHosts(forBaseURLs: [url]),
            recorder: TrafficRecorder.fromEnvironment([TrafficRecorder.variable: file])
        )
        let connector = ZohoConnector(
            settings: ZohoSettings(
                accountsURL: url,
                clientID: zoho.options.clientID,
                clientSecret: Secret(zoho.options.clientSecret),
                orderObject: order,
                ownFields: [.customer: [OwnField(name: "Shopify_Tags", label: "", type: .text)]]
            ),
            transport: client,
            pacer: NotingPacer(),
            clock: ScriptedClock { Instant(microseconds: SandboxTime.system().milliseconds * 1_000) }
        )
        do {
            _ = try await connector.connect(code: Secret("1000.sandbox-code"))
            _ = try await connector.check()
            _ = try await connector.prepare()
            try await write(connector, zoho, order)
            _ = try await connector.schema(.order)
            _ = try await connector.check()
        } catch {
            await client.shutdown()
            throw error
        }
        await client.shutdown()
    }

    private func write(
        _ connector: ZohoConnector,
        _ zoho: SimulatedZoho,
        _ order: ZohoSettings.OrderObject
    ) async throws {
        let people = (1...120).map { ZohoBench.customer($0, origin: $0 < 100 ? .history : .live) }
        let ids = try await connector.upsert(people, kind: .customer).compactMap(\.crmID)
        #expect(ids.count == 120)
        _ = try await connector.upsert([ZohoBench.customer(200, email: "no address")], kind: .customer)
        _ = try await connector.upsert([ZohoBench.customer(201, email: "o'neil\\x@example.com")], kind: .customer)
        await zoho.hold(.contacts, id: ids[5], as: "RECORD_LOCKED")
        let changes = [5, 6].map { ZohoBench.customer(Int64($0 + 1), .record(ids[$0])) }
        let changed = try await connector.upsert(changes, kind: .customer)
        #expect(changed[0].crmID == nil && changed[1].crmID == ids[6])
        await zoho.endAccess()
        let orders = (1...3).map { index in
            order == .deal
                ? ZohoBench.order(index, parent: ids[Int(index)]) : Self.salesOrder(index, parent: ids[Int(index)])
        }
        let written = try await connector.upsert(orders, kind: .order).compactMap(\.crmID)
        #expect(written.count == 3)
        _ = try await connector.upsert(orders, kind: .order)
        _ = try await connector.find(externalIDs: ["1", "x"], kind: .order)
        _ = try await connector.read(written, kind: .order, fields: ["Description", "Contact_Name"])
        _ = try await connector.compare(
            written.map { CRMExpectation(crmID: $0, fields: [MappedField("Description", .text("none"))]) },
            kind: .order
        )
        for forGood in [false, true] {
            _ = try await connector.remove(CRMRemoval(crmID: written[0], kind: .order, isForGood: forGood))
        }
        _ = try await connector.erase(ContactErasure(crmID: ids[0], fields: ["Email"], deletes: true))
    }

    private static func salesOrder(_ id: Int64, parent: String) -> CRMUpsert {
        let line = MappedLine(
            externalID: "1\(id)",
            fields: [
                MappedField("Product_Name", .text("Mug")), MappedField("Product_Code", .text("MUG-\(id)")),
                MappedField("Quantity", .integer(2)), MappedField("List_Price", .decimal(19.95)),
            ]
        )
        return CRMUpsert(
            key: ZohoBench.order(id).key,
            externalID: String(id),
            fields: [
                MappedField("Subject", .text("Shopify Order #\(id)")),
                MappedField("Account_Name", .text("Shopify retail")),
            ],
            lines: [line],
            parent: parent
        )
    }
}
