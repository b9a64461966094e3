package import Logging
import ServiceLifecycle
package import SyncModel

/// Hands accepted deliveries on to a queue of somebody else, in the order in which they were kept.
///
/// The store notes what waits in the transaction that keeps it, so none is forgotten, whatever dies when; nothing else waits for it.
/// A crash between the queue's answer and our note hands a delivery on again, under the same id. One node at a time does it, by
/// a lease.
package struct Forwarder: Service {
    /// How far one pass came.
    package enum Outcome: Sendable, Hashable {
        /// Nothing waits but `unread` deliveries, which cannot be opened.
        case done(unread: Int)
        /// The queue has no room for more.
        case full
        /// Another node does it.
        case elsewhere
    }

    private let queue: any ForwardQueue
    private let store: any SyncStore
    private let make: @Sendable (Receipt) -> ForwardedDelivery
    private let node: NodeIdentity
    private let wake: WakeSignal
    private let health: ComponentHealth
    private let clock: any WallClock
    private let random: @Sendable () -> Double
    private let logger: Logger

    package static let leaseName = "forward"
    /// Deliveries that are read and put there at once; they are in memory together.
    package static let pageSize = 20
    private static let leaseTime = Duration.seconds(30)
    /// How long a node that is not woken, since another one took the webhook, does not look.
    private static let interval = Duration.seconds(1)

    /// - Parameters:
    ///   - queue: where they go.
    ///   - store: where they wait.
    ///   - node: who holds the lease.
    ///   - wake: told when some were kept.
    ///   - health: told what is in the way.
    ///   - clock: what time it is.
    ///   - random: for the pauses after failures.
    ///   - logger: for what is in the way.
    ///   - make: gives a kept delivery the form in which it goes.
    package init(
        to queue: any ForwardQueue,
        store: any SyncStore,
        node: NodeIdentity,
        wake: WakeSignal,
        health: ComponentHealth,
        clock: any WallClock,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        logger: Logger,
        make: @escaping @Sendable (Receipt) -> ForwardedDelivery
    ) {
        self.queue = queue
        self.store = store
        self.node = node
        self.wake = wake
        self.health = health
        self.clock = clock
        self.random = random
        self.logger = logger
        self.make = make
    }

    package func run() async throws {
        var (failures, trouble) = (0, String?.none)
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            var pause = Self.interval
            var words: String?
            do {
                words = try await pass().trouble
                failures = 0
            } catch  where Task.isCancelled {
                return
            } catch {
                words = "\(error)"
                pause = RetryPolicy(first: .milliseconds(200), cap: .seconds(10))
                    .delay(afterAttempts: failures, random: random())
                failures += 1
            }
            tell(words, after: trouble)
            trouble = words
            await cancelWhenGracefulShutdown { [wake, pause, words] in
                if words == nil { await wake.wait(upTo: pause) } else { try? await Task.sleep(for: pause) }
            }
        }
    }

    private func tell(_ words: String?, after former: String?) {
        health.report(words.map { "deliveries wait to be handed on: \($0)" })
        if let words, former == nil {
            logger.error(
                "Deliveries cannot be handed on; they wait in the store",
                metadata: ["queue": "\(queue.name)", "reason": "\(words)"]
            )
        }
        if words == nil, former != nil {
            logger.notice("Deliveries are handed on again", metadata: ["queue": "\(queue.name)"])
        }
    }

    /// Hands on what waits now.
    ///
    /// - Throws: what the store or the queue says.
    package func pass() async throws -> Outcome {
        var place: Int64 = 0
        var unread = 0
        while !Task.isShuttingDownGracefully {
            let page = try await store.waitingForward(after: place, limit: Self.pageSize)
            guard let last = page.last else { break }
            guard try await store.acquire(lease: Self.leaseName, by: node, lasting: Self.leaseTime) != nil else {
                return .elsewhere
            }
            let open = page.deliveries.filter { $0.unread == nil }
            unread += page.deliveries.count - open.count
            // What was erased is to be nowhere.
            let sent = open.filter { !$0.receipt.body.isEmpty }
            let dropped = page.gone + open.filter(\.receipt.body.isEmpty).map(\.number)
            let taken = sent.isEmpty ? 0 : try await queue.put(sent.map { make($0.receipt) }, now: clock.now)
            try await store.settleForward(sent.prefix(taken).map(\.number) + dropped)
            if !page.gone.isEmpty {
                logger.warning(
                    "Deliveries were removed before they could be handed on: their time was over, or they were erased",
                    metadata: ["count": "\(page.gone.count)"]
                )
            }
            guard taken == sent.count else { return .full }
            place = last
        }
        return .done(unread: unread)
    }
}

extension Forwarder.Outcome {
    /// What is in the way; `nil` where nothing is.
    fileprivate var trouble: String? {
        switch self {
        case .done(unread: 0), .elsewhere: nil
        case .done(let unread):
            "\(unread) cannot be read, since the key that sealed them is not configured: add it to storage.old_seal_keys"
        case .full: "the queue holds as many as it may, so its workers are behind (limit of inbox.forward_url)"
        }
    }
}
