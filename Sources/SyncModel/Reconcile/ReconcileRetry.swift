/// When a comparison by schedule that failed is made again: soon at first, then ever less often, and never less often than the
/// schedule has it.
package struct ReconcileRetry: Sendable, Hashable {
    /// How many failed one after the other.
    package var failures: Int
    /// When the first of them did.
    package var since: Instant
    /// Why the last one did; no personal data.
    package var problem: String
    package var at: Instant
    private var interval: Duration

    /// How many jobs must be known.
    package static let lookedAt = 20

    private static let first = Duration.seconds(120)

    /// Tells it from what became of the last ones; `nil` where the last one did not fail, is made again already, or one that a
    /// person asked for was done since.
    ///
    /// - Parameters:
    ///   - jobs: the store's comparisons, the newest first.
    ///   - policy: how often they are made.
    package init?(_ jobs: [Job], policy: ReconcilePolicy) {
        guard let interval = policy.interval else { return nil }
        var failed: [Job] = []
        jobs: for job in jobs {
            guard case .reconcile(let spec) = job.spec, spec.reason != .gap else { continue }
            switch job.state {
            case .failed:
                if spec.reason == .scheduled { failed.append(job) }
            case .waiting, .running, .paused:
                guard spec.reason == .scheduled else { continue }
                guard failed.isEmpty else { break jobs }
                return nil
            case .done, .cancelled: break jobs
            }
        }
        guard let last = failed.first, let end = last.finishedAt else { return nil }
        self.interval = interval
        failures = failed.count
        since = failed.last?.finishedAt ?? end
        problem = last.problem ?? "no reason was given"
        // Stores whose comparisons failed at once are not all compared again at once.
        let spread = Double(last.id.rawValue % 16) / 16
        at = end + RetryPolicy(first: Self.first, cap: interval).delay(afterAttempts: failed.count - 1, random: spread)
    }

    /// Whether it is time; a clock that was set back puts it off no longer than the schedule would.
    package func isDue(_ now: Instant) -> Bool { now >= at || at.since(now) > interval }
}

extension StoreName {
    /// Under which name it is told that comparing fails.
    package var comparisonName: String { "\(leaseName)/comparison" }
}
