/// What a person is told of, unasked; stored under these names.
package enum AlertKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// A store sends nothing for too long.
    case noDelivery = "no_delivery"
    /// Records wait for too long to be delivered.
    case lag
    /// Too many records are parked.
    case failures
    /// Nothing is delivered until somebody mends it, or goes on.
    case paused
    /// Nothing can be read from a store until somebody mends it.
    case readingPaused = "reading_paused"
    /// The CRM's daily calls are nearly used up.
    case quota
    /// A token that nobody can renew ends soon.
    case credentials
    /// Shopify ends the API version that is in use soon.
    case apiVersion = "api_version"
    /// Shopify does not send a topic, or did not for a while.
    case subscription
}

/// Something that holds now and that a person is to know of.
package struct AlertCondition: Sendable, Hashable {
    package var kind: AlertKind
    /// The store or destination, by its name.
    package var subject: String
    /// What holds, and what to do, without personal data.
    package var message: String

    package init(_ kind: AlertKind, _ subject: String, _ message: String) {
        self.kind = kind
        self.subject = subject
        self.message = message
    }

    package var id: Alert.ID { Alert.ID(kind: kind, subject: subject) }
}

/// An alert from when its condition is first seen until it was told that it is over.
package struct Alert: Sendable, Hashable, Codable {
    package struct ID: Sendable, Hashable, Codable {
        package var kind: AlertKind
        package var subject: String

        package init(kind: AlertKind, subject: String) {
            self.kind = kind
            self.subject = subject
        }
    }

    package var id: ID
    package var message: String
    package var since: Instant
    /// When it was sent; `nil` until then.
    package var toldAt: Instant?
    /// Since when the condition does not hold; a short break ends nothing.
    package var quietSince: Instant?
    /// When it ended; it is then sent that it is over, and forgotten.
    package var endedAt: Instant?

    package init(_ condition: AlertCondition, since: Instant) {
        id = condition.id
        message = condition.message
        self.since = since
    }

    package var isOver: Bool { endedAt != nil }

    /// Whether something of it is still to be sent.
    package var isUntold: Bool { toldAt == nil || isOver }

    /// What is sent.
    package var words: String {
        guard let endedAt else { return "\(id.subject): \(message)" }
        return "\(id.subject): over since \(Timestamp(endedAt).utcSeconds): \(message)"
    }
}
