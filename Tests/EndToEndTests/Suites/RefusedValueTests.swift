import Sandbox
import Testing

/// A value that the CRM refuses: the record goes without it, that is counted and listed, and mended by a repair.
@Suite("Refused values", .timeLimit(.minutes(3)))
struct RefusedValueTests {
    @Test func isCountedListedAndSentAgainByARepair() async throws {
        try await Stage.run(.withHistory(customers: 3, orders: 4)) { stage in
            await stage.hubspot.refuse(nil, of: "amount", on: .deals)
            _ = try await stage.serve()
            let filled = try await stage.sluice("backfill", "--json")
            try #require(filled.code == 0, "\(filled.errors)")
            try await stage.settle()
            stage.keepPrivate(await stage.shopify.shop.personalWords)
            let deals = await stage.hubspot.deals()
            #expect(!deals.isEmpty && deals.allSatisfy { ($0["amount"] ?? "") == "" })

            // Left out, and told wherever a person looks.
            #expect(try await stage.withRefusedValues() == deals.count)
            let status = try await stage.sluice("status")
            #expect(
                status.output.contains("hubspot: \(deals.count) records are there without a value"),
                "\(status.output)"
            )
            #expect(status.output.contains("\"sluice failures list\" says which"))
            let list = try await stage.sluice("failures", "list", "--json").json()
            let group = try #require(list["refused"]?.arrayValue?.first)
            #expect(group["fields"]?.arrayValue?.compactMap(\.stringValue) == ["amount"])
            #expect(group["kind"]?.stringValue == "order" && group["count"]?.intValue == deals.count)
            #expect(group["message"]?.stringValue?.contains("amount was left out") == true, "\(group)")
            #expect(list["groups"]?.arrayValue?.isEmpty == true, "nothing is parked")
            let words = try await stage.sluice("failures", "list").output
            #expect(words.contains("sluice audit --repair --destination hubspot"), "\(words)")
            let audited = try await stage.sluice("audit", "--json")
            #expect(audited.output.contains("refused_field"), "\(audited.output.prefix(2_000))")

            // Mended in the CRM: nothing tries again by itself, a repair does.
            await stage.hubspot.clearFaults()
            try await stage.settle()
            #expect(try await stage.withRefusedValues() == deals.count)
            let repaired = try await stage.sluice("audit", "--repair", "--json")
            #expect(repaired.code == 0, "\(repaired.output.prefix(2_000)) \(repaired.errors)")
            try await stage.settle()
            #expect(await stage.hubspot.deals().allSatisfy { ($0["amount"] ?? "") != "" })
            #expect(try await stage.withRefusedValues() == 0)
            #expect(try await stage.sluice("failures", "list").output.contains("No failures."))
            let clean = try await stage.sluice("audit", "--json")
            #expect(clean.code == 0 && !clean.output.contains("refused_field"), "\(clean.output.prefix(2_000))")
        }
    }
}

extension Stage {
    /// How many records HubSpot has without a value that it refused.
    fileprivate func withRefusedValues() async throws -> Int? {
        let destinations = try await sluice("status", "--json").json()["destinations"]?.arrayValue
        return destinations?.first?["with_refused_values"]?.intValue
    }
}
