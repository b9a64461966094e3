/// A time in which deliveries of a topic may have been missed, because nobody was subscribed or not as wanted.
package struct TopicGap: Sendable, Hashable, Codable {
    package var topic: String
    /// From when on.
    package var since: Instant
    /// When it was found, which is when it ends.
    package var foundAt: Instant
    /// What compares it; `nil` before that was asked for.
    ///
    /// The gap stays open until all of them are done.
    package var jobs: [Job.ID]?

    package init(topic: String, since: Instant, foundAt: Instant) {
        self.topic = topic
        self.since = since
        self.foundAt = foundAt
    }

    /// Shopify gives up on a subscription within a day of its deliveries failing, so what was triggered longer before a
    /// subscription was last seen is not missing.
    static let longestFailing = Duration.seconds(86_400)
}

/// A subscription as it was last found in its place.
package struct SubscriptionSight: Sendable, Hashable, Codable {
    package var id: String
    package var firstSeenAt: Instant
    package var seenAt: Instant
    /// Where it sent to; `nil` where that was not noted.
    package var uri: String?

    package init(id: String, firstSeenAt: Instant, seenAt: Instant, uri: String? = nil) {
        self.id = id
        self.firstSeenAt = firstSeenAt
        self.seenAt = seenAt
        self.uri = uri
    }

    /// Whether a subscription is the one that was seen, at the address that it had then.
    func isOf(_ subscription: WebhookSubscription) -> Bool {
        id == subscription.id.rawValue && (uri ?? subscription.uri) == subscription.uri
    }
}

extension SubscriptionPlan {
    /// The gaps that this plan closes: of subscriptions that were in place before and are missing, replaced or changed now.
    ///
    /// One that is made for the first time leaves no gap.
    /// - Parameters:
    ///   - sights: what was found in place before, by topic.
    ///   - delivered: when the last delivery of each topic was triggered.
    ///   - now: by our clock.
    /// - Returns: by topic, one for each.
    package func gaps(sights: [String: SubscriptionSight], delivered: [String: Instant], now: Instant) -> [TopicGap] {
        let broken = Set(repairs.filter { $0.drift.contains(where: \.losesDeliveries) }.map(\.draft.topic))
        let missing = Set(creations.map(\.topic))
        return sights.sorted { $0.key < $1.key }.compactMap { topic, sight in
            let since: Instant
            if missing.contains(topic) || broken.contains(topic) {
                // What was triggered then was sent by the subscription, so that it was there still.
                since = max(delivered[topic] ?? sight.firstSeenAt, sight.seenAt - TopicGap.longestFailing)
            } else if let found = standing[topic], found.id.rawValue != sight.id {
                // Somebody else made it anew: what came since may have come through the new one.
                since = min(delivered[topic] ?? sight.firstSeenAt, sight.seenAt)
            } else {
                return nil
            }
            return TopicGap(topic: topic, since: min(since, now), foundAt: now)
        }
    }
}

extension ReconcileSpec {
    /// What must be compared so that nothing of the gaps stays unknown: one comparison for each kind of record.
    ///
    /// - Parameters:
    ///   - gaps: any number.
    ///   - topics: what each topic tells of.
    ///   - overlap: how much earlier to begin, since Shopify's search and clock are not exactly ours.
    /// - Returns: none for kinds that no gap concerns.
    package static func closing(_ gaps: [TopicGap], topics: [TopicNeed], overlap: Duration) -> [ReconcileSpec] {
        RecordKind.allCases.compactMap { kind in
            let concerned = gaps.filter { gap in topics.contains { $0.topic == gap.topic && $0.concerns(kind) } }
            guard let since = concerned.map(\.since).min() else { return nil }
            let sweeps = concerned.contains { gap in topics.contains { $0.topic == gap.topic && $0.tellsOfEndings } }
            return ReconcileSpec(
                kinds: [kind],
                window: ReadWindow(.updatedAt, since: since - overlap),
                sweeps: sweeps,
                reason: .gap
            )
        }
    }
}
