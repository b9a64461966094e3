import Connectors
import Outbound
import SyncModel
import Synchronization
import Testing

@testable import Sandbox

/// Erasing people: what is asked of HubSpot, and what then is left in the simulated account.
@Suite("HubSpot: erasure")
struct HubSpotErasureTests {
    private static let fields = ["email", "firstname", "shopify_orders_count"]

    private func connect(_ hubspot: SimulatedHubSpot, pacer: NotingPacer = NotingPacer()) -> HubSpotConnector {
        HubSpotConnector(
            settings: HubSpotSettings(
                baseURL: "https://hubspot.test",
                accessToken: Secret("sandbox-token"),
                ownFields: [
                    .customer: [OwnField(name: "shopify_orders_count", label: "Shopify orders", type: .number)]
                ]
            ),
            transport: SandboxTransport(hubspot: hubspot),
            pacer: pacer,
            clock: ScriptedClock { Instant(seconds: 1_795_579_200) }
        )
    }

    /// A contact that we made; returns its id.
    private func made(_ connector: HubSpotConnector) async throws -> String {
        _ = try await connector.prepare()
        let ada = HubSpotRecords.customer(
            1,
            fields: [
                MappedField("email", .text("ada@example.com")), MappedField("firstname", .text("Ada")),
                MappedField("shopify_orders_count", .integer(3)),
            ]
        )
        return try #require(try await connector.upsert([ada], kind: .customer).first?.crmID)
    }

    @Test("our fields and our id are emptied, and what a person wrote stays")
    func blanked() async throws {
        let hubspot = SimulatedHubSpot()
        let connector = connect(hubspot)
        let id = try await made(connector)
        _ = try await hubspot.act(
            "PATCH",
            "/crm/objects/2026-09/contacts/\(id)",
            SandboxJSON(parsing: Array(#"{"properties":{"city":"London","lastname":"Lovelace"}}"#.utf8))
        )
        let erasure = ContactErasure(crmID: id, fields: Self.fields, deletes: false)
        for _ in 1...2 { #expect(try await connector.erase(erasure) == .blanked) }
        let held = try await connector.read([id], kind: .customer, fields: Self.fields + ["city"]).first
        let asked = held?.values.filter { (Self.fields + ["city"]).contains($0.key) }
        #expect(asked == ["city": "London"] && held?.externalID == nil)
        #expect(try await connector.find(externalIDs: ["1"], kind: .customer) == [:])
    }

    @Test("what we made is removed for good, by its record id and never by its address; again, it is gone")
    func deleted() async throws {
        let hubspot = SimulatedHubSpot()
        let pacer = NotingPacer()
        let connector = connect(hubspot, pacer: pacer)
        let id = try await made(connector)
        let before = pacer.admitted.withLock { $0.count }
        let erasure = ContactErasure(crmID: id, fields: Self.fields, deletes: true)
        #expect(try await connector.erase(erasure) == .deleted)
        #expect(pacer.admitted.withLock { $0.count } == before + 2)
        #expect(pacer.admitted.withLock { $0.suffix(2).allSatisfy { $0.origin == .history } })
        #expect(try await connector.read([id], kind: .customer, fields: []) == [])
        #expect(await hubspot.records(.contacts).isEmpty)
        _ = try await connector.erase(erasure)
    }

    @Test("one that a person has put into the recycle bin is removed from there")
    func archived() async throws {
        let hubspot = SimulatedHubSpot()
        let connector = connect(hubspot)
        let id = try await made(connector)
        _ = await hubspot.act("DELETE", "/crm/objects/2026-09/contacts/\(id)", .null)
        #expect(try await connector.erase(ContactErasure(crmID: id, fields: Self.fields, deletes: true)) == .deleted)
        #expect(await hubspot.records(.contacts).isEmpty)
    }

    @Test("one that is not there is absent")
    func absent() async throws {
        let connector = connect(SimulatedHubSpot())
        _ = try await connector.prepare()
        #expect(try await connector.erase(ContactErasure(crmID: "77", fields: Self.fields, deletes: false)) == .absent)
    }

    @Test("the permanent deletion names the record and nothing else")
    func body() async throws {
        let bench = HubSpotBench { call in
            if call.path.hasSuffix("/details") { return .account }
            if call.path.hasSuffix("gdpr-delete") {
                return .success(OutboundResponse(status: 204, headers: [], body: []))
            }
            return .batch([["id": "9", "properties": [:]]])
        }
        #expect(
            try await bench.connector.erase(ContactErasure(crmID: "9", fields: ["email"], deletes: true)) == .deleted
        )
        let call = try #require(bench.asked("/contacts/gdpr-delete").first)
        #expect(call.method == "POST" && call.body == ["objectId": "9"])
    }

    @Test("an outage is thrown as what it is")
    func outage() async throws {
        let bench = HubSpotBench { call in
            if call.path.hasSuffix("/details") { return .account }
            if call.path.hasSuffix("gdpr-delete") { return .json(503, ["message": "down"]) }
            return .batch([["id": "9", "properties": [:]]])
        }
        await #expect(throws: DeliveryFault.self) {
            _ = try await bench.connector.erase(ContactErasure(crmID: "9", fields: ["email"], deletes: true))
        }
    }
}
