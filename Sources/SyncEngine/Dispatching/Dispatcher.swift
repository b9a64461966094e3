package import Logging
import ServiceLifecycle
package import SyncModel

/// Delivers one destination's dirty lanes, as long as this node owns the destination.
///
/// Level-triggered: it looks at what is dirty, never at what happened. A wake-up is only a hint; without any it looks
/// by itself, so that marks made by another process (a command, another node) are found too.
package struct Dispatcher: Service {
    private let route: DestinationRoute
    private let store: any SyncStore
    private let wake: WakeSignal
    private let node: NodeIdentity
    private let clock: any WallClock
    private let random: @Sendable () -> Double
    private let sleep: @Sendable (Duration) async throws -> Void
    private let logger: Logger
    private let roster: NodeRoster?

    /// How long ownership lasts without renewal.
    ///
    /// Requests end before it, so a late answer cannot outlive it.
    private static let leaseTime = Duration.seconds(45)

    package init(
        route: DestinationRoute,
        store: any SyncStore,
        wake: WakeSignal,
        node: NodeIdentity,
        clock: any WallClock,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        logger: Logger,
        roster: NodeRoster? = nil
    ) {
        self.roster = roster
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
        var troubled = false
        var isStandingBy = false
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                if let lease = try await store.takeShared(
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
                        // The time for stopping is over. What was under way is in doubt, which the next owner sees by its claims.
                        try await store.giveUp(lease)
                        return
                    } catch {
                        // Another server may fare better. Where the store does not answer, the lease ends by itself.
                        try? await store.giveUp(lease)
                        throw error
                    }
                    try await store.giveUp(lease)
                } else if !isStandingBy {
                    isStandingBy = true
                    logger.notice(
                        "Another server delivers to the destination; this one stands by",
                        metadata: ["destination": "\(route.name)"]
                    )
                }
                troubled = false
            } catch  where Task.isCancelled {
                return
            } catch {
                // Said once per outage, not once per try.
                if !troubled {
                    logger.error(
                        "The store cannot be used; delivery waits for it",
                        metadata: ["destination": "\(route.name)", "error": "\(error)"]
                    )
                }
                troubled = true
            }
            if !Task.isShuttingDownGracefully { await wake.wait(upTo: .seconds(1)) }
        }
    }

    /// Delivers until shutdown or until the lease is lost.
    private func own(_ lease: Lease) async throws {
        // Nothing of ours is under way yet, so claims of this very epoch are left over from a failure as well.
        let now = clock.now
        let freed = try await store.releaseClaims(
            destination: route.name,
            before: lease.epoch + 1,
            now: now,
            redeliverAt: now + DestinationRoute.requestTime
        )
        // A clock that was set back while nobody looked: nothing is ever put off for longer than this.
        _ = try await store.hasten(
            destination: route.name,
            dueAfter: now + max(route.retry.cap, DeliveryPass.longestPutOff),
            now: now,
            redeliverAt: now + DestinationRoute.requestTime
        )
        for var pause in try await store.pauses() where pause.destination == route.name && pause.probeAt != nil {
            pause.probeAt = clock.now + (pause.scope.stopsClaims ? .zero : PauseProbe.interval(of: pause.scope))
            try await store.pause(pause)
        }
        logger.info(
            "Owns the destination",
            metadata: ["destination": "\(route.name)", "epoch": "\(lease.epoch)", "redelivered": "\(freed)"]
        )
        let loop = DispatchLoop(
            route: route,
            store: store,
            wake: wake,
            clock: clock,
            random: random,
            logger: logger,
            epoch: lease.epoch,
            isYielding: { [roster] in roster?.mustYield(lease.name) ?? false }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await loop.run() }
            group.addTask { try await renew(lease) }
            // Whichever ends first ends the other: a lost lease stops delivery, and a shutdown stops renewal.
            try await group.next()
            group.cancelAll()
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
            else {
                roster?.letGo(lease.name)
                logger.warning("Lost the destination to another node", metadata: ["destination": "\(route.name)"])
                return
            }
        }
    }
}
