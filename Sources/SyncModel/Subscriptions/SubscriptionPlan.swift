/// What to do so that a store's subscriptions are those that are wanted.
///
/// Only the installation's own are ever changed or deleted. Applied in the order of deletions, repairs, creations, since
/// names and addresses are unique.
package struct SubscriptionPlan: Sendable, Hashable {
    /// How a subscription of ours differs from what it is to be.
    package enum Drift: String, Sendable, Hashable, Codable, CaseIterable {
        case address
        case name
        case fields
        case filter
        case format

        /// Whether deliveries may have been missed by it.
        package var losesDeliveries: Bool { self != .name }
    }

    /// A subscription of ours that must be changed.
    package struct Repair: Sendable, Hashable {
        package var subscription: WebhookSubscription
        package var draft: SubscriptionDraft
        package var drift: Set<Drift>

        package init(subscription: WebhookSubscription, draft: SubscriptionDraft, drift: Set<Drift>) {
            self.subscription = subscription
            self.draft = draft
            self.drift = drift
        }
    }

    /// In the order of the wish.
    package private(set) var creations: [SubscriptionDraft] = []
    package private(set) var repairs: [Repair] = []
    /// Our own of topics that are not wanted, and second ones of a topic.
    package private(set) var deletions: [WebhookSubscription] = []
    /// Those in place, by topic; with those that are to be repaired.
    package private(set) var standing: [String: WebhookSubscription] = [:]
    /// Somebody else's that send a wanted topic to our very address; Shopify allows no second one there.
    package private(set) var covered: [String: WebhookSubscription] = [:]
    /// Everybody else's that send to this server, the covering ones among them.
    package private(set) var foreign: [WebhookSubscription] = []
    /// Named as ours, at an address that this installation never set: another server goes by the same name.
    package private(set) var rivals: [WebhookSubscription] = []
    /// Topics that cannot work as things are.
    package private(set) var hindered: [String: TopicHindrance] = [:]

    /// - Parameters:
    ///   - wish: what is wanted.
    ///   - access: what the app may do.
    ///   - found: all subscriptions that the app sees.
    ///   - sights: what this installation found in place before, by topic.
    ///   - takesOver: whether a person wants what stands under the installation's name to be ours, whoever set it.
    package init(
        _ wish: SubscriptionWish,
        access: SubscriptionAccess,
        found: [WebhookSubscription],
        sights: [String: SubscriptionSight] = [:],
        takesOver: Bool = false
    ) {
        let named = found.filter(wish.owns)
        rivals = takesOver ? [] : named.filter { !wish.isAddressed($0) && !(sights[$0.topic]?.isOf($0) ?? false) }
        let own = named.filter { !rivals.contains($0) }
        foreign = found.filter { !wish.owns($0) && wish.isAddressed($0) }
        let topics = Set(wish.topics.map(\.topic))
        // Whoever never had any here and finds the name in use leaves all of them alone, whatever is missing.
        let isStranger = !rivals.isEmpty && sights.isEmpty
        deletions = isStranger ? [] : own.filter { !topics.contains($0.topic) }
        for need in wish.topics {
            if let hindrance = need.hindrance(access) {
                hindered[need.topic] = hindrance
            } else if let rival = rival(of: need.topic, isStranger), !own.contains(where: { $0.topic == need.topic }) {
                hindered[need.topic] = .rival(rival.uri)
            } else {
                plan(wish.draft(need.topic), own: own.filter { $0.topic == need.topic })
            }
        }
    }

    /// Who keeps us from subscribing to a topic.
    private func rival(of topic: String, _ isStranger: Bool) -> WebhookSubscription? {
        rivals.first { $0.topic == topic } ?? (isStranger ? rivals.first : nil)
    }

    private mutating func plan(_ draft: SubscriptionDraft, own: [WebhookSubscription]) {
        let other = foreign.first { $0.topic == draft.topic && $0.uri == draft.uri && $0.format == "JSON" }
        // The one with the right name first, then the oldest, so that two nodes would keep the same one.
        let sorted = own.sorted { left, right in
            (draft.isNamed(left) ? 0 : 1, left.createdAt, left.id.rawValue)
                < (draft.isNamed(right) ? 0 : 1, right.createdAt, right.id.rawValue)
        }
        guard let kept = sorted.first else {
            if let other { covered[draft.topic] = other } else { creations.append(draft) }
            return
        }
        deletions += sorted.dropFirst()
        standing[draft.topic] = kept
        let drift = draft.drift(of: kept)
        if !drift.isEmpty { repairs.append(Repair(subscription: kept, draft: draft, drift: drift)) }
    }

    /// Whether everything that can work is in place already.
    package var isFulfilled: Bool { creations.isEmpty && repairs.isEmpty && deletions.isEmpty }
}

extension SubscriptionDraft {
    fileprivate func isNamed(_ subscription: WebhookSubscription) -> Bool {
        subscription.name?.lowercased() == name.lowercased()
    }

    /// What must be changed; not the version of the bodies, which follows the app and not its subscriptions.
    fileprivate func drift(of subscription: WebhookSubscription) -> Set<SubscriptionPlan.Drift> {
        var drift: Set<SubscriptionPlan.Drift> = []
        if subscription.uri != uri { drift.insert(.address) }
        if !isNamed(subscription) { drift.insert(.name) }
        if Set(subscription.includeFields) != Set(includeFields) { drift.insert(.fields) }
        if (subscription.filter ?? "") != (filter ?? "") { drift.insert(.filter) }
        if subscription.format.uppercased() != "JSON" { drift.insert(.format) }
        return drift
    }
}
