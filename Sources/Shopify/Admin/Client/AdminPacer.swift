package import SyncModel
import Synchronization

/// Paces all calls to one store's GraphQL endpoint by the points that it has left: live before history.
///
/// One for each store, shared by everything that calls it.
package final class AdminPacer: Sendable {
    /// Points taken out for a call; handed back by ``settle(_:cost:)`` or ``refused(_:cost:wait:)``.
    struct Reservation: Sendable {
        let document: String
        let cost: Double
    }

    private struct State {
        var bucket: PointBucket
        /// What each document was last said to cost.
        var costs: [String: Double] = [:]
        var liveWaiting = 0
    }

    /// For a document that was never sent.
    private static let unknownCost = 10.0
    /// How long history stands back at a time while live calls wait.
    private static let standBack = Duration.milliseconds(50)

    private let clock: any WallClock
    private let random: @Sendable () -> Double
    private let sleep: @Sendable (Duration) async throws -> Void
    private let state: Mutex<State>

    /// Makes a pacer that has seen no answer yet.
    ///
    /// - Parameters:
    ///   - clock: the time.
    ///   - random: in `0..<1`, so that several nodes that were refused together do not come back together.
    ///   - sleep: waits, and throws at a shutdown.
    package init(
        clock: any WallClock,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.clock = clock
        self.random = random
        self.sleep = sleep
        state = Mutex(State(bucket: PointBucket(now: clock.now)))
    }

    /// The points that the next call finds.
    package var available: Double { state.withLock { $0.bucket.available } }

    /// Waits until a document may be sent, and takes its cost out.
    func admit(_ document: String, origin: Origin) async throws -> Reservation {
        var isWaiting = false
        defer { if isWaiting { state.withLock { $0.liveWaiting -= 1 } } }
        while true {
            let now = clock.now
            let (cost, wait) = state.withLock { state -> (Double, Duration?) in
                let cost = state.costs[document] ?? Self.unknownCost
                if origin == .history, state.liveWaiting > 0 { return (cost, Self.standBack) }
                return (cost, state.bucket.take(cost, origin: origin, at: now))
            }
            guard let wait else { return Reservation(document: document, cost: cost) }
            if origin == .live, !isWaiting {
                isWaiting = true
                state.withLock { $0.liveWaiting += 1 }
            }
            try await sleep(wait)
        }
    }

    /// The call has ended, with or without an answer that tells of points.
    func settle(_ reservation: Reservation, cost: AdminCost?) {
        let now = clock.now
        state.withLock { state in
            if let requested = cost?.requestedQueryCost { state.costs[reservation.document] = requested }
            state.bucket.settle(reservation.cost, observed: cost?.status, at: now)
        }
    }

    /// The call was refused for its cost: everybody waits until there are points for it.
    ///
    /// - Returns: how long at least.
    func refused(_ reservation: Reservation, cost: AdminCost?, wait: Duration) -> Duration {
        settle(reservation, cost: cost)
        let spread = wait * (1 + random() / 2)
        let now = clock.now
        state.withLock { state in
            let needed = cost?.requestedQueryCost ?? state.costs[reservation.document] ?? Self.unknownCost
            state.bucket.refuse(needing: needed, atLeast: spread, at: now)
        }
        return spread
    }
}
