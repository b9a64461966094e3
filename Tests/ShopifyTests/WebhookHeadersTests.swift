import Conformance
import Foundation
import Shopify
import SyncModel
import Testing

@Suite struct WebhookHeadersTests {
    private struct Capture: Decodable {
        var headers: [String: String]
    }

    private func capture(_ name: String) throws -> WebhookHeaders {
        let bytes = try Contracts.bytes("shopify/headers/\(name).json")
        let capture = try JSONDecoder().decode(Capture.self, from: Data(bytes))
        return try WebhookHeaders(capture.headers.map { (name: $0.key, value: $0.value) })
    }

    @Test(.requiresContracts) func aRealDeliveryIsRead() throws {
        let headers = try capture("orders_create__capture-2024-07")
        #expect(headers.topic == "orders/create")
        #expect(headers.shop == ShopDomain("flimsytwo.myshopify.com"))
        #expect(headers.webhookID == "b7504392-2461-4993-848c-1b59c87c8a87")
        #expect(headers.deliveryID(body: []) == "b7504392-2461-4993-848c-1b59c87c8a87")
        #expect(headers.eventID == "218e46c3-e7ef-4b50-a615-56b67ba789b7")
        #expect(headers.triggeredAt == Instant(microseconds: 1_722_709_717_234_647))
        #expect(headers.apiVersion == "2024-07")
        #expect(headers.isTest == false)
        #expect(headers.name == nil)
        #expect(headers.signature == "yQ9KgVqWAHZjtG54ok1L6eFFk+f0EvUQ7WPAJP276K4=")
    }

    @Test(.requiresContracts) func theDocumentedExampleIsRead() throws {
        let headers = try capture("products_update__shopify-docs-2026-07")
        #expect(headers.topic == "products/update")
        #expect(headers.name == "product-sync")
        #expect(headers.apiVersion == "2026-07")
    }

    @Test func namesOfEventsAndTestFlagAreTaken() throws {
        let headers = try WebhookHeaders([
            (name: "shopify-Topic", value: "Order"), (name: "Shopify-Shop-Domain", value: "Acme.MyShopify.com"),
            (name: "SHOPIFY-WEBHOOK-ID", value: "w"), (name: "X-Shopify-Test", value: "true"),
            (name: "X-Shopify-Triggered-At", value: "yesterday"),
        ])
        #expect(headers.topic == "order")
        #expect(headers.shop.description == "acme.myshopify.com")
        #expect(headers.webhookID == "w")
        #expect(headers.isTest)
        #expect(headers.triggeredAt == nil)
        #expect(headers.signature == nil)
    }

    @Test func whatIsMissingIsToldInWords() {
        #expect {
            try WebhookHeaders([(name: "Host", value: "localhost")])
        } throws: { error in
            let text = "\(error)"
            return text.contains("X-Shopify-Topic") && text.contains("X-Shopify-Shop-Domain")
        }
        #expect(throws: WebhookHeaderProblems.self) {
            try WebhookHeaders([
                (name: "X-Shopify-Topic", value: "orders/create\u{1f642}"),
                (name: "X-Shopify-Shop-Domain", value: "acme.myshopify.com"),
            ])
        }
        #expect(throws: WebhookHeaderProblems.self) {
            try WebhookHeaders([
                (name: "X-Shopify-Topic", value: "orders create"),
                (name: "X-Shopify-Shop-Domain", value: "acme.myshopify.com"),
            ])
        }
    }

    @Test func aDeliveryWithoutIDGetsOneThatItsRetryShares() throws {
        func id(_ topic: String, _ time: String, _ body: String) throws -> String {
            try WebhookHeaders([
                (name: "X-Shopify-Topic", value: topic), (name: "X-Shopify-Shop-Domain", value: "a.myshopify.com"),
                (name: "X-Shopify-Triggered-At", value: time),
            ]).deliveryID(body: Array(body.utf8))
        }
        let first = try id("orders/create", "2026-01-01T00:00:00Z", "{}")
        #expect(try id("orders/create", "2026-01-01T00:00:00.000Z", "{}") == first)
        let others = [
            try id("orders/updated", "2026-01-01T00:00:00Z", "{}"),
            try id("orders/create", "2026-01-01T00:00:01Z", "{}"),
            try id("orders/create", "2026-01-01T00:00:00Z", "{ }"),
        ]
        #expect(Set(others + [first]).count == 4)
        #expect(first.hasPrefix("derived-") && first.count == 40)
    }

    @Test(arguments: [
        "acme.com", ".myshopify.com", "-a.myshopify.com", "https://acme.myshopify.com", "acme.myshopify.com:443",
        "acme.myshopify.com/x", "a b.myshopify.com", "x.acme.myshopify.com", "acme.myshopify.com.evil.example", "",
    ])
    func otherDomainsAreRefused(text: String) {
        #expect(ShopDomain(text) == nil)
    }
}
