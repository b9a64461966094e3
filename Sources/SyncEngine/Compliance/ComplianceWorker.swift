package import Logging
import ServiceLifecycle
package import SyncModel

/// Performs what is asked about people's data of one store, and what follows from an uninstallation.
///
/// It runs for every store, with Admin credentials or without, as long as this node holds the lease for it. Losing that
/// does no harm: every step is a transaction of its own and safe to repeat.
package struct ComplianceWorker: Service {
    private let route: ComplianceRoute
    private let store: any SyncStore
    private let wake: WakeSignal
    private let node: NodeIdentity
    private let clock: any WallClock
    private let logger: Logger

    private static let leaseTime = Duration.seconds(45)
    /// The longest time without a look: requests of commands give no wake-up.
    private static let look = Duration.seconds(2)
    private static let requestsAtOnce = 50

    /// - Parameters:
    ///   - route: the store and what its requests concern.
    ///   - store: where requests and records are.
    ///   - wake: notified when a delivery asks for something.
    ///   - node: who owns the lease.
    ///   - clock: what time it is.
    ///   - logger: for the worker's events.
    package init(
        route: ComplianceRoute,
        store: any SyncStore,
        wake: WakeSignal,
        node: NodeIdentity,
        clock: any WallClock,
        logger: Logger
    ) {
        self.route = route
        self.store = store
        self.wake = wake
        self.node = node
        self.clock = clock
        self.logger = logger
    }

    package func run() async throws {
        var isTroubled = false
        var held: Lease?
        var renewedAt = Instant.beginning
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                // Every look would otherwise be a write, and there is hardly ever something to do.
                let age = clock.now.since(renewedAt)
                if held == nil || age < .zero || age >= Self.leaseTime / 4 {
                    held = try await store.acquire(
                        lease: route.store.complianceLeaseName,
                        by: node,
                        lasting: Self.leaseTime
                    )
                    renewedAt = clock.now
                }
                if held != nil { try await performOpen() }
                isTroubled = false
            } catch  where Task.isCancelled {
                return
            } catch {
                // Said once per outage, not once per try; words of the store hold no personal data.
                if !isTroubled {
                    logger.error(
                        "Requests about people's data wait",
                        metadata: ["store": "\(route.store)", "error": "\(error)"]
                    )
                }
                isTroubled = true
            }
            await cancelWhenGracefulShutdown { await wake.wait(upTo: Self.look) }
        }
        if let held { try? await store.giveUp(held) }
    }

    /// Does once what can be done now; returns whether something is open still.
    @discardableResult
    package func performOpen() async throws -> Bool {
        let run = ComplianceRun(route: route, store: store, clock: clock, logger: logger)
        let filter = ComplianceFilter(store: route.store, isOpen: true)
        var isOpen = false
        for request in try await store.requests(filter, limit: Self.requestsAtOnce) {
            try Task.checkCancellation()
            if try await run.perform(request).state == .open { isOpen = true }
        }
        return isOpen
    }
}
