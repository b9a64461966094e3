import Foundation
import Sandbox
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Everything but the writes, with a report of what would be written; then live, with everything delivered.
@Suite("Shadow", .timeLimit(.minutes(3)))
struct ShadowTests {
    @Test func notOneWriteReachesTheCRMUntilTheDestinationIsLive() async throws {
        var settings = StageSettings()
        settings.isSetUp = false
        try await Stage.run(settings) { stage in
            try stage.configure { $0.replacing("    type: hubspot\n", with: "    type: hubspot\n    mode: shadow\n") }
            var shop = SimulatedShop(settings: stage.settings.shop)
            let known = await stage.hubspot.seedContact(
                email: "known@example.com",
                properties: ["firstname": "Salesperson's", "lastname": "Choice"]
            )
            // Nothing is made in the account, and what is missing is said.
            let setup = try await stage.sluice("setup")
            #expect(setup.code == 4)
            #expect(setup.output.contains("nothing is made in the CRM in this mode"), "\(setup.output)")
            let doctor = try await stage.sluice("doctor")
            #expect(doctor.output.contains("nothing is written"))

            let server = try await stage.serve()
            let created = shop.createCustomer(email: "Known@Example.com", at: .system())
            try await stage.deliver(created.deliveries)
            for _ in 0..<20 { try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries) }
            try await stage.settle()
            let status = try await stage.sluice("status")
            #expect(status.output.contains("shadow mode"), "\(status.output)")

            let report = try await stage.plan("--diff")
            let kinds = report["kinds"]?.arrayValue ?? []
            let customers = kinds.first { $0["kind"]?.stringValue == "customer" }
            let orders = kinds.first { $0["kind"]?.stringValue == "order" }
            #expect(customers?["outcomes"]?["adopted"]?.intValue == 1, "\(report)")
            #expect(customers?["outcomes"]?["created"]?.intValue == 20)
            #expect(customers?["fields"]?["firstname"]?["kept"]?.intValue == 1)
            #expect(orders?["outcomes"]?["created"]?.intValue == 20)
            let diff = try await stage.sluice("mapping", "preview", "customer", "known@example.com", "--diff", "--json")
            try #require(diff.code == 0, "\(diff.errors)")
            #expect(try diff.json()["outcome"]?.stringValue == "adopted")
            #expect(try diff.json()["crm_id"]?.stringValue == "\(known)")
            // Nothing is sent by it either.
            #expect(try await stage.sluice("mapping", "apply").code == 0)
            #expect(await stage.writes() == [])
            #expect(await stage.hubspot.createdCount(.contacts) == 1)
            #expect(await stage.hubspot.count(.deals) == 0)

            server.signal(SIGTERM)
            #expect(await server.ended() == .exited(0))
            #expect(await stage.writes() == [], "and nothing on the way out")
            try stage.configure { $0.replacing("mode: shadow", with: "mode: live") }
            #expect(try await stage.sluice("setup").code == 0)
            _ = try await stage.serve()
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            let kept = ["email": "known@example.com", "firstname": "Salesperson's", "lastname": "Choice"]
            let truth = Truth(shop: shop, adopted: [created.id: kept])
            #expect(await truth.differences(from: stage.hubspot) == [])
        }
    }
}

extension Stage {
    /// Requests that could have changed anything: all but reading and searching.
    fileprivate func writes() async -> [String] {
        await hubspot.requestCounts().keys.filter { operation in
            !operation.hasPrefix("GET ")
                && !(operation.hasPrefix("POST ")
                    && (operation.hasSuffix("/batch/read") || operation.hasSuffix("/search")))
        }.sorted()
    }
}
