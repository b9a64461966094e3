import Conformance
import Foundation
import Shopify
import SyncModel
import Testing

/// Deliveries for tests: a contract sample or a body written in the test, with fixed headers.
enum Sample {
    static let triggeredAt = Instant(seconds: 1_800_000_000)
    static let receivedAt = Instant(seconds: 1_800_000_003)

    static func receipt(
        _ topic: String,
        _ body: [UInt8],
        triggeredAt: Instant? = Sample.triggeredAt
    ) -> Receipt {
        Receipt(
            store: StoreName("acme"),
            webhookID: "w-1",
            topic: topic,
            triggeredAt: triggeredAt,
            receivedAt: receivedAt,
            body: body
        )
    }

    static func decode(
        _ topic: String,
        _ body: String,
        triggeredAt: Instant? = Sample.triggeredAt
    ) -> ReceiptContent {
        ShopifyReceiptDecoder().decode(receipt(topic, Array(body.utf8), triggeredAt: triggeredAt))
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        try Contracts.bytes("shopify/webhooks/\(name)__shopify-docs-2026-07.json")
    }

    /// The records that a contract sample decodes to.
    static func records(_ topic: String, sample: String) throws -> [SyncRecord] {
        try records(ShopifyReceiptDecoder().decode(receipt(topic, bytes(sample))))
    }

    static func records(_ content: ReceiptContent) throws -> [SyncRecord] {
        guard case .changes(let records) = content else { throw Unexpected(content: content) }
        return records
    }

    static func customer(_ record: SyncRecord?) throws -> CustomerRecord {
        guard case .customer(let customer)? = record else { throw Unexpected(content: nil) }
        return customer
    }

    static func order(_ record: SyncRecord?) throws -> OrderRecord {
        guard case .order(let order)? = record else { throw Unexpected(content: nil) }
        return order
    }

    /// The version of a body whose group is dated `at`.
    static func version(at: Instant, of body: [UInt8]) -> SourceVersion {
        SourceVersion(at: at, tie: triggeredAt, hash: StableHash.of(body))
    }
}

struct Unexpected: Error {
    var content: ReceiptContent?
}
