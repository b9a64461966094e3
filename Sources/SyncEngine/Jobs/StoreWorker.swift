package import Logging
import ServiceLifecycle
package import SyncModel

/// Reads from one store, as long as this node owns it: hydrates, runs jobs, and reconciles on schedule.
package struct StoreWorker: Service {
    private let route: StoreRoute
    private let store: any SyncStore
    private let wake: WakeSignal
    private let node: NodeIdentity
    private let clock: any WallClock
    private let random: @Sendable () -> Double
    private let sleep: @Sendable (Duration) async throws -> Void
    private let logger: Logger

    /// How long ownership lasts without renewal.
    private static let leaseTime = Duration.seconds(45)

    /// - Parameters:
    ///   - route: the store and how it is read.
    ///   - store: where records and jobs are.
    ///   - wake: notified when a delivery asks for a read.
    ///   - node: who owns the lease.
    ///   - clock: what time it is.
    ///   - random: a number in `0..<1`.
    ///   - sleep: how to wait.
    ///   - logger: for the worker's events.
    package init(
        route: StoreRoute,
        store: any SyncStore,
        wake: WakeSignal,
        node: NodeIdentity,
        clock: any WallClock,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        logger: Logger
    ) {
        self.route = route
        self.store = store
        self.wake = wake
        self.node = node
        self.clock = clock
        self.random = random
        self.sleep = sleep
        self.logger = logger
    }

    package func run() async throws {
        try await withGracefulShutdownHandler {
            try await keepOwning()
        } onGracefulShutdown: {
            wake.notify()
        }
    }

    private func keepOwning() async throws {
        var isTroubled = false
        var isStandingBy = false
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                if let lease = try await store.acquire(
                    lease: route.name.leaseName,
                    by: node,
                    lasting: Self.leaseTime
                ) {
                    isStandingBy = false
                    do {
                        try await own(lease)
                    } catch  where Task.isCancelled {
                        // The time for stopping is over: the next owner goes on from the last checkpoint.
                        try await store.giveUp(lease)
                        return
                    }
                    try await store.giveUp(lease)
                } else if !isStandingBy {
                    isStandingBy = true
                    logger.notice(
                        "Another server reads from the store; this one stands by",
                        metadata: ["store": "\(route.name)"]
                    )
                }
                isTroubled = false
            } catch JobStop.lost {
                logger.warning("Lost the store to another node", metadata: ["store": "\(route.name)"])
            } catch  where Task.isCancelled {
                return
            } catch {
                // Said once per outage, not once per try.
                if !isTroubled {
                    logger.error(
                        "The store's records cannot be kept; reading waits",
                        metadata: ["store": "\(route.name)", "error": "\(error)"]
                    )
                }
                isTroubled = true
            }
            await cancelWhenGracefulShutdown { try? await sleep(.seconds(1)) }
        }
    }

    /// Works until shutdown or until the lease is lost.
    private func own(_ lease: Lease) async throws {
        let owned = OwnedStore(
            route: route,
            store: store,
            epoch: lease.epoch,
            gate: ReadGate(route: route, store: store, clock: clock, random: random, logger: logger),
            clock: clock,
            random: random,
            sleep: sleep,
            logger: logger
        )
        logger.info("Owns the store", metadata: ["store": "\(route.name)", "epoch": "\(lease.epoch)"])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await work(owned) }
            group.addTask { try await renew(lease) }
            // Whichever ends first ends the other: a lost lease stops reading, and a shutdown stops renewal.
            try await group.next()
            group.cancelAll()
        }
    }

    private func work(_ owned: OwnedStore) async throws {
        guard route.isReadable else { return try await run([.audit, .mapping, .preview], owned) }
        let appLook = AppLook(owned: owned)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await appLook.run() }
            group.addTask { try await Hydrator(owned: owned, wake: wake).run() }
            group.addTask { try await ReconcileSchedule(owned: owned).run() }
            group.addTask { try await SilenceLoop(owned: owned).run() }
            if let settings = owned.route.subscriptions {
                group.addTask { try await SubscriptionLoop(owned: owned, settings: settings).run() }
            }
            group.addTask { try await run(JobKind.allCases, owned) }
            try await group.waitForAll()
        }
    }

    /// Runs jobs of these kinds, each kind's one after the other.
    private func run(_ kinds: [JobKind], _ owned: OwnedStore) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for kind in kinds {
                group.addTask { try await JobLoop(owned: owned, kind: kind).run() }
            }
            try await group.waitForAll()
        }
    }

    private func renew(_ lease: Lease) async throws {
        while true {
            try await sleep(Self.leaseTime / 4)
            guard
                let renewed = try await store.acquire(
                    lease: lease.name,
                    owner: node.owner,
                    lasting: Self.leaseTime
                ), renewed.epoch == lease.epoch
            else { throw JobStop.lost }
        }
    }
}
