/// What an installation remembers of its subscriptions in a store between two looks.
package struct SubscriptionState: Sendable, Hashable, Codable {
    /// Those last found in place, by topic; also where somebody else's takes ours' place.
    package var sights: [String: SubscriptionSight]
    /// Gaps that were not compared to the end yet; written down before anything is created, so that a crash in between
    /// cannot hide them.
    package var openGaps: [TopicGap]
    /// What the last look found; `nil` before the first.
    package var report: SubscriptionReport?

    package init(
        sights: [String: SubscriptionSight] = [:],
        openGaps: [TopicGap] = [],
        report: SubscriptionReport? = nil
    ) {
        self.sights = sights
        self.openGaps = openGaps
        self.report = report
    }

    /// Remembers what stands now; what was seen before and is not there now stays remembered.
    package mutating func see(_ plan: SubscriptionPlan, at now: Instant) {
        for (topic, subscription) in plan.standing.merging(plan.covered, uniquingKeysWith: { own, _ in own }) {
            let id = subscription.id.rawValue
            let first = sights[topic].flatMap { $0.id == id ? $0.firstSeenAt : nil } ?? now
            sights[topic] = SubscriptionSight(id: id, firstSeenAt: first, seenAt: now, uri: subscription.uri)
        }
    }

    /// Takes in gaps that were found; of a topic that has one already, the earlier beginning counts.
    package mutating func open(_ gaps: [TopicGap]) {
        for gap in gaps {
            if let index = openGaps.firstIndex(where: { $0.topic == gap.topic }) {
                openGaps[index].since = min(openGaps[index].since, gap.since)
                openGaps[index].foundAt = gap.foundAt
                openGaps[index].jobs = nil
            } else {
                openGaps.append(gap)
            }
        }
    }
}

/// A state as it is stored, with a person's wish for a new look.
package struct StoredSubscriptions: Sendable, Hashable {
    package var state: SubscriptionState
    /// When somebody last asked for a look.
    package var askedAt: Instant?
    /// Whether that look is to take over what stands under the installation's name at other addresses.
    package var takesOver: Bool

    package init(state: SubscriptionState = SubscriptionState(), askedAt: Instant? = nil, takesOver: Bool = false) {
        self.state = state
        self.askedAt = askedAt
        self.takesOver = takesOver
    }

    /// Whether somebody asked after the last look.
    package var isAsked: Bool {
        guard let askedAt else { return false }
        return state.report.map { $0.at <= askedAt } ?? true
    }
}
