import Conformance
import Foundation
import SQSInbox
import Shopify
import SyncEngine
import SyncModel
import Testing

/// What is made of what lies in a queue.
@Suite struct QueueMessageTests {
    private let envelope = ReceiptEnvelope(seal: nil)

    private func read(_ text: String) -> QueueMessage { QueueMessage(text, envelope) }

    private func delivery(_ text: String) throws -> UncheckedDelivery {
        guard case .delivery(let delivery) = read(text) else {
            throw UncheckedDelivery.Problem(description: "\(read(text))")
        }
        return delivery
    }

    private static func recorded(_ name: String) throws -> String {
        String(decoding: try Contracts.bytes("shopify/eventbridge/\(name).json"), as: UTF8.self)
    }

    /// The receipt that a worker makes of a delivery that is vouched for.
    private func receipt(_ delivery: UncheckedDelivery, store: String = "acme") throws -> Receipt {
        let headers = try WebhookHeaders { delivery.headers[$0] }
        return Receipt(
            store: StoreName(store),
            webhookID: headers.deliveryID(body: delivery.body),
            topic: headers.topic,
            triggeredAt: headers.triggeredAt,
            receivedAt: Instant(seconds: 1_790_000_000),
            apiVersion: headers.apiVersion,
            body: delivery.body
        )
    }

    @Test(.requiresContracts) func aWebhookByEventBridgeIsRead() throws {
        let text = try Self.recorded("products_update__capture-2026-04")
        let delivery = try delivery(text)
        #expect(delivery.isVouchedFor)
        let headers = try WebhookHeaders { delivery.headers[$0] }
        #expect(headers.topic == "products/update")
        #expect(headers.webhookID == "f267a21b-b283-58e6-923a-0f3be44ce67c")
        #expect(headers.apiVersion == "2026-04" && headers.triggeredAt != nil)
        #expect(headers.eventID == "a2533945-511e-45bb-a0fa-1dba0ad9ecb1")
        let body = try JSONSerialization.jsonObject(with: Data(delivery.body)) as? [String: Any]
        #expect(body?["id"] as? Int == 10_231_453_024_539)
        #expect(ShopifyReceiptDecoder().decode(try receipt(delivery)) == .ignored)
    }

    @Test(
        .requiresContracts,
        arguments: ["events_order_update__capture-2026-09", "events_order_update_access_denied__capture-2026-09"]
    )
    func anEventOfTheNewerKindAsksForItsOrder(_ name: String) throws {
        let receipt = try receipt(try delivery(Self.recorded(name)))
        #expect(receipt.topic == "orders/updated")
        guard case .changes(let records) = ShopifyReceiptDecoder().decode(receipt),
            case .order(let order) = records.first
        else {
            Issue.record("\(ShopifyReceiptDecoder().decode(receipt))")
            return
        }
        #expect(order.id == 18_906_468_024_599 && order.reads == HydrationNeed(askedAt: receipt.happenedAt))
        #expect(order.details.version == nil)
    }

    @Test(arguments: [("orders/create", "Order"), ("customers/update", "Customer")])
    func aBodyOfNothingButAnIDIsToBeRead(_ topic: String, _ kind: String) throws {
        let text = Self.event(topic: topic, payload: "{\"id\": 42}")
        let content = ShopifyReceiptDecoder().decode(try receipt(delivery(text)))
        guard case .changes(let records) = content, let record = records.first else {
            Issue.record("\(content)")
            return
        }
        switch record {
        case .order(let order): #expect(order.id == 42 && order.reads != HydrationNeed() && kind == "Order")
        case .customer(let customer):
            #expect(customer.id == 42 && customer.reads != HydrationNeed() && kind == "Customer")
        }
    }

    private static func event(
        topic: String = "orders/create",
        payload: String,
        source: String = "aws.partner/shopify.com/1/a"
    )
        -> String
    {
        """
        {"version": "0", "detail-type": "shopifyWebhook", "source": "\(source)", "detail": {"metadata": {"X-Shopify-Topic": \
        "\(topic)", "X-Shopify-Shop-Domain": "acme.myshopify.com", "X-Shopify-Webhook-Id": "w1"}, "payload": \(payload)}}
        """
    }

    @Test func aBodyIsTakenAsItIsWritten() throws {
        let payload =
            "{\"id\": 1, \"total_price\": 1234567890123456.12, \"a\": {\"payload\": \"}\\\"\"}, \"b\": [1, {}]}"
        #expect(String(decoding: try delivery(Self.event(payload: payload)).body, as: UTF8.self) == payload)
    }

    @Test(arguments: [
        (event(payload: "[1]"), "detail.payload"), (event(payload: "1"), "detail.payload"),
        (event(payload: "{}", source: "aws.partner/evil.example/1"), "somebody else"),
        (
            "{\"detail-type\": \"shopifyWebhook\", \"source\": \"aws.partner/shopify.com/1\", \"detail\": {}}",
            "metadata"
        ),
        ("hello", "no JSON object"), ("", "no JSON object"), ("[]", "no JSON object"), ("{\"a\": 1}", "somebody else"),
        ("{\"Type\": \"Notification\", \"TopicArn\": \"a\", \"Message\": \"b\"}", "raw message delivery"),
        ("[\"software.amazon.payloadoffloading.PayloadS3Pointer\", {\"s3BucketName\": \"b\"}]", "S3"),
        ("{\"headers\": {}, \"body\": 1}", "\"body\""), ("{\"sluice\": 1}", "changed"),
        ("{\"sluice\": 1, \"nonce\": \"1\", \"receipt\": \"%\"}", "changed"),
        (String(repeating: "[", count: 100), "nested deeper"),
    ]) func whatIsNoDeliveryIsToldWhy(_ text: String, _ part: String) {
        guard case .foreign(let reason) = read(text) else {
            Issue.record("\(read(text))")
            return
        }
        #expect(reason.contains(part), "\(reason)")
    }

    @Test func headersAndRawBodyAreForTheSignatureToCheck() throws {
        let delivery = try delivery(#"{"headers": {"X-Shopify-Topic": "orders/create"}, "body": "{\"id\": 1}"}"#)
        #expect(!delivery.isVouchedFor && delivery.body == Array(#"{"id": 1}"#.utf8))
    }

    @Test func whatIsForANewerReleaseIsLeftAlone() {
        guard case .notYet = read("{\"sluice\": 2, \"anything\": true}") else {
            Issue.record("\(read("{\"sluice\": 2}"))")
            return
        }
    }

    @Test func aReceiptComesBackAsItWasAndTheLengthIsNotUnderestimated() throws {
        for count in [0, 1, 2, 3, 1_000] {
            let receipt = Receipt(
                store: StoreName("acme"),
                webhookID: "w",
                topic: "orders/create",
                receivedAt: Instant(seconds: 1),
                body: [UInt8](repeating: 0xFF, count: count)
            )
            let bytes = try envelope.packed(receipt, nonce: .max)
            let text = QueueMessage.text(bytes, nonce: .max)
            #expect(read(text) == .receipt(receipt))
            #expect((text.utf8.count...text.utf8.count + 16).contains(QueueMessage.length(of: bytes.count)))
        }
        #expect(read(QueueMessage.text(stored: "a", nonce: 7, bytes: 9)) == .stored(name: "a", nonce: 7))
    }

    @Test(arguments: [
        ([], 0), ([5], 1), ([200], 1), ([40, 40, 40], 2), ([100], 1), ([60, 41], 1), ([60, 40], 2),
        (Array(repeating: 1, count: 25), 10),
    ]) func aBatchHoldsTenAndNoMoreBytesThanOneMessage(_ sizes: [Int], _ count: Int) {
        #expect(BatchPlan.next(sizes, limit: 100) == count)
    }
}
