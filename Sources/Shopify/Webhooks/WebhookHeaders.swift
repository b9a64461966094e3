import Crypto
package import SyncModel

/// What the headers of a delivery say.
///
/// Names are taken with the prefix `X-Shopify-` of webhooks or `Shopify-` of Next-Gen Events, in any case. Except for
/// the signature nothing vouches for them: Shopify signs the body alone.
package struct WebhookHeaders: Sendable, Hashable {
    /// In lower case, such as `orders/updated`.
    package var topic: String
    package var shop: ShopDomain
    /// `nil` where the delivery has none; see ``deliveryID(body:)``.
    package var webhookID: String?
    package var eventID: String?
    /// `nil` where missing or not a time.
    package var triggeredAt: Instant?
    package var apiVersion: String?
    package var isTest: Bool
    /// The name of the subscription.
    package var name: String?
    /// As it came, for ``WebhookSignature`` to read; `nil` where missing, as in deliveries by EventBridge.
    package var signature: String?

    /// Reads the headers.
    ///
    /// - Parameter lookup: the value of a header; it is asked with lower-case names and must ignore the case of its own.
    /// - Throws: ``WebhookHeaderProblems``, if this cannot be a delivery of Shopify.
    package init(lookup: (String) -> String?) throws(WebhookHeaderProblems) {
        func value(_ name: String, limit: Int = 200) -> String? {
            guard let text = (lookup("x-shopify-" + name) ?? lookup("shopify-" + name))?.trimmingWhitespace(),
                !text.isEmpty, text.utf8.count <= limit, text.utf8.allSatisfy({ (0x20...0x7e).contains($0) })
            else { return nil }
            return text
        }
        var problems: [WebhookHeaderProblems.Problem] = []
        let topic = value("topic", limit: 100)?.lowercased()
        let shop = value("shop-domain").flatMap { ShopDomain($0) }
        if topic.map(Self.isTopic) != true {
            problems.append(.init(header: "X-Shopify-Topic", expected: "a topic such as orders/updated"))
        }
        if shop == nil {
            problems.append(.init(header: "X-Shopify-Shop-Domain", expected: "a shop such as acme.myshopify.com"))
        }
        guard problems.isEmpty, let topic, let shop else { throw WebhookHeaderProblems(problems: problems) }
        self.topic = topic
        self.shop = shop
        webhookID = value("webhook-id")
        eventID = value("event-id")
        triggeredAt = value("triggered-at").flatMap { Timestamp($0)?.instant }
        apiVersion = value("api-version", limit: 20)
        isTest = value("test")?.lowercased() == "true"
        name = value("name")
        signature = value("hmac-sha256")
    }

    /// Reads headers from a list of names and values; of a repeated name the first counts.
    package init(_ headers: some Sequence<(name: String, value: String)>) throws(WebhookHeaderProblems) {
        var values: [String: String] = [:]
        for header in headers {
            let name = header.name.lowercased()
            if values[name] == nil { values[name] = header.value }
        }
        try self.init { values[$0] }
    }

    /// The key against duplicates: the delivery's own id, else one made of its topic, time and body.
    ///
    /// The same for every retry, since a retry carries all three unchanged.
    package func deliveryID(body: [UInt8]) -> String {
        if let webhookID { return webhookID }
        var hash = SHA256()
        hash.update(data: Array("\(topic)\n\(triggeredAt?.microseconds.description ?? "-")\n".utf8))
        hash.update(data: body)
        let digits = Array("0123456789abcdef")
        return "derived-" + hash.finalize().prefix(16).map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined()
    }

    /// Topics become metric labels and keys, so their alphabet is closed.
    private static func isTopic(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "_"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"): true
            default: false
            }
        }
    }
}

/// Why a request is no delivery of Shopify, in words that may be shown to its sender.
package struct WebhookHeaderProblems: Error, Sendable, Hashable, CustomStringConvertible {
    package struct Problem: Sendable, Hashable, CustomStringConvertible {
        package var header: String
        package var expected: String

        package var description: String { "the header \(header) is missing or is not \(expected)" }
    }

    package var problems: [Problem]

    package var description: String { problems.map(\.description).joined(separator: "; ") }
}
