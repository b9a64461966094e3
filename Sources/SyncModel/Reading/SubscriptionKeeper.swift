/// Lists and changes an app's webhook subscriptions in one store.
///
/// Only those made through the API are seen: not those of the app's configuration file, and not those made by hand.
package protocol SubscriptionKeeper: Sendable {
    /// All subscriptions of this app, of other installations too.
    func subscriptions() async throws(ReadFault) -> [WebhookSubscription]

    /// Creates one.
    ///
    /// - Throws: a fault of code `invalidRequest` with Shopify's words where it is refused.
    func create(_ draft: SubscriptionDraft) async throws(ReadFault) -> WebhookSubscription

    /// Changes everything but the topic, which cannot be changed.
    func update(_ id: WebhookSubscription.ID, to draft: SubscriptionDraft) async throws(ReadFault)
        -> WebhookSubscription

    /// Deletes one; `false` where there was none of that id.
    func delete(_ id: WebhookSubscription.ID) async throws(ReadFault) -> Bool
}

/// What a subscription is to be.
package struct SubscriptionDraft: Sendable, Hashable {
    /// As in the header, such as `orders/create`.
    package var topic: String
    package var uri: String
    /// Unique in the store, see ``SubscriptionName``.
    package var name: String
    /// Empty for whole bodies.
    package var includeFields: [String]
    package var filter: String?

    package init(topic: String, uri: String, name: String, includeFields: [String] = [], filter: String? = nil) {
        self.topic = topic
        self.uri = uri
        self.name = name
        self.includeFields = includeFields
        self.filter = filter
    }
}

/// One subscription as Shopify keeps it.
package struct WebhookSubscription: Sendable, Hashable {
    /// A GID such as `gid://shopify/WebhookSubscription/1`.
    package struct ID: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
        package var rawValue: String

        package init(rawValue: String) { self.rawValue = rawValue }
        package var description: String { rawValue }
    }

    package var id: ID
    /// As in the header, such as `orders/create`; the enumeration's own name for a topic that is not known here.
    package var topic: String
    package var uri: String
    package var name: String?
    package var includeFields: [String]
    package var filter: String?
    /// Upper case: `JSON` or `XML`.
    package var format: String
    /// The version that bodies are written in, such as `2026-07`.
    package var apiVersion: String
    package var createdAt: Instant
    package var updatedAt: Instant

    package init(
        id: ID,
        topic: String,
        uri: String,
        name: String? = nil,
        includeFields: [String] = [],
        filter: String? = nil,
        format: String = "JSON",
        apiVersion: String,
        createdAt: Instant = .beginning,
        updatedAt: Instant = .beginning
    ) {
        self.id = id
        self.topic = topic
        self.uri = uri
        self.name = name
        self.includeFields = includeFields
        self.filter = filter
        self.format = format
        self.apiVersion = apiVersion
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
