/// What one look at a store's subscriptions found and did.
package struct SubscriptionReport: Sendable, Hashable, Codable {
    /// A subscription that is not ours and sends to this server.
    package struct Foreign: Sendable, Hashable, Codable {
        package var topic: String
        package var name: String?
        package var uri: String

        package init(topic: String, name: String?, uri: String) {
            self.topic = topic
            self.name = name
            self.uri = uri
        }
    }

    /// When, by our clock.
    package var at: Instant
    package var address: String
    /// Topics that are in place.
    package var standing: [String] = []
    package var created: [String] = []
    package var repaired: [String] = []
    package var deleted: [String] = []
    /// Topics that are not in place, and why.
    package var missing: [String: TopicHindrance] = [:]
    /// Topics that somebody else's subscription brings to our address.
    package var covered: [String] = []
    package var foreign: [Foreign] = []
    /// Topics that were delivered before we subscribed: by webhooks which the API does not show.
    package var unseen: [String] = []
    /// The version in which bodies of a topic are written, where it is not the one asked for.
    package var versions: [String: String] = [:]
    package var gaps: [TopicGap] = []
    /// Those of ours that are not wanted any more and that Shopify does not let us delete, by topic, with its words.
    package var undeleted: [String: String]?
    /// Why the look could not be made; the rest then tells nothing.
    package var problem: String?

    package init(at: Instant, address: String) {
        self.at = at
        self.address = address
    }

    /// Takes over what a plan says of the state of things.
    package mutating func describe(_ plan: SubscriptionPlan, version: String?) {
        standing = plan.standing.keys.sorted()
        covered = plan.covered.keys.sorted()
        foreign = plan.foreign.map { Foreign(topic: $0.topic, name: $0.name, uri: $0.uri) }
        missing.merge(plan.hindered) { refused, _ in refused }
        guard let version else { return }
        versions = plan.standing.mapValues(\.apiVersion).filter { $0.value != version }
    }

    /// Whether the look changed anything.
    package var hasChanged: Bool { !created.isEmpty || !repaired.isEmpty || !deleted.isEmpty }
}
