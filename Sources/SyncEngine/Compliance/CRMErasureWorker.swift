package import Logging
import ServiceLifecycle
package import SyncModel

/// Erases people in one CRM, as long as this node owns the destination: so that its calls are paced with all others.
package struct CRMErasureWorker: Service {
    private let route: CRMErasureRoute
    private let store: any SyncStore
    private let wake: WakeSignal
    private let node: NodeIdentity
    private let clock: any WallClock
    private let random: @Sendable () -> Double
    private let logger: Logger

    /// The longest time without a look at the store.
    private static let look = Duration.seconds(2)

    /// - Parameters:
    ///   - route: the destination and how it is called.
    ///   - store: where the tasks are.
    ///   - wake: notified when there is a new task.
    ///   - node: who owns the destination.
    ///   - clock: what time it is.
    ///   - random: a number in `0..<1`.
    ///   - logger: for the worker's events.
    package init(
        route: CRMErasureRoute,
        store: any SyncStore,
        wake: WakeSignal,
        node: NodeIdentity,
        clock: any WallClock,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        logger: Logger
    ) {
        self.route = route
        self.store = store
        self.wake = wake
        self.node = node
        self.clock = clock
        self.random = random
        self.logger = logger
    }

    package func run() async throws {
        var isTroubled = false
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                while try await performDue() {}
                isTroubled = false
            } catch  where Task.isCancelled {
                return
            } catch {
                if !isTroubled {
                    logger.error(
                        "People cannot be erased in the CRM for now",
                        metadata: ["destination": "\(route.name)", "error": "\(error)"]
                    )
                }
                isTroubled = true
            }
            await cancelWhenGracefulShutdown { await wake.wait(upTo: Self.look) }
        }
    }

    /// Does what is due; returns whether there may be more at once.
    @discardableResult
    package func performDue() async throws -> Bool {
        let tasks = try await store.crmErasures(of: route.name, now: clock.now, limit: CRMErasurePass.limit)
        guard !tasks.isEmpty, try await store.holder(of: route.name.leaseName)?.owner == node.owner,
            try await !store.pauses().contains(where: { $0.destination == route.name && $0.scope == .destination })
        else { return false }
        let pass = CRMErasurePass(route: route, store: store, clock: clock, random: random, logger: logger)
        return try await pass.perform(tasks) && tasks.count == CRMErasurePass.limit
    }
}
