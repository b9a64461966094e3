import Metrics
import Synchronization
import SyncModel

/// Counts deliveries.
///
/// Counters are kept by store and topic, so that a delivery costs one look-up.
final class WebhookMetrics: Sendable {
    private struct Key: Hashable {
        var store: String
        var topic: String
        var result: WebhookResult
    }

    private struct Known {
        var counters: [Key: Counter] = [:]
        /// How many counters each store has.
        var perStore: [String: Int] = [:]
        var latest: [String: Gauge] = [:]
    }

    private let known = Mutex(Known())
    /// Counters of one store: topics are not signed, so what arrives under a valid signature may still be made up.
    private static let storeLimit = 60

    func accepted(store: StoreName, topic: String, at now: Instant) {
        count(.accepted, store: store, topic: topic)
        let gauge = known.withLock { known in
            if let gauge = known.latest[store.rawValue] { return gauge }
            let gauge = Gauge(label: "sluice_last_webhook_timestamp_seconds", dimensions: [("store", store.rawValue)])
            known.latest[store.rawValue] = gauge
            return gauge
        }
        gauge.record(Double(now.microseconds) / 1e6)
    }

    /// Counts an answer; without a store for a shop that is not ours, without a topic where nothing vouches for it.
    func count(_ result: WebhookResult, store: StoreName?, topic: String?) {
        let key = Key(store: store?.rawValue ?? "", topic: topic ?? "", result: result)
        let counter = known.withLock { known in
            if let counter = known.counters[key] { return counter }
            guard known.perStore[key.store, default: 0] < Self.storeLimit else {
                return Self.counter(Key(store: key.store, topic: "other", result: result))
            }
            known.perStore[key.store, default: 0] += 1
            let counter = Self.counter(key)
            known.counters[key] = counter
            return counter
        }
        counter.increment()
    }

    private static func counter(_ key: Key) -> Counter {
        Counter(
            label: "sluice_webhooks_total",
            dimensions: [("store", key.store), ("topic", key.topic), ("result", key.result.rawValue)]
        )
    }
}
