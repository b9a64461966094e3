import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Sandbox
import Testing

/// Webhooks are made, kept and missed by the real program.
@Suite("Subscriptions", .timeLimit(.minutes(4)))
struct SubscriptionsTests {
    private static func play(_ stage: Stage, seed: UInt64) async throws {
        var script = TrafficScript.Settings()
        script.actionsPerSecond = 40
        script.actions = 40
        script.newCustomerShare = 0.3
        script.seed = seed
        try await ShopifyTraffic(stage.shopify).play(script)
    }

    @Test func whatWasMissedWhileTheyWereGoneIsBroughtIn() async throws {
        var settings = StageSettings.withHistory(customers: 8, orders: 20, seed: 5)
        settings.hasPublicURL = true
        try await Stage.run(settings) { stage in
            let made = await stage.shopify.subscriptions
            #expect(made.count > 20 && made.allSatisfy { $0.name?.hasPrefix("end-to-end-") == true })
            #expect(made.allSatisfy { $0.uri.hasPrefix(stage.webhooks + "/") })
            #expect(try await stage.sluice("backfill", "--json").code == 0)
            let server = try await stage.serve()
            try await Self.play(stage, seed: 5)
            try await stage.settle()

            server.signal(SIGKILL)
            _ = await server.ended()
            await stage.shopify.removeSubscriptions()
            try await Self.play(stage, seed: 6)
            _ = try await stage.serve()
            let setup = try await stage.sluice("setup", "--json")
            try #require(setup.code == 0, "\(setup.errors) \(setup.output)")
            #expect(await stage.shopify.subscriptions.count == made.count)
            try await stage.settle(seconds: 120)
            let jobs = try await stage.sluice("jobs", "list", "--json").json().arrayValue ?? []
            let compared = jobs.filter { $0["kind"]?.stringValue == "reconcile" }
            #expect(compared.count >= 2 && compared.allSatisfy { $0["state"]?.stringValue == "done" }, "\(jobs)")
            let shop = await stage.shopify.shop
            let differences = await Truth(shop: shop).differences(from: stage.hubspot)
            #expect(differences.isEmpty, "\(differences.count) differences: \(differences.prefix(20))")
            let status = try await stage.sluice("status", "--json").json()
            let store = status["stores"]?.arrayValue?.first
            #expect(store?["webhooks"]?["in_place"]?.intValue == made.count, "\(status)")
        }
    }

    @Test func aMerchantConnectsAStoreByALink() async throws {
        var settings = StageSettings.withHistory(customers: 3, orders: 5)
        settings.hasPublicURL = true
        settings.grant = "authorization_code"
        settings.isSetUp = false
        // Shopify's exchange of a code names no grant type, which the contract check does not know.
        settings.isRecorded = false
        try await Stage.run(settings) { stage in
            #expect(try await stage.sluice("setup", "--destination", "hubspot").code == 0)
            _ = try await stage.serve()
            let early = try await stage.sluice("doctor", "--json")
            #expect(early.code == 4 && early.output.contains("has not authorised the app"))

            let printed = try await stage.sluice("connect", "shopify", "--store", "acme", "--detach")
            try #require(printed.code == 0, "\(printed.errors)")
            let link = printed.output.trimmingCharacters(in: .whitespacesAndNewlines)
            // The shop agrees at once and sends the browser on to the server.
            let page = try await stage.open(link)
            #expect(page.status == 200 && page.text.contains("The store acme is connected"), "\(page)")
            let again = try await stage.open(link)
            #expect(again.status == 400 && again.text.contains("used already"))

            let key = try FileManager.default.attributesOfItem(atPath: stage.database + ".key")
            #expect((key[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            let setup = try await stage.sluice("setup", "--json")
            #expect(setup.code == 0, "\(setup.errors) \(setup.output)")
            #expect(await stage.shopify.subscriptions.count > 20)
            let filled = try await stage.sluice("backfill", "--json")
            #expect(filled.code == 0, "\(filled.errors)")
            try await stage.settle()
            let differences = await Truth(shop: await stage.shopify.shop).differences(from: stage.hubspot)
            #expect(differences.isEmpty, "\(differences.prefix(20))")
            #expect(try await stage.sluice("connect", "shopify", "--store", "nobody").code == 2)
        }
    }
}

extension Stage {
    /// Opens an address as a browser does, following where it leads.
    fileprivate func open(_ url: String) async throws -> HTTPAnswer {
        let response = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(20))
        let body = try await response.body.collect(upTo: 1 << 20)
        return HTTPAnswer(status: Int(response.status.code), text: String(buffer: body))
    }
}
