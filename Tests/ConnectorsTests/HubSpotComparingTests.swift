import Connectors
import FoundationEssentials
import Outbound
import SyncModel
import Testing

@testable import Sandbox

/// What the simulated account gives back is taken for what was written, and nothing else is.
@Suite("HubSpot: comparing")
struct HubSpotComparingTests {
    private static let own: [RecordKind: [OwnField]] = [
        .customer: [OwnField(name: "shopify_amount_spent", label: "Spent", type: .number)],
        .order: [
            OwnField(name: "shopify_cancelled_at", label: "Cancelled", type: .datetime),
            OwnField(name: "shopify_is_test", label: "Test", type: .boolean),
        ],
    ]

    private func connect(_ hubspot: SimulatedHubSpot, lines: HubSpotSettings.Lines = .summary) -> HubSpotConnector {
        HubSpotConnector(
            settings: HubSpotSettings(
                baseURL: "https://hubspot.test",
                accessToken: Secret("sandbox-token"),
                account: "12345678",
                lines: lines,
                ownFields: Self.own
            ),
            transport: SandboxTransport(hubspot: hubspot),
            pacer: NotingPacer(),
            clock: ScriptedClock { Instant(seconds: 1_795_579_200) }
        )
    }

    private static var fields: [MappedField] {
        [
            MappedField("dealname", .text("Order #1")), MappedField("amount", .decimal(Decimal(string: "12.50") ?? 0)),
            MappedField("dealstage", .text("won")), MappedField("pipeline", .text("Shopify")),
            MappedField("deal_currency_code", .text("EUR")), MappedField("closedate", .day("2026-05-11")),
            MappedField("shopify_is_test", .boolean(false)), MappedField("description", .clear),
            MappedField(
                "shopify_cancelled_at",
                .instant(Timestamp(Instant(seconds: 1_778_511_999), offset: -14_400))
            ),
        ]
    }

    @Test("a deal that was written holds what was sent, stage and pipeline included")
    func written() async throws {
        let connector = connect(SimulatedHubSpot())
        _ = try await connector.prepare()
        let ids = try await connector.upsert([HubSpotRecords.order(1, fields: Self.fields)], kind: .order)
            .compactMap(\.crmID)
        let id = try #require(ids.first)
        let expectation = CRMExpectation(crmID: id, fields: Self.fields, reading: ["amount"])
        let found = try await connector.compare([expectation, CRMExpectation(crmID: "999999")], kind: .order)
        #expect(found.count == 2 && found[0]?.differing == [] && found[1] == nil)
        #expect(found[0]?.snapshot.values["amount"] == "12.5" || found[0]?.snapshot.values["amount"] == "12.50")
        var other = Self.fields
        other[1] = MappedField("amount", .decimal(Decimal(string: "12.51") ?? 0))
        other[2] = MappedField("dealstage", .text("lost"))
        other[8] = MappedField("shopify_cancelled_at", .clear)
        let changed = try await connector.compare([CRMExpectation(crmID: id, fields: other)], kind: .order)
        #expect(changed[0]?.differing == ["amount", "dealstage", "shopify_cancelled_at"])
    }

    @Test("a person's address and numbers are the same however they are written")
    func people() async throws {
        let connector = connect(SimulatedHubSpot())
        _ = try await connector.prepare()
        let fields = [
            MappedField("email", .text("Ada@Example.com")), MappedField("firstname", .text(" Ada ")),
            MappedField("shopify_amount_spent", .decimal(Decimal(string: "0.10") ?? 0)),
        ]
        let ids = try await connector.upsert([HubSpotRecords.customer(1, fields: fields)], kind: .customer)
            .compactMap(\.crmID)
        let id = try #require(ids.first)
        let found = try await connector.compare([CRMExpectation(crmID: id, fields: fields)], kind: .customer)
        #expect(found.first??.differing == [])
    }

    @Test("line items are read back as records of their own")
    func lines() async throws {
        let connector = connect(SimulatedHubSpot(), lines: .items)
        _ = try await connector.prepare()
        let lines = [
            MappedLine(
                externalID: "11",
                fields: [MappedField("name", .text("Mug")), MappedField("quantity", .integer(2))]
            ),
            MappedLine(externalID: "12", fields: [], isRemoved: true),
        ]
        var order = HubSpotRecords.order(1, fields: Self.fields)
        order.lines = lines
        let ids = try await connector.upsert([order], kind: .order).compactMap(\.crmID)
        let id = try #require(ids.first)
        let same = try await connector.compare([CRMExpectation(crmID: id, lines: lines)], kind: .order)
        #expect(same.first??.differing == [])
        let other = [
            MappedLine(externalID: "11", fields: [MappedField("quantity", .integer(3))]),
            MappedLine(externalID: "13", fields: []),
        ]
        let changed = try await connector.compare([CRMExpectation(crmID: id, lines: other)], kind: .order)
        #expect(changed.first??.differing == ["line 11: quantity", "line 13: missing"])
        let removed = [MappedLine(externalID: "11", fields: [], isRemoved: true)]
        let kept = try await connector.compare([CRMExpectation(crmID: id, lines: removed)], kind: .order)
        #expect(kept.first??.differing == ["line 11: not removed"])
    }
}
