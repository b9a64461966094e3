package import Logging
package import SyncModel

/// Converges a store's webhook subscriptions for a command: through the server that owns the store, or by itself.
package struct SubscriptionSetup: Sendable {
    /// How it went.
    package enum Outcome: Sendable, Hashable {
        case done(SubscriptionReport)
        /// A server owns the store and has not answered in time; it will look by itself.
        case asked
    }

    /// Longer than two lists and a change of every topic take where Shopify asks to wait: it is not renewed.
    private static let leaseTime = Duration.seconds(240)
    /// How often it looks whether the server has answered; another process gives no event.
    private static let look = Duration.milliseconds(200)

    private let route: StoreRoute
    private let settings: SubscriptionSettings
    private let store: any SyncStore
    private let node: NodeIdentity
    private let clock: any WallClock
    private let logger: Logger

    package init(
        route: StoreRoute,
        settings: SubscriptionSettings,
        store: any SyncStore,
        node: NodeIdentity,
        clock: any WallClock,
        logger: Logger
    ) {
        self.route = route
        self.settings = settings
        self.store = store
        self.node = node
        self.clock = clock
        self.logger = logger
    }

    /// Converges now.
    ///
    /// - Parameters:
    ///   - takesOver: whether what another server set under the installation's name is to become ours.
    ///   - patience: how long a running server is waited for.
    /// - Returns: what was found and done, or that a server was asked.
    /// - Throws: what the store throws.
    package func converge(takingOver takesOver: Bool = false, patience: Duration = .seconds(60)) async throws -> Outcome
    {
        guard
            let lease = try await store.acquire(lease: route.name.leaseName, by: node, lasting: Self.leaseTime)
        else { return try await ask(takesOver, patience) }
        do {
            let report = try await converge(under: lease, takesOver)
            try await store.giveUp(lease)
            return .done(report)
        } catch {
            try? await store.giveUp(lease)
            throw error
        }
    }

    private func converge(under lease: Lease, _ takesOver: Bool) async throws -> SubscriptionReport {
        let random: @Sendable () -> Double = { Double.random(in: 0..<1) }
        let owned = OwnedStore(
            route: route,
            store: store,
            epoch: lease.epoch,
            gate: ReadGate(route: route, store: store, clock: clock, random: random, logger: logger),
            clock: clock,
            random: random,
            sleep: { try await Task.sleep(for: $0) },
            logger: logger
        )
        var convergence = SubscriptionConvergence(owned: owned, settings: settings, waits: false)
        convergence.takesOver = takesOver
        return try await convergence.perform()
    }

    private func ask(_ takesOver: Bool, _ patience: Duration) async throws -> Outcome {
        let askedAt = clock.now
        try await store.askForSubscriptions(of: route.name, takingOver: takesOver, now: askedAt)
        while clock.now.since(askedAt) < patience {
            if let report = try await store.subscriptions(of: route.name).state.report, report.at > askedAt {
                return .done(report)
            }
            try await Task.sleep(for: Self.look)
        }
        return .asked
    }
}
