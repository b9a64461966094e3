import SyncModel

/// Looks at a store's webhook subscriptions: at start, from time to time, and when a person asks.
struct SubscriptionLoop: Sendable {
    let owned: OwnedStore
    let settings: SubscriptionSettings

    /// How often it sees whether somebody asked.
    static let look = Duration.seconds(3)
    /// After a look that was refused, the next one comes sooner.
    private static let soon = Duration.seconds(300)

    func run() async throws {
        var last: Instant?
        var pause = Duration.zero
        while !owned.isStopping {
            let now = owned.clock.now
            // A clock that was set back must not put a look off for as long.
            let isDue = last.map { now.since($0) >= pause || now < $0 } ?? true
            let known = try await owned.store.subscriptions(of: owned.route.name)
            if isDue || known.isAsked {
                var convergence = SubscriptionConvergence(owned: owned, settings: settings, waits: true)
                convergence.takesOver = known.isAsked && known.takesOver
                let report: SubscriptionReport
                do {
                    report = try await convergence.perform()
                } catch JobStop.shutdown {
                    return
                }
                last = now
                let usual = settings.interval * (0.9 + owned.random() / 5)
                pause = report.problem == nil ? usual : min(usual, Self.soon)
            }
            await owned.pause(Self.look)
        }
    }
}
