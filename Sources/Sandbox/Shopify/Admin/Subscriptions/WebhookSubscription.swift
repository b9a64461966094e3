/// An entry of the shop's list of who is told of what.
package struct WebhookSubscription: Sendable, Equatable {
    /// Where it comes from, which decides who sees it and whether failures delete it.
    package enum Origin: String, Sendable {
        /// Made by this app through the Admin API.
        case api
        /// In the app's configuration file: invisible to the API, never deleted for failing.
        case configuration
        /// Another app's: invisible.
        case otherApp
    }

    package let id: Int64
    package let origin: Origin
    /// As the API writes it, for example `ORDERS_UPDATED`.
    package let topic: String
    package var uri: String
    package var format = "JSON"
    package var includeFields: [String] = []
    package var filter: String?
    package var metafieldNamespaces: [String] = []
    package var metafields: [(namespace: String, key: String)] = []
    package var name: String?
    package let createdAt: SandboxTime
    package var updatedAt: SandboxTime
    /// Deliveries in a row that were given up.
    package var failures = 0

    package static func == (left: Self, right: Self) -> Bool {
        left.id == right.id && left.uri == right.uri && left.updatedAt == right.updatedAt
            && left.failures == right.failures && left.name == right.name && left.filter == right.filter
    }

    /// The API's name of a topic that a delivery carries, for example `CUSTOMER_TAGS_ADDED` for `customer.tags_added`.
    package static func topic(ofDelivery topic: String) -> String {
        topic.replacing("/", with: "_").replacing(".", with: "_").uppercased()
    }
}
