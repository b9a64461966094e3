import Shopify
import SyncEngine
import SyncModel
import Web

/// Looks at deliveries that somebody else received as our own receiver would: shop, headers, signature over the exact bytes.
enum DeliveryChecking {
    /// - Parameters:
    ///   - shops: that are configured, with their secrets.
    ///   - clock: by which receipts are dated.
    /// - Returns: the check.
    static func check(_ shops: any ShopDirectory, clock: any WallClock) -> DeliveryCheck {
        { delivery in
            func refused(_ words: String) -> Result<Receipt, UncheckedDelivery.Problem> {
                .failure(UncheckedDelivery.Problem(description: words))
            }
            let headers: WebhookHeaders
            do throws(WebhookHeaderProblems) {
                headers = try WebhookHeaders { delivery.headers[$0] }
            } catch {
                return refused("not a Shopify delivery: \(error)")
            }
            guard let shop = shops.shop(headers.shop) else { return refused("its shop is not configured here") }
            let signature = headers.signature.flatMap { WebhookSignature(header: $0) }
            guard delivery.isVouchedFor || signature?.matches(body: delivery.body, secrets: shop.secrets) != nil else {
                return refused(
                    "the signature does not fit the body: the secret is another one, or the body is not as it came"
                )
            }
            return .success(
                Receipt(
                    store: shop.store,
                    webhookID: headers.deliveryID(body: delivery.body),
                    topic: headers.topic,
                    eventID: headers.eventID,
                    triggeredAt: headers.triggeredAt,
                    receivedAt: clock.now,
                    apiVersion: headers.apiVersion,
                    isTest: headers.isTest,
                    body: delivery.body
                )
            )
        }
    }
}
