import Sandbox
import Testing

/// The secret that signs webhooks is replaced while they come.
@Suite("Secret rotation", .timeLimit(.minutes(3)))
struct SecretRotationTests {
    private static let new = "the-secret-that-comes-after"

    @Test func inTheMiddleOfTrafficNothingIsLost() async throws {
        var settings = StageSettings()
        settings.shop.seed = 61
        try await Stage.run(settings) { stage in
            let server = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            stage.keepPrivate([Self.new])
            let old = stage.settings.shop.secret
            var refused: [ShopDelivery] = []
            /// Delivers what happens in the shop; what is refused is kept, to be sent again as Shopify does.
            func sell(_ orders: Int, signedWith secret: String) async throws {
                for _ in 0..<orders {
                    let deliveries = shop.placeOrder(by: .newCustomer, at: .system()).deliveries
                    for delivery in deliveries {
                        let status = try await stage.post(delivery, signedWith: secret)
                        try #require(status == 200 || status == 401)
                        if status == 401 { refused.append(delivery) }
                    }
                }
            }
            try await sell(5, signedWith: old)
            // Shopify signs with the new one before anybody has told the server.
            try await sell(5, signedWith: Self.new)
            #expect(refused.count >= 5, "what nobody vouches for is not taken")
            try stage.configure { $0.replacing("[\"${E2E_WEBHOOK_SECRET}\"]", with: "[\"\(Self.new)\", \"\(old)\"]") }
            async let reload = stage.sluice("reload")
            try await sell(10, signedWith: Self.new)
            try await sell(5, signedWith: old)
            let result = try await reload
            #expect(result.code == 0, "\(result.output) \(result.errors)")
            let late = refused
            refused = []
            for delivery in late { #expect(try await stage.post(delivery, signedWith: Self.new) == 200) }
            #expect(refused.isEmpty)
            // Then the old one goes.
            try stage.configure { $0.replacing(", \"\(old)\"]", with: "]") }
            let second = try await stage.sluice("reload")
            #expect(second.code == 0, "\(second.output) \(second.errors)")
            try await sell(3, signedWith: Self.new)
            #expect(refused.isEmpty)
            let forged = shop.placeOrder(by: .newCustomer, at: .system()).deliveries
            for delivery in forged { #expect(try await stage.post(delivery, signedWith: old) == 401) }
            for delivery in forged { #expect(try await stage.post(delivery, signedWith: Self.new) == 200) }
            #expect(!server.hasEnded)
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
            try await stage.expectAudited()
        }
    }
}

extension Stage {
    /// Posts a delivery signed with another secret; returns the status.
    fileprivate func post(_ delivery: ShopDelivery, signedWith secret: String) async throws -> Int {
        let signature = WebhookSignature.sign(body: delivery.body, secret: secret)
        let headers = delivery.headers.map { header in
            (header.name, header.name == "X-Shopify-Hmac-Sha256" ? signature : header.value)
        }
        return try await post(delivery.body, headers: headers).status
    }
}
