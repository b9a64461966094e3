/// A quota of calls per window, spent so that no window of that length ever holds more than the limit.
///
/// Capacity and refill are chosen together: `capacity + refill × window ≤ limit`, so the rule holds for windows that
/// roll as well as for fixed ones. A share is left to the account's other users. A value; the caller brings the time.
package struct TokenBucket: Sendable, Hashable {
    package private(set) var limit: Int
    package private(set) var window: Duration
    /// The part of the limit that is not used, in `0..<1`.
    ///
    /// One call per window is always used.
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

    /// What may be spent at once after a quiet time: a twentieth of what may be used.
    package var capacity: Double { max(1, usable / 20) }

    // Below two calls per window only whole calls count, so capacity 1 and half a refill still make one call.
    private var refillPerSecond: Double { max(usable - capacity, usable / 2) / window.seconds }

    /// Spends one call, or tells how long to wait before asking again.
    ///
    /// `keeping` tokens stay behind, so that history leaves room for live calls.
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

    /// How long until this many calls could be made one after the other, without spending them.
    ///
    /// More calls than a full bucket holds are waited for until it is full. `keeping` tokens stay behind.
    package func wait(at now: Instant, calls: Int = 1, keeping: Double = 0) -> Duration? {
        var copy = self
        return copy.take(at: now, keeping: max(0, min(Double(calls) + keeping, capacity) - 1))
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
            let reserved = Double(limit) * reserve
            tokens = min(tokens, max(0, Double(remaining) - reserved))
            // Where they have eaten into the reserve, our usual pace would end in a refusal: a tenth of a window's rest.
            if Double(remaining) <= reserved / 2 { block(until: now + window / 10) }
        }
        if let refused = observation.refusedFor {
            block(until: now + refused)
            tokens = 0
        }
    }

    private mutating func block(until time: Instant) {
        blockedUntil = max(blockedUntil ?? time, time)
    }

    private mutating func refill(at now: Instant) {
        let elapsed = now.since(updatedAt)
        if elapsed > .zero {
            tokens = min(capacity, tokens + elapsed.seconds * refillPerSecond)
        } else {
            // A clock that was set back must neither grant nor take anything.
            blockedUntil = blockedUntil.map { $0 + elapsed }
        }
        updatedAt = now
    }
}
