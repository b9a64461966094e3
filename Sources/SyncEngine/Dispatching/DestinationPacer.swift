import Metrics
import ServiceLifecycle
import Synchronization
package import SyncModel

/// Paces one destination's calls: a token bucket per quota of the CRM, live before history.
///
/// The destination has one owner, so this alone is exact; what the CRM says in its answers corrects it.
package final class DestinationPacer: RequestPacer {
    private struct State {
        var buckets: [String: TokenBucket]
        /// Live calls that wait, by bucket: while there are any, history stands back.
        var liveWaiting: [String: Int] = [:]
        var admitted: [String: Int] = [:]
        var day: DailyBudget
    }

    /// Tokens that history leaves in a bucket, as a part of its capacity.
    private static let liveShare = 0.3

    /// A wait up to this long is sat out at a shutdown.
    private static let shutdownPatience = Duration.seconds(1)

    private let destination: DestinationName
    private let reserve: Double
    private let clock: any WallClock
    private let sleep: @Sendable (Duration) async throws -> Void
    private let metrics = EngineMetrics()
    private let state: Mutex<State>
    private let mayCall: Mutex<@Sendable () -> Bool> = Mutex { true }

    /// Quotas are by the connector's bucket names; a bucket without one is not limited until the CRM speaks of it.
    ///
    /// `reserve` is the part of each quota left to the account's other users, in `0..<1`.
    package init(
        destination: DestinationName,
        quotas: [String: CallQuota],
        reserve: Double,
        clock: any WallClock,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.destination = destination
        self.reserve = reserve
        self.clock = clock
        self.sleep = sleep
        let now = clock.now
        state = Mutex(
            State(
                buckets: quotas.mapValues {
                    TokenBucket(limit: $0.limit, window: $0.window, reserve: reserve, now: now)
                },
                day: DailyBudget(reserve: reserve)
            )
        )
    }

    /// Asks before every call whether this server may make any: one that stood still must not, since others took its place.
    package func fence(_ mayCall: @escaping @Sendable () -> Bool) {
        self.mayCall.withLock { $0 = mayCall }
    }

    /// Whether the fence lets calls through.
    package var isOpen: Bool { mayCall.withLock { $0 }() }

    package func admit(_ call: CallClass) async throws {
        try await waitForTurn(call)
        guard isOpen else { throw CancellationError() }
    }

    private func waitForTurn(_ call: CallClass) async throws {
        guard let first = take(call) else { return }
        if call.origin == .live { count(call, by: 1) }
        defer { if call.origin == .live { count(call, by: -1) } }
        var delay = first
        while true {
            try await wait(delay)
            guard let next = take(call) else { return }
            delay = next
        }
    }

    /// A call that must wait for long is given up at a graceful shutdown: its records are delivered after the restart.
    private func wait(_ delay: Duration) async throws {
        guard delay > Self.shutdownPatience else { return try await sleep(delay) }
        let sleep = sleep
        try await cancelWhenGracefulShutdown { try await sleep(delay) }
        if Task.isShuttingDownGracefully { throw CancellationError() }
    }

    /// How long until so many calls could be made, without making them; `nil` for now.
    ///
    /// Claiming records before that would only make them wait with older content.
    package func wait(calls: Int = 1, bucket: String = "default", origin: Origin = .live) -> Duration? {
        state.withLock { state in
            guard let bucket = state.buckets[bucket] else { return nil }
            return bucket.wait(at: clock.now, calls: calls, keeping: origin == .history ? Self.keptForLive(bucket) : 0)
        }
    }

    /// How long the rest of the day's quota is for others, or for live calls only; `nil` where there is enough.
    ///
    /// To be asked before records are claimed. Calls of a pass under way are let through: held until midnight, they would
    /// keep its records from being delivered with newer content.
    package func dailyWait(_ origin: Origin) -> Duration? {
        state.withLock { $0.day.wait(origin, at: clock.now) }
    }

    /// The calls let through so far.
    package func admitted(bucket: String = "default") -> Int {
        state.withLock { $0.admitted[bucket, default: 0] }
    }

    package func observe(_ observation: QuotaObservation, for call: CallClass) {
        let now = clock.now
        state.withLock { state in
            state.day.observe(observation, at: now)
            guard var bucket = state.buckets[call.bucket] ?? newBucket(for: observation, now: now) else { return }
            bucket.observe(observation, at: now)
            state.buckets[call.bucket] = bucket
        }
        if let remaining = observation.remaining {
            metrics.quotaRemaining(destination, window: call.bucket, remaining: remaining)
        }
        if let remaining = observation.dailyRemaining {
            metrics.quotaRemaining(destination, window: "day", remaining: remaining)
        }
    }

    /// A bucket for a quota that was not configured, once the CRM limits it.
    private func newBucket(for observation: QuotaObservation, now: Instant) -> TokenBucket? {
        if let limit = observation.limit, let window = observation.window, limit > 0, window > .zero {
            return TokenBucket(limit: limit, window: window, reserve: reserve, now: now)
        }
        guard observation.refusedFor != nil else { return nil }
        // Nothing is known but that it was too much: only the pause counts.
        return TokenBucket(limit: 1_000_000, window: .seconds(1), reserve: reserve, now: now)
    }

    private func take(_ call: CallClass) -> Duration? {
        let now = clock.now
        return state.withLock { state in
            guard var bucket = state.buckets[call.bucket] else { return nil }
            defer { state.buckets[call.bucket] = bucket }
            let wait: Duration?
            if call.origin == .live {
                wait = bucket.take(at: now)
            } else if state.liveWaiting[call.bucket, default: 0] > 0 {
                wait = bucket.wait(at: now) ?? .milliseconds(20)
            } else {
                wait = bucket.take(at: now, keeping: Self.keptForLive(bucket))
            }
            if wait == nil { state.admitted[call.bucket, default: 0] += 1 }
            return wait
        }
    }

    private static func keptForLive(_ bucket: TokenBucket) -> Double { (bucket.capacity - 1) * liveShare }

    private func count(_ call: CallClass, by change: Int) {
        state.withLock { $0.liveWaiting[call.bucket, default: 0] += change }
    }
}
