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

/// A configuration that is changed while the server runs.
@Suite("Reloading", .timeLimit(.minutes(3)))
struct ReloadTests {
    private static let taken = "Runs with the configuration as it is now"
    private static let refused = "The configuration was not taken; the one that runs goes on"

    /// The status that a customer's delivery from a second shop gets.
    private func deliver(_ id: Int64, _ stage: Stage) async throws -> Int {
        var shop = stage.settings.shop
        shop.domain = "branch.myshopify.com"
        let hook = Webhook(
            "customers/create",
            [
                "id": .integer(id), "email": .string("a\(id)@x.de"), "first_name": "Ada",
                "updated_at": "2026-07-01T12:00:00Z",
            ]
        )
        return try await stage.post(hook.body, headers: hook.headers(shop)).status
    }

    @Test func aStoreThatComesIsServedAndOneThatGoesIsNot() async throws {
        try await Stage.run { stage in
            let server = try await stage.serve()
            let branch = """
                  - name: branch
                    shop: branch.myshopify.com
                    webhook_secrets: ["${E2E_WEBHOOK_SECRET}"]
                destinations:
                """
            #expect(try await deliver(7, stage) == 401)
            try stage.configure { $0.replacing("destinations:", with: branch) }
            server.signal(SIGHUP)
            #expect(await server.errors.line { $0.contains(Self.taken) } != nil)
            #expect(try await deliver(7, stage) == 200)
            try await stage.settle()
            #expect(await stage.hubspot.record(.contacts, where: "shopify_customer_id", is: "7")?["email"] == "a7@x.de")
            try stage.configure { $0.replacing(branch, with: "destinations:") }
            let removed = try await stage.sluice("reload")
            try #require(removed.code == 0, "\(removed.output) \(removed.errors)")
            #expect(removed.output.contains("runs with the configuration as it is now"))
            #expect(try await deliver(8, stage) == 401)
            #expect(!server.hasEnded)
            stage.keepPrivate(["a7@x.de", "a8@x.de"])
        }
    }

    @Test func aMistakeChangesNothing() async throws {
        try await Stage.run { stage in
            let server = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            try stage.configure { $0.replacing("type: hubspot", with: "type: hubspo") }
            let reload = try await stage.sluice("reload")
            #expect(reload.code == 2 && reload.errors.contains("sluice.yaml:"), "\(reload.errors)")
            server.signal(SIGHUP)
            let line = await server.errors.line { $0.contains(Self.refused) }
            #expect(line?.contains("hubspo") == true)
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            // The commands read the file too.
            try stage.configure { $0.replacing("type: hubspo\n", with: "type: hubspot\n") }
            // What it refused stands in `status` until it takes one up.
            try await stage.settle(code: 4)
            #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
            stage.keepPrivate(shop.personalWords)
        }
    }

    /// Known by the CRM's own schema only, which the command looks at before it asks anybody.
    @Test func aFieldThatTheCRMLacksChangesNothing() async throws {
        try await Stage.run { stage in
            #expect(try await stage.sluice("init").code == 0)
            try stage.configure { $0 + "    mapping: hubspot.mapping.yaml\n" }
            let server = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            try stage.edit("hubspot.mapping.yaml") {
                $0.replacing("dealname:", with: "no_such_field: order.note\n    dealname:")
            }
            let reload = try await stage.sluice("reload")
            #expect(reload.code == 2 && reload.errors.contains("no_such_field"), "\(reload.output) \(reload.errors)")
            #expect(!server.errors.text.contains(Self.taken))
            try stage.edit("hubspot.mapping.yaml") {
                $0.replacing("no_such_field: order.note\n    dealname:", with: "dealname:")
            }
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
        }
    }

    @Test func whereItListensIsForARestart() async throws {
        try await Stage.run { stage in
            let server = try await stage.serve()
            // A server that listens may not have taken its work yet, and is found by what it works on.
            var shop = SimulatedShop(settings: stage.settings.shop)
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            try stage.configure { $0.replacing("body_limit: ", with: "body_limit: 1") }
            let reload = try await stage.sluice("reload")
            #expect(reload.code == 1)
            #expect(reload.output.contains("server.body_limit"), "\(reload.output)")
            #expect(reload.output.contains("which only a restart takes up"))
            #expect(!server.hasEnded)
        }
    }

    @Test func withoutAServerTheFileIsOnlyChecked() async throws {
        try await Stage.run { stage in
            let reload = try await stage.sluice("reload")
            #expect(reload.code == 0 && reload.output.contains("No server runs"), "\(reload.output) \(reload.errors)")
        }
    }

    /// Traffic goes on while the configuration is read again and again: nothing is lost and nothing is made twice.
    @Test func nothingIsLostMeanwhile() async throws {
        try await Stage.run { stage in
            let server = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            for _ in 0..<5 {
                async let reload = stage.sluice("reload")
                for _ in 0..<16 { try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries) }
                let result = try await reload
                #expect(result.code == 0, "\(result.output) \(result.errors)")
            }
            #expect(!server.hasEnded)
            try await stage.settle()
            #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
            stage.keepPrivate(shop.personalWords)
        }
    }
}
