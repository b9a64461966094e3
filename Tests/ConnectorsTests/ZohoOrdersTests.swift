import Connectors
import FoundationEssentials
import SyncModel
import Testing

@testable import Sandbox

@Suite("Zoho: orders")
struct ZohoOrdersTests {
    private static let shopify = ZohoSalesPipeline(
        name: "Shopify",
        stages: [.init("Basket"), .init("Paid", "Closed Won"), .init("Refunded", "Closed Lost")]
    )

    private func deal(_ bench: ZohoBench, _ id: Int64) async -> ZohoStoredRecord? {
        await bench.zoho.record(.deals, where: "Shopify_Order_ID", is: String(id))
    }

    @Test("stages go by meaning into the default pipeline, or into one named Shopify")
    func stages() async throws {
        for (pipelines, wanted) in [
            ([ZohoSalesPipeline.standard], ["Closed Won", "Closed Lost", "Qualification"]),
            ([.standard, Self.shopify], ["Paid", "Refunded", "Basket"]),
        ] {
            var options = ZohoOptions()
            options.pipelines = pipelines
            let bench = ZohoBench(options)
            _ = try await bench.connector.prepare()
            let orders = [(1, "won"), (2, "lost"), (3, "open")].map { ZohoBench.order($0, stage: $1) }
            #expect(try await bench.connector.upsert(orders, kind: .order).compactMap(\.crmID).count == 3)
            for (id, stage) in zip([Int64(1), 2, 3], wanted) { #expect(await deal(bench, id)?["Stage"] == stage) }
        }
    }

    @Test("a linked deal that was moved to another pipeline gets that one's stage")
    func movedDeal() async throws {
        var options = ZohoOptions()
        options.pipelines = [.standard, Self.shopify]
        let bench = ZohoBench(options)
        _ = try await bench.connector.prepare()
        let id = try #require(
            try await bench.connector.upsert([ZohoBench.order(1, stage: "open")], kind: .order).first?.crmID
        )
        await bench.zoho.act(
            "PUT",
            "/Deals",
            ["data": [["id": .string(id), "Pipeline": "Standard (Standard)", "Stage": "Qualification"]]]
        )
        let change = CRMUpsert(
            key: ZohoBench.order(1).key,
            target: .record(id),
            externalID: "1",
            fields: [MappedField("Stage", .text("won"))]
        )
        #expect(try await bench.connector.upsert([change], kind: .order).first?.crmID == id)
        #expect(await deal(bench, 1)?["Stage"] == "Closed Won")
        #expect(await deal(bench, 1)?["Pipeline"] == "Standard (Standard)")
    }

    @Test("an unknown stage parks its order, an unknown pipeline stops orders")
    func unknownStage() async throws {
        let bench = ZohoBench(orderValues: ["Stage": ["won", "Sent"], "Pipeline": ["Shopify"]])
        let findings = try await bench.connector.prepare()
        #expect(findings.contains(where: { $0.level == .problem && $0.message.contains("no stage \"Sent\"") }))
        let fault = await bench.fault([ZohoBench.order(1, stage: "Sent"), ZohoBench.order(2)], .order)
        #expect(fault?.disposition == .park && fault?.fields == ["Stage"])
        #expect(await deal(bench, 2)?["Stage"] == "Closed Won")
        let elsewhere = CRMUpsert(
            key: ZohoBench.order(3).key,
            externalID: "3",
            fields: ZohoBench.order(3).fields.map { $0.name == "Pipeline" ? MappedField("Pipeline", .text("B2B")) : $0 }
        )
        #expect(await bench.fault([elsewhere], .order)?.disposition == .pause(.kind(.order)))
    }

    @Test("currencies: left out where there is one, taken where it is active, else its orders wait")
    func currencies() async throws {
        func order(_ id: Int64, _ currency: String) -> CRMUpsert {
            ZohoBench.order(
                id,
                fields: [MappedField("Currency", .text(currency)), MappedField("Amount", .decimal(10))]
            )
        }
        let single = ZohoBench()
        _ = try await single.connector.prepare()
        let outcomes = try await single.connector.upsert([order(1, "USD"), order(2, "EUR")], kind: .order)
        #expect(outcomes[0].crmID != nil)
        guard case .failed(let fault) = outcomes[1] else { throw Unexpected(outcomes[1]) }
        #expect(fault.disposition == .pause(.currency("EUR")))
        var options = ZohoOptions()
        options.additionalCurrencies = ["EUR"]
        let several = ZohoBench(options)
        _ = try await several.connector.prepare()
        let written = try await several.connector.upsert([order(1, "EUR"), order(2, "JPY")], kind: .order)
        #expect(written[0].crmID != nil && written[1].crmID == nil)
        #expect(await deal(several, 1)?["Currency"] == "EUR")
    }

    @Test("times go out with an offset and without fractions, days as days, numbers as numbers")
    func values() async throws {
        let own: [RecordKind: [OwnField]] = [
            .order: [
                OwnField(name: "Shopify_Cancelled_At", label: "", type: .datetime),
                OwnField(name: "Shopify_Tax", label: "", type: .number),
                OwnField(name: "Shopify_Codes", label: "", type: .text),
            ]
        ]
        let bench = ZohoBench(ownFields: own)
        _ = try await bench.connector.prepare()
        let time = try #require(Timestamp("2026-11-23T10:31:43.25-05:00"))
        let order = ZohoBench.order(
            1,
            fields: [
                MappedField("Shopify_Cancelled_At", .instant(time)), MappedField("Shopify_Tax", .decimal(1.25)),
                MappedField("Shopify_Codes", .list(["A", "B"])), MappedField("Amount", .decimal(99.95)),
            ]
        )
        let id = try #require(try await bench.connector.upsert([order], kind: .order).first?.crmID)
        let held = await deal(bench, 1)
        #expect(held?["Shopify_Cancelled_At"] == "2026-11-23T15:31:43+00:00")
        #expect(held?["Shopify_Codes"] == "A;B" && held?["Shopify_Tax"] == "1.25" && held?["Amount"] == "99.95")
        let compared = try await bench.connector.compare(
            [CRMExpectation(crmID: id, fields: order.fields)],
            kind: .order
        )
        #expect(compared.first??.differing == [])
    }
}
