/// Whether a destination is called at all: one that only fails is probed, not hammered.
package struct CircuitState: Sendable, Hashable {
    private struct Hold: Sendable, Hashable {
        var since: Instant
        var until: Instant

        /// What is left of it.
        ///
        /// A clock that was set back ends a hold, or it would last for as long as the clock was set.
        func left(at now: Instant) -> Duration? {
            now >= since && now < until ? until.since(now) : nil
        }
    }

    /// Failed calls in a row.
    package private(set) var failures = 0
    private var backoff: Hold?
    private var request: Hold?

    package init() {}

    /// How long to leave the destination alone; `nil` when it may be called.
    package func hold(at now: Instant) -> Duration? {
        [backoff, request].compactMap { $0?.left(at: now) }.max()
    }

    /// Whether the next pass is only a probe: one record, to see whether the destination is back.
    package var isProbing: Bool { failures >= Self.tolerated }

    /// A call got through.
    ///
    /// What the destination asked for in another answer stands.
    package mutating func succeeded() {
        failures = 0
        backoff = nil
    }

    /// A call failed for the destination's own sake; `random` in `0..<1` is for jitter.
    package mutating func failed(at now: Instant, random: Double) {
        failures += 1
        backoff = Hold(since: now, until: now + Self.policy.delay(afterAttempts: failures - 1, random: random))
    }

    /// The destination asked to be left alone (rate limit, maintenance); that is not a failure.
    package mutating func held(for time: Duration, at now: Instant) {
        let left = request?.left(at: now) ?? .zero
        request = Hold(since: now, until: now + max(time, left))
    }

    private static let tolerated = 2
    private static let policy = RetryPolicy(first: .milliseconds(500), cap: .seconds(30), maximumAttempts: .max)
}
