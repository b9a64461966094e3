/// Whether a destination is called at all: one that only fails is probed, not hammered.
package struct CircuitState: Sendable, Hashable {
    /// Failed calls in a row.
    package private(set) var failures = 0
    private var openUntil: Instant?

    package init() {}

    /// How long to leave the destination alone; `nil` when it may be called.
    package func hold(at now: Instant) -> Duration? {
        guard let openUntil, openUntil > now else { return nil }
        return openUntil.since(now)
    }

    /// Whether the next pass is only a probe: one record, to see whether the destination is back.
    package var isProbing: Bool { failures >= Self.tolerated }

    package mutating func succeeded() {
        failures = 0
        openUntil = nil
    }

    /// - Parameter random: a number in `0..<1`, for jitter.
    package mutating func failed(at now: Instant, random: Double) {
        failures += 1
        openUntil = now + Self.backoff.delay(afterAttempts: failures - 1, random: random)
    }

    /// The destination asked to be left alone (rate limit, maintenance); that is not a failure.
    package mutating func held(until: Instant) {
        openUntil = max(openUntil ?? until, until)
    }

    private static let tolerated = 2
    private static let backoff = RetryPolicy(first: .milliseconds(500), cap: .seconds(30), maximumAttempts: .max)
}
