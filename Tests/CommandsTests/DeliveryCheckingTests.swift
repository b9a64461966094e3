import Shopify
import SyncEngine
import SyncModel
import Testing
import Web

@testable import Commands

/// Deliveries that somebody else received are looked at as our own receiver would.
@Suite struct DeliveryCheckingTests {
    private struct FixedClock: WallClock {
        var now: Instant { Instant(seconds: 1_790_000_000) }
    }

    private func outcome(
        _ change: (inout UncheckedDelivery) -> Void
    ) throws -> Result<
        Receipt, UncheckedDelivery.Problem
    > {
        let secret = try #require(SigningSecret("secret"))
        let domain = try #require(ShopDomain("acme.myshopify.com"))
        let shops = ConfiguredShops([domain: WebhookShop(store: StoreName("acme"), secrets: [secret])])
        // The signature of the body below under that secret, as Shopify would make it: openssl dgst -sha256 -hmac secret -binary.
        var delivery = UncheckedDelivery(
            headers: [
                "x-shopify-topic": "orders/create", "x-shopify-shop-domain": "acme.myshopify.com",
                "x-shopify-webhook-id": "w1",
                "x-shopify-hmac-sha256": "A971iWIMgT8Zj9A9eWfikrFj7wQ16/Qwcc4OlRl2PLc=",
            ],
            body: Array(#"{"id":1}"#.utf8)
        )
        change(&delivery)
        return DeliveryChecking.check(shops, clock: FixedClock())(delivery)
    }

    @Test func aSignedOneBecomesAReceipt() throws {
        let receipt = try outcome { _ in }.get()
        #expect(receipt.store == StoreName("acme") && receipt.webhookID == "w1" && receipt.topic == "orders/create")
        #expect(receipt.body == Array(#"{"id":1}"#.utf8) && receipt.receivedAt == Instant(seconds: 1_790_000_000))
    }

    @Test func everythingElseIsRefusedWithItsReason() throws {
        func words(_ change: (inout UncheckedDelivery) -> Void) throws -> String {
            if case .failure(let problem) = try outcome(change) { problem.description } else { "taken" }
        }
        #expect(try words { $0.body.append(0x20) }.contains("signature"))
        #expect(try words { $0.headers["x-shopify-hmac-sha256"] = nil }.contains("signature"))
        #expect(try words { $0.headers["x-shopify-shop-domain"] = "other.myshopify.com" }.contains("not configured"))
        #expect(try words { $0.headers["x-shopify-topic"] = nil }.contains("X-Shopify-Topic"))
    }
}
