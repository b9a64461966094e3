import SyncModel

/// Subscriptions, the last delivery of each topic, gaps and their repair.
struct WebhooksAnswer: Decodable, Sendable {
    struct Topic: Decodable, Sendable {
        var topic: String
        var standing: String
        var lastDelivery: String?
        var lastLagSeconds: Double?
        var problem: String?
    }

    struct Store: Decodable, Sendable {
        var name: String
        var address: String?
        var lookedAt: String?
        var canRead: Bool
        var problem: String?
        var isContested: Bool
        var silentBecause: String?
        var topics: [Topic]
        var gaps: [String: String]
        var isComparing: Bool
    }

    var stores: [Store]
}

struct WebhooksPage {
    struct Row {
        var topic: String
        var tone: String
        var standing: String
        var last: ShownTime?
        var lag: String?
        var problem: String?
    }

    struct Store {
        var name: String
        var looked: ShownTime?
        var address: String?
        var canRead: Bool
        var remarks: [String]
        var rows: [Row]
    }

    var stores: [Store]

    init(_ answer: WebhooksAnswer, now: Instant) {
        stores = answer.stores.map { store in
            var remarks: [String] = []
            if let problem = store.problem { remarks.append("The last look failed: \(problem)") }
            if store.isContested {
                remarks.append("Another server uses this installation's webhooks: give each its own installation name.")
            }
            if let silence = store.silentBecause { remarks.append("The store is silent: \(silence).") }
            for (topic, since) in store.gaps.sorted(by: { $0.key < $1.key }) {
                let repair =
                    store.isComparing ? "what changed since is being compared" : "what changed since was compared"
                remarks.append("\(topic) was missing since \(since); \(repair).")
            }
            return Store(
                name: store.name,
                looked: ShownTime(store.lookedAt, now: now),
                address: store.address,
                canRead: store.canRead,
                remarks: remarks,
                rows: store.topics.map { topic in
                    Row(
                        topic: topic.topic,
                        tone: topic.standing == "missing" ? "bad" : topic.standing == "in place" ? "good" : "",
                        standing: topic.standing,
                        last: ShownTime(topic.lastDelivery, now: now),
                        lag: topic.lastLagSeconds.map { ShownNumber.delay($0) },
                        problem: topic.problem
                    )
                }
            )
        }
    }
}
