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

/// History comes in whole, whoever is killed meanwhile, and live traffic goes on.
@Suite("Backfill", .timeLimit(.minutes(4)))
struct BackfillTests {
    @Test func historyArrivesWithoutAServerAndIsDeliveredByTheNext() async throws {
        try await Stage.run(.withHistory(customers: 60, orders: 220)) { stage in
            let counted = try await stage.sluice("backfill", "--dry-run", "--json")
            try #require(counted.code == 0, "\(counted.errors)")
            #expect(try counted.json().arrayValue?.first?["expected"]?.intValue == 280)
            #expect(try counted.json().arrayValue?.first?["read"]?.intValue == 0)

            let filled = try await stage.sluice("backfill", "--json")
            try #require(filled.code == 0, "\(filled.errors)")
            let job = try #require(try filled.json().arrayValue?.first)
            #expect(job["state"]?.stringValue == "done")
            #expect(job["read"]?.intValue == 280)
            #expect(job["new"]?.intValue == 280)
            #expect(job["calls"]?["hubspot"]?.intValue == 4)

            _ = try await stage.serve()
            try await stage.settle()
            let shop = await stage.shopify.shop
            let differences = await Truth(shop: shop).differences(from: stage.hubspot)
            #expect(differences.isEmpty, "\(differences.count) differences: \(differences.prefix(20))")

            let audited = try await stage.sluice("audit", "--json")
            #expect(audited.code == 0, "\(audited.output.prefix(3_000)) \(audited.errors)")

            let calls = await stage.hubspot.requestCounts().values.reduce(0, +)
            let again = try await stage.sluice("backfill", "--json")
            #expect(try again.json().arrayValue?.first?["new"]?.intValue == 0)
            #expect(try again.json().arrayValue?.first?["changed"]?.intValue == 0)
            let compared = try await stage.sluice("reconcile", "--sweep", "--since", "2020-01-01", "--json")
            try #require(compared.code == 0, "\(compared.errors)")
            #expect(try compared.json().arrayValue?.first?["differing"]?.intValue == 0)
            try await stage.settle()
            #expect(
                await stage.hubspot.requestCounts().values.reduce(0, +) == calls,
                "what did not change was sent again"
            )
        }
    }

    @Test func killedThreeTimesUnderLiveTrafficItEndsWhole() async throws {
        var settings = StageSettings.withHistory(customers: 120, orders: 600, seed: 11)
        settings.logLevel = "info"
        settings.shopify?.bulk.rootsPerLook = 60
        try await Stage.run(settings) { stage in
            for topic in Self.topics {
                await stage.shopify.plantSubscription(.configuration, topic: topic, uri: stage.webhooks)
            }
            var server = try await stage.serve()
            var script = TrafficScript.Settings()
            script.actionsPerSecond = 20
            script.actions = 160
            script.newCustomerShare = 0.2
            script.duplicateProbability = 0.05
            script.dropProbability = 0.15
            script.seed = 11
            let playing = Task { [script] in try await ShopifyTraffic(stage.shopify).play(script) }
            let asked = try await stage.sluice("backfill", "--detach", "--json")
            try #require(asked.code == 0, "\(asked.errors)")
            let job = try #require(try asked.json().arrayValue?.first?["id"]?.intValue)
            var generator = SeededGenerator(seed: 11)
            var writes = await stage.hubspot.recordEvents().makeAsyncIterator()
            for _ in 0..<3 {
                for _ in 0..<generator.integer(20...120) { _ = await writes.next() }
                server.signal(SIGKILL)
                #expect(await server.ended() == .killed(signal: SIGKILL))
                server = try await stage.serve()
            }
            try await playing.value
            let ended = try await stage.sluice("jobs", "list", "--json")
            #expect(ended.code == 0)
            try await stage.settle(seconds: 120)
            let list = try await stage.sluice("jobs", "list", "--json").json()
            let backfill = try #require(list.arrayValue?.first { $0["id"]?.intValue == job })
            #expect(backfill["state"]?.stringValue == "done", "\(backfill)")
            #expect(backfill["slices_failed"]?.intValue == 0)

            // Lost deliveries are found by comparing from the watermark on; the traffic deletes nothing.
            let compared = try await stage.sluice("reconcile", "--json")
            try #require(compared.code == 0, "\(compared.errors)")
            try await stage.settle()
            let shop = await stage.shopify.shop
            let differences = await Truth(shop: shop).differences(from: stage.hubspot)
            #expect(differences.isEmpty, "\(differences.count) differences: \(differences.prefix(20))")
            let audited = try await stage.sluice("audit", "--json")
            #expect(audited.code == 0, "\(audited.output.prefix(3_000)) \(audited.errors)")
        }
    }

    @Test func anInterruptLeavesTheJobAndAPersonsWordIsKept() async throws {
        var settings = StageSettings.withHistory(customers: 30, orders: 200, seed: 3)
        settings.shopify?.bulk.rootsPerLook = 1
        try await Stage.run(settings) { stage in
            let command = try stage.launch("backfill")
            let begun = await command.errors.line { $0.contains("backfill of acme") }
            try #require(begun != nil, "\(command.errors.text)")
            command.signal(SIGINT)
            #expect(await command.ended() == .exited(3), "\(command.errors.text)")
            #expect(command.errors.text.contains("Left alone; the same command goes on with it"))
            func state() async throws -> String? {
                try await stage.sluice("jobs", "list", "--json").json().arrayValue?.first?["state"]?.stringValue
            }
            let job = try #require(
                try await stage.sluice("jobs", "list", "--json").json().arrayValue?.first?["id"]?.intValue
            )
            #expect(try await state() == "waiting")
            for (word, wanted) in [("pause", "paused"), ("resume", "waiting"), ("cancel", "cancelled")] {
                let told = try await stage.sluice("jobs", word, "\(job)")
                #expect(told.code == 0, "\(told.errors)")
                #expect(try await state() == wanted)
            }
            #expect(try await stage.sluice("jobs", "resume", "\(job)").code == 1)
            #expect(try await stage.sluice("jobs", "pause", "99").code == 2)
        }
    }

    @Test func aStoreWithoutCredentialsSaysWhatIsMissing() async throws {
        try await Stage.run { stage in
            for command in ["backfill", "reconcile"] {
                let result = try await stage.sluice(command)
                #expect(result.code == 2)
                #expect(result.errors.contains("credentials"))
            }
            let unknown = try await stage.sluice("backfill", "--store", "acmee")
            #expect(unknown.code == 2)
            #expect(unknown.errors.contains("Did you mean \"acme\"?"))
            let mixed = try await stage.sluice("backfill", "--since", "2026-02-01", "--until", "2026-01-01")
            #expect(mixed.code == 2)
        }
    }

    private static let topics = [
        "customers/create", "customers/update", "customers/delete", "customers_email_marketing_consent/update",
        "customers_marketing_consent/update", "customer.tags_added", "customer.tags_removed",
        "customers/purchasing_summary", "orders/create", "orders/updated", "orders/paid", "orders/cancelled",
        "orders/fulfilled", "orders/partially_fulfilled", "orders/edited", "orders/delete", "refunds/create",
    ]
}
