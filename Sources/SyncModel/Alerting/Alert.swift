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
    /// What it is made of, where there may be several, such as the parts that are paused: one that joins is told anew.
    package var aspects: Set<String>

    package init(_ kind: AlertKind, _ subject: String, _ message: String, aspects: Set<String> = []) {
        self.kind = kind
        self.subject = subject
        self.message = message
        self.aspects = aspects
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
    /// When it was sent as it stands; `nil` until then.
    package var toldAt: Instant?
    /// What was sent last; `nil` until then, and for one that an earlier release has sent.
    package var told: String?
    /// What it is made of, each with since when it is gone, where it is; `nil` for one that an earlier release has kept.
    package var aspects: [String: Instant?]?
    /// Since when the condition does not hold; a short break ends nothing.
    package var quietSince: Instant?
    /// When it ended; it is then sent that it is over, and forgotten.
    package var endedAt: Instant?

    package init(_ condition: AlertCondition, since: Instant) {
        id = condition.id
        message = condition.message
        aspects =
            condition.aspects.isEmpty ? nil : Dictionary(uniqueKeysWithValues: condition.aspects.map { ($0, nil) })
        self.since = since
    }

    /// Takes in how the condition stands now; what joined it is to be told, what left it is forgotten after a while.
    mutating func see(_ condition: AlertCondition, patience: Duration, now: Instant) {
        message = condition.message
        (quietSince, endedAt) = (nil, nil)
        guard !condition.aspects.isEmpty || aspects != nil else { return }
        let known = aspects ?? Dictionary(uniqueKeysWithValues: condition.aspects.map { ($0, nil) })
        if !condition.aspects.isSubset(of: known.keys) { toldAt = nil }
        var standing: [String: Instant?] = [:]
        for (name, goneSince) in known where !condition.aspects.contains(name) {
            let since = goneSince ?? now
            if now.since(since) < patience { standing[name] = .some(since) }
        }
        for name in condition.aspects { standing[name] = .some(nil) }
        aspects = standing
    }

    /// Whether something joined it that it did not have before.
    package func isMore(than before: Alert) -> Bool {
        guard let aspects, let known = before.aspects else { return false }
        return !Set(aspects.keys).isSubset(of: known.keys)
    }

    package var isOver: Bool { endedAt != nil }

    /// Whether anybody heard of it.
    package var wasTold: Bool { toldAt != nil || told != nil }

    /// Whether something of it is still to be sent.
    package var isUntold: Bool { toldAt == nil || isOver }

    /// What is sent.
    package var words: String {
        guard let endedAt else { return "\(id.subject): \(message)" }
        return "\(id.subject): over since \(Timestamp(endedAt).utcSeconds): \(told ?? message)"
    }
}
