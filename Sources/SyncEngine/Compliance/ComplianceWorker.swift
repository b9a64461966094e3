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
    private static let longestPause = Duration.seconds(20)
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
        try await withGracefulShutdownHandler {
            try await performAlways()
        } onGracefulShutdown: {
            wake.notify()
        }
    }

    private func performAlways() async throws {
        var isTroubled = false
        var held: Lease?
        var renewedAt = Instant.beginning
        var expiredAt = Instant.beginning
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let begun = clock.now
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
                if held != nil {
                    try await performOpen()
                } else {
                    try await performOwnParts()
                }
                // Files lie where they were written, whoever performs requests now.
                let sinceLook = clock.now.since(expiredAt)
                if sinceLook < .zero || sinceLook >= FileExpiry.interval {
                    try await removeExpiredFiles()
                    expiredAt = clock.now
                }
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
            // Thousands that wait for a CRM take no more than a fifth of the time.
            let pause = min(max(Self.look, clock.now.since(begun) * 4), Self.longestPause)
            await wake.wait(upTo: pause)
        }
        if let held { try? await store.giveUp(held) }
    }

    /// Removes files of finished requests for data that nobody has fetched in time.
    package func removeExpiredFiles() async throws {
        try await FileExpiry(run: ComplianceRun(route: route, store: store, clock: clock, logger: logger))
            .removeExpired()
    }

    /// Does what only this server can of erasures that another performs: what lies on its own disk.
    package func performOwnParts() async throws {
        let run = ComplianceRun(route: route, store: store, clock: clock, logger: logger)
        let open = try await store.requests(
            ComplianceFilter(store: route.store, isOpen: true),
            limit: Self.requestsAtOnce
        )
        for request in open where request.kind.erases && request.unread == nil && request.erasedAt == nil {
            try await PersonErasure(run: run, request: request).performOwnPart()
        }
    }

    /// Does once what can be done now; returns whether something is open still.
    @discardableResult
    package func performOpen() async throws -> Bool {
        let run = ComplianceRun(route: route, store: store, clock: clock, logger: logger)
        var filter = ComplianceFilter(store: route.store, isOpen: true)
        var isOpen = false
        while true {
            let page = try await store.requests(filter, limit: Self.requestsAtOnce)
            for request in page {
                try Task.checkCancellation()
                if try await perform(request, run) { isOpen = true }
                filter.behind = request.id
            }
            guard page.count == Self.requestsAtOnce else { return isOpen }
        }
    }

    /// Does what can be done of one request now; returns whether it is open still.
    ///
    /// What is wrong with one does not hold up the others, unless it is the store that fails.
    private func perform(_ request: ComplianceRequest, _ run: ComplianceRun) async throws -> Bool {
        // The list tells why; whoever has the key performs it.
        guard request.unread == nil else { return true }
        do {
            return try await run.perform(request).state == .open
        } catch  where !Task.isCancelled {
            // What the store cannot take either is an outage, and ends the round.
            guard try await run.take(.waiting(Self.failed), of: request) != nil else { return false }
            // Once, and not at every try; the error's own words may name a person.
            if request.remark != Self.failed {
                logger.error(
                    "A request about people's data failed; it is tried again",
                    metadata: [
                        "store": "\(route.store)", "request": "\(request.id)", "kind": "\(request.kind.rawValue)",
                        "error": "\((error as? SystemFailure)?.description ?? "\(type(of: error))")",
                    ]
                )
            }
            return true
        }
    }

    private static let failed = "it failed unexpectedly and is tried again; the server's log says more"
}
