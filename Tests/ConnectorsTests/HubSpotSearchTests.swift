import Connectors
import Outbound
import SyncModel
import Synchronization
import Testing

@testable import Sandbox

/// Finding records that another program made, by a property of its own.
@Suite("HubSpot: finding by any property")
struct HubSpotSearchTests {
    private static func record(_ id: String, _ properties: JSONValue) -> JSONValue {
        [
            "id": .string(id), "archived": false, "createdAt": "2026-11-23T10:00:00.000Z",
            "updatedAt": "2026-11-23T10:00:00.000Z", "properties": properties,
        ]
    }

    @Test("one search for a hundred values, in lower case, on the quota of searches")
    func batched() async throws {
        let bench = HubSpotBench(order: .order) { _ in
            .json(
                200,
                [
                    "total": 1,
                    "results": [Self.record("71", ["hs_external_order_id": "#A-7", "shopify_order_id": "9"])],
                ]
            )
        }
        let values = (0..<100).map { "#A-\($0)" }
        let found = try await bench.connector.find(field: "hs_external_order_id", values: values, kind: .order)
        #expect(found.keys.sorted() == ["#A-7"])
        #expect(found["#A-7"]?.map(\.crmID) == ["71"] && found["#A-7"]?.first?.externalID == "9")
        let asked = bench.asked("orders/search")
        #expect(asked.count == 1)
        let filter = asked.first?.body["filterGroups"]?.list?.first?["filters"]?.list?.first
        #expect(filter?["operator"] == "IN" && filter?["propertyName"] == "hs_external_order_id")
        #expect(filter?["values"]?.list?.count == 100 && filter?["values"]?.list?.first == "#a-0")
        #expect(bench.pacer.admitted.withLock { $0.map(\.bucket) } == ["search"])
    }

    @Test("bodies stay below HubSpot's 3,000 characters, and further pages are read")
    func bounded() async throws {
        let bench = HubSpotBench { call in
            guard call.body["after"] == nil else { return .json(200, ["total": 2, "results": []]) }
            return .json(
                200,
                [
                    "total": 2, "results": [Self.record("5", ["number": "x"])],
                    "paging": ["next": ["after": "200"]],
                ]
            )
        }
        let values = (0..<40).map { "\($0)" + String(repeating: "é", count: 60) }
        _ = try await bench.connector.find(field: "number", values: values, kind: .order)
        let asked = bench.asked("deals/search")
        #expect(asked.count == 6)
        #expect(asked.allSatisfy { $0.body.text.utf8.count < 3_000 })
    }

    @Test("a property that HubSpot cannot search by pauses orders, so that none is made twice")
    func missing() async throws {
        let bench = HubSpotBench { _ in
            .json(400, ["status": "error", "category": "VALIDATION_ERROR", "message": "There was a problem"])
        }
        let fault = await #expect(throws: DeliveryFault.self) {
            try await bench.connector.find(field: "nowhere", values: ["1"], kind: .order)
        }
        #expect(fault?.disposition == .pause(.kind(.order)) && fault?.code == .missingField)
        #expect(fault?.message.contains("adopt.orders.field") == true && fault?.fields == [])
    }

    @Test("an order of HubSpot's own Shopify app is found, adopted and let go of again")
    func adopted() async throws {
        let hubspot = SimulatedHubSpot()
        let connector = HubSpotConnector(
            settings: HubSpotSettings(
                baseURL: "https://hubspot.test",
                accessToken: Secret("sandbox-token"),
                orderObject: .order
            ),
            transport: SandboxTransport(hubspot: hubspot),
            pacer: NotingPacer(),
            clock: ScriptedClock { Instant(seconds: 1_795_579_200) }
        )
        _ = try await connector.prepare()
        let native = String(
            await hubspot.seed(.orders, properties: ["hs_order_name": "#1001", "hs_external_order_id": "5001"])
        )
        let values = ["5001", "5002"]
        let found = try await connector.find(field: "hs_external_order_id", values: values, kind: .order)
        #expect(found.mapValues { $0.map(\.crmID) } == ["5001": [native]])
        var order = HubSpotRecords.order(5_001, target: .adopt(native))
        order.fields = [MappedField("hs_order_name", .text("Shopify #1001"))]
        #expect(try await connector.upsert([order], kind: .order).first?.crmID == native)
        #expect(try await connector.find(externalIDs: ["5001"], kind: .order)["5001"]?.crmID == native)
        let release = ContactErasure(crmID: native, kind: .order, fields: [], deletes: false)
        #expect(try await connector.erase(release) == .blanked)
        #expect(try await connector.find(externalIDs: ["5001"], kind: .order) == [:])
        #expect(await hubspot.record(.orders, where: "hs_order_name", is: "Shopify #1001") != nil)
    }

    @Test("a person is told where to look")
    func pages() async throws {
        let bench = HubSpotBench(order: .order) { _ in .account }
        #expect(
            await bench.connector.page(of: "51", kind: .customer)
                == "https://app.hubspot.com/contacts/12345678/record/0-1/51"
        )
        #expect(
            await bench.connector.page(of: "7", kind: .order)
                == "https://app.hubspot.com/contacts/12345678/record/0-123/7"
        )
        let silent = HubSpotBench { _ in .json(403, [:]) }
        #expect(await silent.connector.page(of: "51", kind: .customer) == nil)
    }
}
