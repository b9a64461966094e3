/// When to try a failed lane again: exponential backoff with full jitter, capped.
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

    /// The pause before the next attempt.
    ///
    /// - Parameters:
    ///   - attempts: how many have failed before this one, 0 for the first failure.
    ///   - random: a number in `0..<1`.
    package func delay(afterAttempts attempts: Int, random: Double) -> Duration {
        let exponent = min(attempts, 20)
        let ceiling = min(cap.seconds, first.seconds * Double(1 << exponent))
        // Never less than half of the ceiling: a jitter of nearly nothing would hammer.
        return .microseconds(Int64((ceiling / 2 + ceiling / 2 * random) * 1_000_000))
    }
}
