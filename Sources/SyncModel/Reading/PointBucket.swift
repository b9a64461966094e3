/// Shopify's budget of query points for one app and store, as its answers tell of it.
///
/// A bucket that refills by so many points a second; every call takes its cost out first and gets back what it did not
/// use. A value; the caller brings the time.
package struct PointBucket: Sendable, Hashable {
    /// What an answer says: `extensions.cost.throttleStatus`.
    package struct Status: Sendable, Hashable {
        package var maximum: Double
        package var available: Double
        package var restoreRate: Double

        package init(maximum: Double, available: Double, restoreRate: Double) {
            self.maximum = maximum
            self.available = available
            self.restoreRate = restoreRate
        }
    }

    /// The part of the bucket that history leaves to live reads.
    private static let liveShare = 0.3

    private var status: Status
    private var updatedAt: Instant
    /// Costs of calls whose answers are not there yet.
    private var inFlight: Double = 0
    private var blockedUntil: Instant?

    /// Before the first answer, the smallest bucket that Shopify was ever seen to give.
    package init(now: Instant) {
        status = Status(maximum: 1_000, available: 1_000, restoreRate: 50)
        updatedAt = now
    }

    package var available: Double { status.available }

    /// Takes the cost of a call out, or tells how long to wait before asking again.
    package mutating func take(_ cost: Double, origin: Origin, at now: Instant) -> Duration? {
        refill(at: now)
        if let blockedUntil, blockedUntil > now { return blockedUntil.since(now) }
        let wanted = min(cost, status.maximum)
        let kept = origin == .live ? 0 : min(status.maximum * Self.liveShare, status.maximum - wanted)
        guard status.available >= wanted + kept else { return duration(for: wanted + kept - status.available) }
        status.available -= wanted
        inFlight += wanted
        return nil
    }

    /// A call that was taken out has ended; `observed` is what its answer said, if it said anything.
    package mutating func settle(_ cost: Double, observed: Status?, at now: Instant) {
        refill(at: now)
        inFlight = max(0, inFlight - min(cost, status.maximum))
        guard let observed, observed.maximum > 0, observed.restoreRate > 0 else { return }
        status = observed
        // Calls on their way may not be in Shopify's number yet: counting them twice only makes us slower for a moment.
        status.available = max(0, min(observed.available, observed.maximum) - inFlight)
        updatedAt = now
    }

    /// A call was refused for its cost: nobody calls before so many points are there again, and not before `wait`.
    package mutating func refuse(needing cost: Double, atLeast wait: Duration, at now: Instant) {
        refill(at: now)
        let missing = min(cost, status.maximum) - status.available
        let until = now + max(wait, missing > 0 ? duration(for: missing) : .zero)
        blockedUntil = max(blockedUntil ?? until, until)
    }

    private func duration(for points: Double) -> Duration {
        .microseconds(Int64((points / status.restoreRate * 1_000_000).rounded(.up)) + 1)
    }

    private mutating func refill(at now: Instant) {
        let elapsed = now.since(updatedAt)
        if elapsed > .zero {
            status.available = min(status.maximum, status.available + elapsed.seconds * status.restoreRate)
        } else {
            // A clock that was set back must neither grant nor take anything.
            blockedUntil = blockedUntil.map { $0 + elapsed }
        }
        updatedAt = now
    }
}
