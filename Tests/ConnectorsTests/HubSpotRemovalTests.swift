import Connectors
import Outbound
import SyncModel
import Testing

@testable import Sandbox

/// Making contacts one, and taking records out: what is left in the simulated account.
@Suite("HubSpot: merging and removing")
struct HubSpotRemovalTests {
    private let hubspot = SimulatedHubSpot()
    private let connector: HubSpotConnector

    init() {
        connector = HubSpotConnector(
            settings: HubSpotSettings(baseURL: "https://hubspot.test", accessToken: Secret("sandbox-token")),
            transport: SandboxTransport(hubspot: hubspot),
            pacer: NotingPacer(),
            clock: ScriptedClock { Instant(seconds: 1_795_579_200) }
        )
    }

    private func contact(_ id: Int64, _ email: String) async throws -> String {
        let record = HubSpotRecords.customer(id, fields: [MappedField("email", .text(email))])
        return try #require(try await connector.upsert([record], kind: .customer).first?.crmID)
    }

    @Test("the survivor is found by our id, under another id of HubSpot's, and has both addresses")
    func merged() async throws {
        _ = try await connector.prepare()
        let ada = try await contact(1, "ada@example.com")
        let bea = try await contact(2, "bea@example.com")
        let merging = try await connector.merge(contact: ada, into: bea)
        let kept = try #require(try await connector.find(externalIDs: ["1", "2"], kind: .customer)["2"])
        #expect(merging == .merged(crmID: kept.crmID))
        #expect(try await connector.find(externalIDs: ["1"], kind: .customer) == [:])
        #expect(kept.crmID != ada && kept.crmID != bea)
        let people = try await connector.find(emails: ["ada@example.com", "bea@example.com"])
        #expect(
            people.mapValues { $0.map(\.crmID) } == ["ada@example.com": [kept.crmID], "bea@example.com": [kept.crmID]]
        )
        #expect(try await connector.merge(contact: ada, into: bea) == .gone)
        #expect(try await connector.merge(contact: ada, into: kept.crmID) == .gone)
    }

    @Test("a contact goes to the bin, or for good; what is not there is told", arguments: [false, true])
    func removed(isForGood: Bool) async throws {
        _ = try await connector.prepare()
        let ada = try await contact(1, "ada@example.com")
        let removal = CRMRemoval(crmID: ada, kind: .customer, isForGood: isForGood)
        #expect(try await connector.remove(removal))
        #expect(try await connector.read([ada], kind: .customer, fields: []).isEmpty)
        #expect(try await connector.find(externalIDs: ["1"], kind: .customer) == [:])
    }

    @Test("a deal goes to the bin, since HubSpot removes only contacts for good")
    func removedDeal() async throws {
        _ = try await connector.prepare()
        let deal = HubSpotRecords.order(11, fields: [MappedField("dealstage", .text("closedwon"))])
        let id = try #require(try await connector.upsert([deal], kind: .order).first?.crmID)
        #expect(try await connector.remove(CRMRemoval(crmID: id, kind: .order, isForGood: true)))
        #expect(try await connector.read([id], kind: .order, fields: []).isEmpty)
    }

    @Test("an order that goes to the bin takes along the line items that we made", arguments: [1, 101])
    func removedLines(count: Int) async throws {
        let connector = HubSpotConnector(
            settings: HubSpotSettings(
                baseURL: "https://hubspot.test",
                accessToken: Secret("sandbox-token"),
                lines: .items
            ),
            transport: SandboxTransport(hubspot: hubspot),
            pacer: NotingPacer(),
            clock: ScriptedClock { Instant(seconds: 1_795_579_200) }
        )
        _ = try await connector.prepare()
        let deal = HubSpotRecords.order(
            11,
            fields: [MappedField("dealstage", .text("closedwon"))],
            lines: (1...count).map { MappedLine(externalID: "\($0)", fields: [MappedField("name", .text("Mug"))]) }
        )
        let id = try #require(try await connector.upsert([deal], kind: .order).first?.crmID)
        #expect(await hubspot.count(.lineItems) == count)
        #expect(try await connector.remove(CRMRemoval(crmID: id, kind: .order, isForGood: false)))
        #expect(await hubspot.count(.lineItems) == 0)
    }

    @Test("another account is not asked and not touched by anything")
    func pinned() async throws {
        let bench = HubSpotBench(account: "111") { call in
            call.path.contains("account-info") ? .account : .json(404, ["category": "OBJECT_NOT_FOUND"])
        }
        let connector = bench.connector
        let attempts: [@Sendable () async throws -> Void] = [
            { _ = try await connector.merge(contact: "1", into: "2") },
            { _ = try await connector.remove(CRMRemoval(crmID: "1", kind: .customer, isForGood: false)) },
            { _ = try await connector.remove(CRMRemoval(crmID: "1", kind: .order, isForGood: true)) },
            { _ = try await connector.erase(ContactErasure(crmID: "1", fields: [], deletes: true)) },
            { _ = try await connector.read(["1"], kind: .customer, fields: []) },
            { _ = try await connector.find(externalIDs: ["1"], kind: .order) },
            { _ = try await connector.find(emails: ["a@x.de"]) },
            { _ = try await connector.find(field: "number", values: ["1"], kind: .order) },
        ]
        for attempt in attempts {
            let fault = await #expect(throws: DeliveryFault.self) { try await attempt() }
            #expect(fault?.code == .wrongAccount && fault?.disposition == .pause(.destination))
        }
        #expect(bench.asked.allSatisfy { $0.path.contains("account-info") })
    }

    @Test("the cap of 250 mergers is that record's fault; a missing scope stops contacts")
    func refused() async throws {
        let capped = HubSpotBench { _ in .json(414, ["status": "error", "message": "too many merges"]) }
        let fault = await #expect(throws: DeliveryFault.self) {
            _ = try await capped.connector.merge(contact: "1", into: "2")
        }
        #expect(fault?.disposition == .park && fault?.message.contains("too many merges") == true)
        let call = try #require(capped.asked("/contacts/merge").first)
        #expect(call.method == "POST" && call.body == ["primaryObjectId": "2", "objectIdToMerge": "1"])
        let denied = HubSpotBench { _ in
            .json(403, ["status": "error", "category": "MISSING_SCOPES", "message": "no scope"])
        }
        let pause = await #expect(throws: DeliveryFault.self) {
            _ = try await denied.connector.merge(contact: "1", into: "2")
        }
        #expect(pause?.disposition == .pause(.kind(.customer)))
    }
}
