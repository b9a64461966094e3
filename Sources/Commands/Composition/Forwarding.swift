import RedisInbox
import Shopify
import SyncEngine
import SyncModel

/// Handing accepted deliveries on to a queue of somebody else, where that is configured.
enum Forwarding {
    /// - Parameter configuration: as it was read and checked.
    /// - Returns: `nil` where nothing is handed on.
    /// - Throws: `CommandFailure` for a queue that cannot be used as it is configured.
    static func open(_ configuration: SluiceConfiguration) throws -> (any ForwardQueue)? {
        guard let url = configuration.forwardURL else { return nil }
        #if RedisStreams
        do {
            return try BullMQForward(
                RedisAddress(
                    url: url.reveal(),
                    key: BullMQForward.key,
                    schemes: BullMQInbox.schemes,
                    known: BullMQForward.parameters
                ),
                trustRootsFile: configuration.trustRootsFile
            )
        } catch {
            throw CommandFailure.usage("inbox.forward_url cannot be used: \(error)")
        }
        #else
        // The configuration was refused before.
        throw CommandFailure.usage("This program was built without Redis (\(url)).")
        #endif
    }

    /// Gives kept deliveries the form in which Shopify sent them, signed anew with the first of the store's secrets: what is kept
    /// has no signature.
    ///
    /// - Parameter stores: as configured. A delivery of another one goes without its shop and unsigned.
    /// - Returns: what makes a delivery of a receipt.
    static func delivery(_ stores: [StoreSettings]) -> @Sendable (Receipt) -> ForwardedDelivery {
        let known = Dictionary(
            stores.map {
                ($0.name, (shop: $0.shop, secret: $0.webhookSecrets.first.flatMap { SigningSecret($0.reveal()) }))
            }
        ) { first, _ in first }
        return { receipt in
            let store = known[receipt.store]
            var headers = ["content-type": "application/json"]
            headers["x-shopify-topic"] = receipt.topic
            headers["x-shopify-webhook-id"] = receipt.webhookID
            headers["x-shopify-event-id"] = receipt.eventID
            headers["x-shopify-triggered-at"] = receipt.triggeredAt.map { Timestamp($0).utcMilliseconds }
            headers["x-shopify-api-version"] = receipt.apiVersion
            headers["x-shopify-test"] = receipt.isTest ? "true" : nil
            headers["x-shopify-shop-domain"] = store?.shop
            headers["x-shopify-hmac-sha256"] = store?.secret.map {
                WebhookSignature.header(body: receipt.body, secret: $0)
            }
            return ForwardedDelivery(
                id: receipt.webhookID,
                topic: receipt.topic,
                delivery: UncheckedDelivery(headers: headers, body: receipt.body)
            )
        }
    }
}
