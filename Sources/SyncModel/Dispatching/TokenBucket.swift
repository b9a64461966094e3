/// A quota of calls per window, spent so that no window of that length ever holds more than the limit.
///
/// Capacity and refill are chosen together: `capacity + refill × window ≤ limit`, so the rule holds for windows that
/// roll as well as for fixed ones. A share is left to the account's other users. A value; the caller brings the time.
package struct TokenBucket: Sendable, Hashable {
    package private(set) var limit: Int
    package private(set) var window: Duration
    /// The part of the limit that is not used, in `0..<1`.
    package let reserve: Double
    private var tokens: Double
    private var updatedAt: Instant
    private var blockedUntil: Instant?

    /// A full bucket.
    package init(limit: Int, window: Duration, reserve: Double, now: Instant) {
        self.limit = limit
        self.window = window
        self.reserve = reserve
        tokens = 0
        updatedAt = now
        blockedUntil = nil
        tokens = capacity
    }

    private var usable: Double { max(1, Double(limit) * (1 - reserve)) }

    /// What may be spent at once after a quiet time: a tenth of what may be used.
    package var capacity: Double { max(1, usable / 10) }

    private var refillPerSecond: Double { max(usable - capacity, usable / 2) / window.seconds }

    /// Spends one call, or tells how long to wait before asking again.
    ///
    /// - Parameter keeping: tokens that must stay behind, so that history leaves room for live calls.
    package mutating func take(at now: Instant, keeping: Double = 0) -> Duration? {
        refill(at: now)
        if let blockedUntil, blockedUntil > now { return blockedUntil.since(now) }
        guard tokens >= 1 + keeping else {
            let missing = 1 + keeping - tokens
            return .microseconds(Int64((missing / refillPerSecond * 1_000_000).rounded(.up)) + 1)
        }
        tokens -= 1
        return nil
    }

    /// How long until a call could be made, without spending it.
    package mutating func wait(at now: Instant) -> Duration? {
        let before = self
        defer { self = before }
        return take(at: now)
    }

    /// Takes over what the service said of this quota.
    package mutating func observe(_ observation: QuotaObservation, at now: Instant) {
        refill(at: now)
        if let limit = observation.limit, limit > 0, limit != self.limit {
            self.limit = limit
            tokens = min(tokens, capacity)
        }
        if let window = observation.window, window > .zero { self.window = window }
        if let remaining = observation.remaining {
            // Others may share the window: what the service still grants bounds what we think we have.
            tokens = min(tokens, max(0, Double(remaining) - Double(limit) * reserve))
        }
        if let refused = observation.refusedFor {
            blockedUntil = max(blockedUntil ?? now, now + refused)
            tokens = 0
        }
    }

    private mutating func refill(at now: Instant) {
        let elapsed = now.since(updatedAt).seconds
        // A clock that was set back must neither grant nor take anything.
        if elapsed > 0 { tokens = min(capacity, tokens + elapsed * refillPerSecond) }
        updatedAt = now
    }
}
