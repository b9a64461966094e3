import Sandbox
import Testing

/// What the account lacks pauses the destination by name; webhooks are taken, and all is delivered once it is mended.
@Suite("Paused destination", .timeLimit(.minutes(4)))
struct PausedDestinationTests {
    @Test func aMissingScopeIsNamedAndMended() async throws {
        try await pauses(naming: "crm.objects.contacts.write") { stage in
            await stage.hubspot.remove(scope: "crm.objects.contacts.write")
        } mend: { stage in
            await stage.hubspot.accept(token: Stage.token)
        }
    }

    @Test func aMissingPropertyIsNamedAndMendedBySetup() async throws {
        try await pauses(naming: "shopify_store") { stage in
            await stage.hubspot.remove(property: "shopify_store", from: .contacts)
        } mend: { stage in
            let setup = try await stage.sluice("setup")
            #expect(setup.code == 0)
        }
    }

    @Test func aMissingDealPropertyHoldsUpNoContact() async throws {
        try await Stage.run { stage in
            await stage.hubspot.remove(property: "shopify_order_id", from: .deals)
            let server = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            let writes = await stage.hubspot.recordEvents()
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            try await server.awaitPause()
            // The contact arrives all the same.
            let written = await writes.first { _ in true }
            #expect(written?.object == .contacts)
            let status = try await stage.sluice("status", "--json")
            #expect(status.code == 4)
            #expect(Self.reason(try status.json())?.contains("shopify_order_id") == true, "\(status.output)")
            #expect(try await stage.sluice("setup").code == 0)
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
        }
    }

    @Test func aRevokedTokenIsNamedAndMended() async throws {
        try await pauses(naming: "credentials") { stage in
            await stage.hubspot.revoke(token: Stage.token)
        } mend: { stage in
            await stage.hubspot.accept(token: Stage.token)
        }
    }

    /// Breaks the account under a running server, looks at what it says, mends it and awaits everything.
    private func pauses(
        naming name: String,
        damage: (Stage) async -> Void,
        mend: (Stage) async throws -> Void
    ) async throws {
        try await Stage.run { stage in
            let server = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            try await stage.settle()
            await damage(stage)
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            try await server.awaitPause()

            let status = try await stage.sluice("status", "--json")
            #expect(status.code == 4)
            let reason = Self.reason(try status.json()) ?? "no reason"
            #expect(reason.lowercased().contains(name), "\(reason)")
            let screen = try await stage.sluice("status")
            #expect(screen.code == 4)
            #expect(screen.output.contains("hubspot is paused"))
            // Webhooks are taken as ever, and the server says that it is well.
            try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
            try await stage.deliver(shop.orderIDs.flatMap { shop.cancelOrder($0, at: .system()) })
            #expect(try await stage.get("/readyz").status == 200)
            let waiting = try await stage.sluice("status", "--wait-idle", "0")
            #expect(waiting.code == 3)
            #expect(waiting.errors.contains("hubspot"), "what remains is named: \(waiting.errors)")

            try await mend(stage)
            try await stage.settle()
            #expect(try await stage.sluice("status").code == 0)
            stage.keepPrivate(shop.personalWords)
            #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
        }
    }

    private static func reason(_ status: SandboxJSON) -> String? {
        status["destinations"]?.arrayValue?.first?["paused_because"]?.stringValue
    }
}

extension ChildProcess {
    /// Waits until the server has said that it pauses.
    func awaitPause() async throws {
        let line = await errors.line { $0.contains("Delivery is paused until this is mended") }
        try #require(line != nil)
    }
}
