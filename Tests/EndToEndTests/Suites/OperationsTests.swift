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

/// What a person does with a running server on a bad day: pause, replay, back up, restore, and look who did it.
@Suite("Operations", .timeLimit(.minutes(4)))
struct OperationsTests {
    @Test func aPauseByHandHoldsEverythingUntilItIsLifted() async throws {
        try await Stage.run { stage in
            let first = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            try await stage.settle()
            #expect(try await stage.sluice("pause", "hubspot", "--by", "ada").code == 0)
            first.signal(SIGTERM)
            #expect(await first.ended() == .exited(0))
            // No restart ends it.
            _ = try await stage.serve()
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            let waiting = try await stage.sluice("status", "--wait-idle", "2", "--json")
            #expect(waiting.code == 3)
            let status = try await stage.sluice("status")
            #expect(status.code == 4 && status.output.contains("hubspot is paused: paused by hand"))
            #expect(await stage.hubspot.contacts().count == 1)
            #expect(try await stage.sluice("resume", "hubspot").code == 0)
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
            let log = try await stage.sluice("log", "--json").json().arrayValue ?? []
            let actions = log.compactMap { $0["action"]?.stringValue }
            #expect(actions.prefix(2) == ["resume", "pause"], "\(actions)")
            let paused = log.first(where: { $0["action"]?.stringValue == "pause" })
            #expect(paused?["actor"]?.stringValue == "ada")
        }
    }

    @Test func aReplayMendsWhatWasDeletedInTheCRMAndMakesNothingOlder() async throws {
        try await Stage.run { stage in
            _ = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            try await stage.deliver(shop.orderIDs.flatMap { shop.cancelOrder($0, at: .system()) })
            try await stage.settle()
            let dry = try await stage.sluice("replay", "--store", "acme", "--dry-run", "--json")
            #expect(dry.code == 0)
            let count = try #require(try dry.json()["webhooks"]?.intValue)
            #expect(count > 1)
            let replayed = try await stage.sluice("replay", "--store", "acme", "--json")
            #expect(replayed.code == 0, "\(replayed.errors)")
            #expect(try replayed.json()["webhooks"]?.intValue == count)
            #expect(try replayed.json()["changed_records"]?.intValue == 0)
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
            #expect(try await stage.sluice("replay").code == 2)
        }
    }

    @Test func aBackupTakenUnderLoadIsRestoredAndTheRestIsBroughtIn() async throws {
        try await Stage.run { stage in
            let server = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            for _ in 1...5 {
                try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            }
            let made = try await stage.sluice("db", "backup", "--json")
            #expect(made.code == 0, "\(made.errors)")
            let file = try #require(try made.json()["file"]?.stringValue)
            #expect(try await stage.sluice("db", "check").code == 0)
            let migrated = try await stage.sluice("db", "migrate")
            #expect(migrated.code == 0 && migrated.output.contains("there is nothing to do"))
            let late = shop.placeOrder(by: .newCustomer, at: .system()).deliveries
            try await stage.deliver(late)
            try await stage.settle()
            // Whoever has the store open is named.
            let refused = try await stage.sluice("db", "restore", file, "--yes")
            #expect(refused.code == 1 && refused.errors.contains("has \(stage.database) open"), "\(refused.errors)")
            server.signal(SIGTERM)
            #expect(await server.ended() == .exited(0))
            #expect(try await stage.sluice("db", "restore", file).code == 2)
            let restored = try await stage.sluice("db", "restore", file, "--yes")
            #expect(restored.code == 0, "\(restored.errors)")
            // What came after the backup is told once more, and is found in the CRM by its id.
            _ = try await stage.serve()
            try await stage.deliver(late)
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
        }
    }

    @Test func whatTheCRMWasGivenAfterTheBackupIsNotTakenForWhatTheBackupSays() async throws {
        var settings = StageSettings()
        settings.shopify = ShopifyOptions()
        try await Stage.run(settings) { stage in
            let server = try await stage.serve()
            try await stage.deliver(await stage.sell(3))
            try await stage.settle()
            let file = try #require(try await stage.sluice("db", "backup", "--json").json()["file"]?.stringValue)
            let newer = await stage.shopify.act { shop, moment in
                shop.customers.keys.sorted().flatMap { shop.updateCustomer($0, at: moment) }
                    + shop.orderIDs.prefix(2).flatMap { shop.cancelOrder($0, at: moment) }
            }
            try await stage.deliver(newer)
            try await stage.settle()
            server.signal(SIGTERM)
            #expect(await server.ended() == .exited(0))
            let restored = try await stage.sluice("db", "restore", file, "--yes", "--json")
            #expect(restored.code == 0, "\(restored.errors)")
            let report = try restored.json()
            #expect(report["in_doubt"]?.intValue ?? 0 >= 6 && report["audited"]?.arrayValue?.count == 1, "\(report)")
            // Nobody tells anything anew: the server itself compares, and mends.
            _ = try await stage.serve()
            try await stage.settle(seconds: 90)
            let jobs = try await stage.sluice("jobs", "list", "--json")
            #expect(jobs.output.contains("audit") && jobs.output.contains("reconcile"), "\(jobs.output)")
            try await stage.expectWhole(seconds: 90)
        }
    }

    @Test func aDamagedStoreIsRefusedWithTheLastGoodBackupNamed() async throws {
        try await Stage.run { stage in
            let server = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            try await stage.settle()
            let file = try #require(
                try await stage.sluice("db", "backup", "--json").json()["file"]?.stringValue
            )
            server.signal(SIGTERM)
            #expect(await server.ended() == .exited(0))
            let handle = try #require(FileHandle(forWritingAtPath: stage.database))
            try handle.truncate(atOffset: 65_536)
            try handle.close()
            let broken = try stage.launch("serve")
            #expect(await broken.ended() == .exited(1))
            #expect(broken.errors.text.contains("sluice db restore \(file)"), "\(broken.errors.text)")
            stage.keepPrivate(shop.personalWords)
        }
    }
}
