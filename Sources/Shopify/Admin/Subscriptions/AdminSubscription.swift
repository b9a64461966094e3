import SyncModel

/// A webhook subscription of a GraphQL answer.
struct AdminSubscription: Decodable, Sendable {
    var id: String
    var topic: String
    var uri: String
    var name: String?
    var includeFields: [String]
    var filter: String?
    var format: String
    var apiVersion: Version
    var createdAt: Timestamp
    var updatedAt: Timestamp

    struct Version: Decodable, Sendable {
        var handle: String
    }

    var subscription: WebhookSubscription {
        WebhookSubscription(
            id: .init(rawValue: id),
            topic: SubscriptionTopic.header(of: topic),
            uri: uri,
            name: name.filled,
            includeFields: includeFields,
            filter: filter.filled,
            format: format,
            apiVersion: apiVersion.handle,
            createdAt: createdAt.instant,
            updatedAt: updatedAt.instant
        )
    }
}
