/// A topic that is worth subscribing to, and what Shopify asks for it.
package struct TopicNeed: Sendable, Hashable {
    /// As in the header, such as `orders/create`.
    package var topic: String
    /// The scope without which Shopify refuses the topic; `nil` where it asks for none.
    package var scope: String?
    /// The first API version that has the topic, such as `2026-07`; `nil` for one that all live versions have.
    package var version: String?
    /// What may have changed unheard while nobody was subscribed; `nil` where records are not concerned.
    package var kind: RecordKind?
    /// Whether orders bring about what it tells, so that they lead to the customers concerned.
    package var comesOfOrders: Bool
    /// Whether it tells of records that are gone, which only going through all ids finds again.
    package var tellsOfEndings: Bool

    package init(
        _ topic: String,
        scope: String? = nil,
        version: String? = nil,
        kind: RecordKind? = nil,
        comesOfOrders: Bool = false,
        tellsOfEndings: Bool = false
    ) {
        self.topic = topic
        self.scope = scope
        self.version = version
        self.kind = kind
        self.comesOfOrders = comesOfOrders
        self.tellsOfEndings = tellsOfEndings
    }

    /// Whether records of this kind must be compared where it was not heard.
    package func concerns(_ kind: RecordKind) -> Bool { self.kind == kind || (comesOfOrders && kind == .order) }

    /// Why the topic cannot work now; `nil` where it can.
    package func hindrance(_ access: SubscriptionAccess) -> TopicHindrance? {
        if let scope, !access.grants(scope) { return .scope(scope) }
        // Versions are named by date, so text compares as they do.
        if let version, let served = access.version, served < version { return .version(version) }
        return nil
    }
}

/// Why a topic is not subscribed to.
package enum TopicHindrance: Sendable, Hashable, Codable {
    /// This scope is not granted.
    case scope(String)
    /// The API version in use is older than this one.
    case version(String)
    /// Shopify's own words.
    case refused(String)
    /// Another server has the topics under this installation's name; where it has them sent to.
    case rival(String)

    package var isRival: Bool {
        if case .rival = self { true } else { false }
    }
}

/// What is known of an app's rights when subscriptions are planned.
package struct SubscriptionAccess: Sendable, Hashable {
    package var scopes: [String]
    /// The API version that answers; `nil` where it is not known.
    package var version: String?

    package init(scopes: [String], version: String? = nil) {
        self.scopes = scopes
        self.version = version
    }

    package init(_ facts: AppFacts) {
        self.init(scopes: facts.scopes, version: facts.servedVersion ?? facts.askedVersion)
    }

    /// Whether a scope is granted; write scopes include their read scopes.
    package func grants(_ scope: String) -> Bool {
        if scopes.contains(scope) { return true }
        guard scope.hasPrefix("read_") else { return false }
        return scopes.contains("write_" + scope.dropFirst("read_".count))
    }
}
