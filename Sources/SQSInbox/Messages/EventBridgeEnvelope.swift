import Foundation
package import SyncEngine
import SyncModel

/// What EventBridge puts into a queue for Shopify: the webhook's body as JSON among others, its headers as an object.
///
/// The body is written anew on its way, so Shopify's signature cannot be checked; that it comes from Shopify is said by the
/// partner's source of events, and by a queue into which nobody else may put anything.
package enum EventBridgeEnvelope {
    /// Whether a message is one.
    package static func isOne(_ object: [String: Any]) -> Bool {
        object["detail-type"] as? String == "shopifyWebhook"
            && (object["source"] as? String)?.hasPrefix("aws.partner/shopify.com/") == true
    }

    /// - Parameters:
    ///   - object: the message.
    ///   - bytes: its text, out of which the body is taken as it is written: its numbers have more digits than others keep.
    /// - Returns: the delivery.
    /// - Throws: `UncheckedDelivery.Problem` for one that lacks something.
    package static func delivery(
        _ object: [String: Any],
        _ bytes: [UInt8]
    ) throws(UncheckedDelivery.Problem) -> UncheckedDelivery {
        guard let detail = object["detail"] as? [String: Any], let metadata = detail["metadata"] as? [String: Any]
        else {
            throw UncheckedDelivery.Problem(description: "the event has no \"detail.metadata\"")
        }
        guard let payload = detail["payload"] as? [String: Any],
            let body = JSONSlice.value(at: ["detail", "payload"], in: bytes)
        else { throw UncheckedDelivery.Problem(description: "the event has no \"detail.payload\" that is an object") }
        var headers: [String: String] = [:]
        for (name, value) in metadata {
            if let text = value as? String { headers[name.lowercased()] = text }
        }
        if let event = NextGenEvent(headers, payload) {
            headers["x-shopify-topic"] = event.topic
            return UncheckedDelivery(headers: headers, body: event.body(around: Array(body)), isVouchedFor: true)
        }
        return UncheckedDelivery(headers: headers, body: Array(body), isVouchedFor: true)
    }
}

/// An event of Shopify's newer kind, whose data are what its subscription asked for: its record is to be read.
struct NextGenEvent {
    /// That of the webhook with the like news.
    let topic: String
    private let id: Int64
    private let globalID: String

    private static let topics = [
        "order": ["create": "orders/create", "update": "orders/updated", "delete": "orders/delete"],
        "customer": ["create": "customers/create", "update": "customers/update", "delete": "customers/delete"],
    ]

    /// `nil` for a webhook, and for events of other records.
    init?(_ headers: [String: String], _ payload: [String: Any]) {
        guard let kind = headers["shopify-topic"], let action = headers["shopify-action"],
            let topic = Self.topics[kind.lowercased()]?[action.lowercased()]
        else { return nil }
        let start = "gid://shopify/\(kind.prefix(1).uppercased())\(kind.dropFirst().lowercased())/"
        let variables = (payload["query_variables"] as? [String: Any] ?? [:]).values
        let records = (payload["data"] as? [String: Any] ?? [:]).values.map { ($0 as? [String: Any])?["id"] as Any }
        let found = (Array(variables) + records).lazy.compactMap { value -> (Int64, String)? in
            guard let text = value as? String, text.hasPrefix(start), let id = Int64(text.dropFirst(start.count)) else {
                return nil
            }
            return (id, text)
        }.first
        guard let found else { return nil }
        self.topic = topic
        (id, globalID) = found
    }

    /// A body of nothing but the record's id, with the event itself beside it for who looks at the delivery.
    func body(around event: [UInt8]) -> [UInt8] {
        Array("{\"id\":\(id),\"admin_graphql_api_id\":\"\(globalID)\",\"event\":".utf8) + event + [UInt8(ascii: "}")]
    }
}
