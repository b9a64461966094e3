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
    private let sleep: (@Sendable (Duration) async throws -> Void)?
    private let logger: Logger
    private let yields: Bool
    private let roster: NodeRoster?

    /// How long ownership lasts without renewal.
    private static let leaseTime = Duration.seconds(45)

    /// - Parameters:
    ///   - route: the store and how it is read.
    ///   - store: where records and jobs are.
    ///   - wake: notified when a delivery asks for a read.
    ///   - node: who owns the lease.
    ///   - clock: what time it is.
    ///   - random: a number in `0..<1`.
    ///   - sleep: how time passes in a test; `nil` for as it does.
    ///   - logger: for the worker's events.
    ///   - roster: who else reads, to share the stores with; `nil` for a command.
    ///   - yields: whether it leaves the store to a server that wants it: a command does a server's work only while there is
    ///     none, and subscribes to nothing.
    package init(
        route: StoreRoute,
        store: any SyncStore,
        wake: WakeSignal,
        node: NodeIdentity,
        clock: any WallClock,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        sleep: (@Sendable (Duration) async throws -> Void)? = nil,
        logger: Logger,
        roster: NodeRoster? = nil,
        yields: Bool = false
    ) {
        self.roster = roster
        self.yields = yields
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
                if try await isWanted() {
                    // A server takes it at its next look, and what was begun goes on there.
                } else if let lease = try await store.takeShared(
                    lease: route.name.leaseName,
                    by: node,
                    lasting: Self.leaseTime,
                    roster: roster
                ) {
                    isStandingBy = false
                    defer { roster?.letGo(lease.name) }
                    do {
                        try await own(lease)
                    } catch  where Task.isCancelled {
                        // The time for stopping is over: the next owner goes on from the last checkpoint.
                        try await store.giveUp(lease)
                        return
                    }
                    try await store.giveUp(lease)
                } else {
                    if !yields { try await want() }
                    if !isStandingBy {
                        isStandingBy = true
                        logger.notice(
                            "Another process reads from the store; this one stands by",
                            metadata: ["store": "\(route.name)"]
                        )
                    }
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
            await WakeSignal.sleepUntilShutdown(.seconds(1), by: sleep)
        }
    }

    private func wait(_ time: Duration) async throws {
        if let sleep { return try await sleep(time) }
        try await Task.sleep(for: time)
    }

    /// Returns as soon as another server is to go on with the store, from the last checkpoint.
    private func shareOut(_ roster: NodeRoster) async throws {
        while !roster.mustYield(route.name.leaseName) { try await wait(OwnedStore.look) }
        logger.info("Leaves the store to another server", metadata: ["store": "\(route.name)"])
    }

    /// How long a server's wish for the store is known without its repeating it.
    private static let wishTime = Duration.seconds(10)

    /// Tells whoever does a server's work that there is a server now.
    private func want() async throws {
        _ = try await store.acquire(lease: route.name.wishName, by: node, lasting: Self.wishTime)
    }

    private func isWanted() async throws -> Bool {
        guard yields else { return false }
        return try await store.holder(of: route.name.wishName) != nil
    }

    /// Returns as soon as a server wants the store.
    private func yieldToServer() async throws {
        while try await !isWanted() { try await wait(OwnedStore.look) }
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
            if yields { group.addTask { try await yieldToServer() } }
            if let roster { group.addTask { try await shareOut(roster) } }
            // Whichever ends first ends the other: a lost lease stops reading, and a shutdown stops renewal.
            try await group.next()
            group.cancelAll()
        }
    }

    private func work(_ owned: OwnedStore) async throws {
        guard route.isReadable else {
            return try await JobLook(owned: owned, kinds: [.audit, .mapping, .preview]).run()
        }
        let appLook = AppLook(owned: owned)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await appLook.run() }
            group.addTask { try await Hydrator(owned: owned, wake: wake).run() }
            group.addTask { try await ReconcileSchedule(owned: owned).run() }
            group.addTask { try await CancelledJobs(owned: owned).run() }
            group.addTask { try await SilenceLoop(owned: owned).run() }
            if let settings = owned.route.subscriptions {
                group.addTask { try await SubscriptionLoop(owned: owned, settings: settings).run() }
            }
            group.addTask { try await JobLook(owned: owned, kinds: Set(JobKind.allCases)).run() }
            // Not `waitForAll`, which keeps a failure to itself while the others go on: one loop would be missing for good.
            while try await group.next() != nil {}
        }
    }

    private func renew(_ lease: Lease) async throws {
        while true {
            try await wait(Self.leaseTime / 4)
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

extension StoreName {
    /// The name of the lease that a server takes which wants the store while a command does its work.
    fileprivate var wishName: String { "\(leaseName)/wanted" }
}
