package import SyncModel

/// The topics that are worth subscribing to through the Admin API.
package enum SubscriptionCatalogue {
    /// Every topic that is read, and the two that tell of the app itself.
    package static var topics: [TopicNeed] {
        ShopifyReceiptDecoder.topics.filter { !configured.contains($0) }.map(need) + ofTheApp.map { TopicNeed($0) }
    }

    /// Only an app's configuration can subscribe to these; the API does not know them.
    package static let configured: Set<String> = ["customers/data_request", "customers/redact", "shop/redact"]

    /// The scopes that reading and subscribing need.
    ///
    /// `read_all_orders` is not among them: a partner's app may only ask for it once Shopify has permitted it.
    package static let scopes = ["read_customers", "read_customer_merge", "read_orders"]

    private static let ofTheApp = ["app/uninstalled", "app/scopes_update"]

    private static func need(_ topic: String) -> TopicNeed {
        switch topic {
        case "customers/merge":
            TopicNeed(topic, scope: "read_customer_merge", kind: .customer, tellsOfEndings: true)
        case "customers/delete": TopicNeed(topic, scope: "read_customers", kind: .customer, tellsOfEndings: true)
        case "orders/delete": TopicNeed(topic, scope: "read_orders", kind: .order, tellsOfEndings: true)
        case "customers/purchasing_summary":
            TopicNeed(topic, scope: "read_customers", kind: .customer, comesOfOrders: true)
        case "customers_whats_app_marketing_consent/update":
            TopicNeed(
                topic,
                scope: "read_customers",
                version: AdminVersion.withWhatsAppConsent.description,
                kind: .customer
            )
        case _ where topic.hasPrefix("customer"): TopicNeed(topic, scope: "read_customers", kind: .customer)
        case _ where topic.hasPrefix("order") || topic.hasPrefix("refunds/"):
            TopicNeed(topic, scope: "read_orders", kind: .order)
        default: TopicNeed(topic)
        }
    }
}
