import Foundation
import Sandbox

/// One delivery as a test wants it, signed with the shop's secret unless told otherwise.
struct Webhook: Sendable {
    var topic: String
    var body: [UInt8]
    var id = UUID().uuidString.lowercased()
    var triggeredAt = "2026-11-23T10:00:00.123456789Z"
    var isTest = false

    init(_ topic: String, _ body: [UInt8]) {
        self.topic = topic
        self.body = body
    }

    init(_ topic: String, _ json: SandboxJSON) { self.init(topic, json.bytes) }

    func headers(_ shop: ShopSettings) -> [(String, String)] {
        [
            ("Content-Type", "application/json"), ("X-Shopify-Topic", topic),
            ("X-Shopify-Hmac-Sha256", WebhookSignature.sign(body: body, secret: shop.secret)),
            ("X-Shopify-Shop-Domain", shop.domain), ("X-Shopify-API-Version", shop.apiVersion),
            ("X-Shopify-Webhook-Id", id), ("X-Shopify-Triggered-At", triggeredAt),
            ("X-Shopify-Test", isTest ? "true" : "false"),
        ]
    }
}
