package import Logging
import ServiceLifecycle
package import SyncModel
import Synchronization

/// Keeps when the last delivery of each store and topic came, beside the applier's transactions and not in them.
///
/// What a crash loses is some seconds: then a gap seems to begin a little earlier than it did, which is safe.
package final class DeliveryWatch: Service {
    private struct Key: Hashable {
        var store: StoreName
        var topic: String
    }

    /// Topics come from headers; a store has a few dozen at most.
    private static let limit = 10_000

    private let store: any SubscriptionStore
    private let interval: Duration
    private let logger: Logger
    /// The API version that is configured for each store.
    private let versions: [StoreName: String]
    private let told = Mutex<Set<Key>>([])
    private let heard = Mutex<[Key: TopicDeliveries]>([:])
    private let signal = WakeSignal()

    /// - Parameters:
    ///   - store: where it is kept.
    ///   - interval: how often at most.
    ///   - logger: for the end of silences, and versions that are not as configured.
    ///   - versions: the API version that is configured for each store.
    package init(
        store: any SubscriptionStore,
        interval: Duration = .seconds(10),
        logger: Logger,
        versions: [StoreName: String] = [:]
    ) {
        self.versions = versions
        self.store = store
        self.interval = interval
        self.logger = logger
    }

    /// Takes note of receipts that are applied; test deliveries tell nothing of a store.
    package func note(_ receipts: [Receipt]) {
        heard.withLock { heard in
            for receipt in receipts where !receipt.isTest {
                let key = Key(store: receipt.store, topic: receipt.topic)
                guard heard[key] != nil || heard.count < Self.limit else { continue }
                heard[key, default: TopicDeliveries(receipt)].add(TopicDeliveries(receipt))
            }
        }
        signal.notify()
        for receipt in receipts { compareVersion(receipt) }
    }

    /// Says once of each store and version that bodies are written in another than is asked for.
    ///
    /// Webhooks that are made by hand or in the app's configuration have one of their own, and a dead version falls forward.
    private func compareVersion(_ receipt: Receipt) {
        guard let came = receipt.apiVersion, let wanted = versions[receipt.store], came != wanted else { return }
        let isNews = told.withLock { told in
            told.count < Self.limit && told.insert(Key(store: receipt.store, topic: came)).inserted
        }
        guard isNews else { return }
        logger.warning(
            "Webhooks come in another API version than api_version says; sluice doctor names those it can see",
            metadata: [
                "store": "\(receipt.store)", "topic": "\(receipt.topic)", "came": "\(came)", "configured": "\(wanted)",
            ]
        )
    }

    package func run() async throws {
        var isTroubled = false
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            await cancelWhenGracefulShutdown { [signal] in await signal.wait(upTo: .seconds(60)) }
            do {
                try await flush()
                isTroubled = false
            } catch {
                if !isTroubled {
                    logger.warning("Delivery times cannot be kept now", metadata: ["error": "\(error)"])
                }
                isTroubled = true
            }
            await cancelWhenGracefulShutdown { [interval] in try? await Task.sleep(for: interval) }
        }
        try? await flush()
    }

    /// Writes down what was heard, and takes back the silence of stores that speak again.
    package func flush() async throws {
        let notes = heard.withLock { heard in
            defer { heard = [:] }
            return heard
        }
        guard !notes.isEmpty else { return }
        do {
            try await store.note(notes.values.sorted { ($0.store.rawValue, $0.topic) < ($1.store.rawValue, $1.topic) })
        } catch {
            heard.withLock { heard in
                heard.merge(notes) { new, old in
                    var both = old
                    both.add(new)
                    return both
                }
            }
            throw error
        }
        let speaking = Set(notes.keys.map(\.store))
        for silence in try await store.silences() where speaking.contains(silence.store) {
            guard let ended = try await store.endSilence(of: silence.store) else { continue }
            logger.notice(
                "The store sends webhooks again",
                metadata: ["store": "\(ended.store)", "silent_since": "\(Timestamp(ended.since).utcSeconds)"]
            )
        }
    }
}

extension TopicDeliveries {
    fileprivate init(_ receipt: Receipt) {
        self.init(
            store: receipt.store,
            topic: receipt.topic,
            firstAt: receipt.receivedAt,
            lastAt: receipt.receivedAt,
            triggeredAt: receipt.triggeredAt
        )
    }

    fileprivate mutating func add(_ other: TopicDeliveries) {
        firstAt = min(firstAt, other.firstAt)
        lastAt = max(lastAt, other.lastAt)
        triggeredAt = max(triggeredAt, other.triggeredAt)
    }
}
