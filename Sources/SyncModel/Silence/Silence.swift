/// A store that usually speaks and does not.
package struct Silence: Sendable, Hashable, Codable {
    package enum Certainty: String, Sendable, Hashable, Codable {
        /// It is quiet for longer than it usually is; nobody could look at Shopify.
        case suspected
        /// Shopify has changes of which we never heard.
        case certain
    }

    package var store: StoreName
    /// When the last delivery came.
    package var since: Instant
    package var usualPause: Duration
    package var certainty: Certainty
    package var foundAt: Instant

    package init(
        store: StoreName,
        since: Instant,
        usualPause: Duration,
        certainty: Certainty,
        foundAt: Instant
    ) {
        self.store = store
        self.since = since
        self.usualPause = usualPause
        self.certainty = certainty
        self.foundAt = foundAt
    }

    /// Whether this says more than what is known already.
    package func isNews(after known: Silence?) -> Bool {
        guard let known else { return true }
        return known.certainty == .suspected && certainty == .certain
    }

    /// In words for a person.
    package var words: String {
        switch certainty {
        case .suspected: "no webhook since \(Timestamp(since).utcSeconds), which is unusual for this store"
        case .certain: "no webhook since \(Timestamp(since).utcSeconds), although Shopify has newer changes"
        }
    }
}

/// The deliveries of one topic that came in a short time.
package struct TopicDeliveries: Sendable, Hashable {
    package var store: StoreName
    package var topic: String
    package var firstAt: Instant
    package var lastAt: Instant
    /// When the newest of them was triggered: a retry comes up to four hours later, also after the subscription is gone.
    package var triggeredAt: Instant

    /// - Parameters:
    ///   - store: whose.
    ///   - topic: as in the header.
    ///   - firstAt: when the first of them came.
    ///   - lastAt: when the last of them came.
    ///   - triggeredAt: when the newest was triggered; `nil` where no header told, for when it came.
    package init(store: StoreName, topic: String, firstAt: Instant, lastAt: Instant, triggeredAt: Instant? = nil) {
        self.store = store
        self.topic = topic
        self.firstAt = firstAt
        self.lastAt = lastAt
        self.triggeredAt = min(triggeredAt ?? lastAt, lastAt)
    }
}
