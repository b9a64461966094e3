/// Which subscriptions an installation wants in one store.
package struct SubscriptionWish: Sendable, Hashable {
    /// The configured name of the installation.
    package var installation: String
    /// The address below which deliveries are taken, such as `https://sync.example.com/webhooks`.
    package var address: String
    package var topics: [TopicNeed]

    /// - Parameters:
    ///   - installation: the configured name.
    ///   - publicURL: under which Shopify reaches this server, without a slash at the end.
    ///   - topics: the topics wanted.
    package init(installation: String, publicURL: String, topics: [TopicNeed]) {
        self.installation = installation
        address = publicURL + "/webhooks"
        self.topics = topics
    }

    /// What the subscription of a topic is to be: whole bodies of every change, as JSON.
    package func draft(_ topic: String) -> SubscriptionDraft {
        SubscriptionDraft(
            topic: topic,
            uri: "\(address)/\(topic)",
            name: SubscriptionName(installation: installation, topic: topic).description
        )
    }

    /// Whether a subscription is this installation's own.
    func owns(_ subscription: WebhookSubscription) -> Bool {
        subscription.name.map { SubscriptionName.isOwned($0, by: installation) } ?? false
    }

    /// Whether a subscription sends to this server.
    func isAddressed(_ subscription: WebhookSubscription) -> Bool {
        subscription.uri == address || subscription.uri.hasPrefix(address + "/")
    }
}
