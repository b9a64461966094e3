/// When to try a failed lane again: exponential backoff with jitter, capped.
package struct RetryPolicy: Sendable, Hashable {
    package var first: Duration
    package var cap: Duration
    /// After this many failed attempts the lane is parked.
    package var maximumAttempts: Int

    package init(first: Duration = .seconds(1), cap: Duration = .seconds(600), maximumAttempts: Int = 12) {
        self.first = first
        self.cap = cap
        self.maximumAttempts = maximumAttempts
    }

    /// The pause before the next attempt, where `attempts` have failed before this one; `random` is in `0..<1`.
    ///
    /// Between half of the ceiling and the whole: a jitter of nearly nothing would hammer.
    package func delay(afterAttempts attempts: Int, random: Double) -> Duration {
        let exponent = min(max(attempts, 0), 20)
        let ceiling = min(cap.seconds, first.seconds * Double(1 << exponent))
        return .microseconds(Int64((ceiling / 2 + ceiling / 2 * random) * 1_000_000))
    }
}
