import SyncModel

/// Retries or discards parked records, all at once or so many a second, and stops where that does no good.
struct PacedRelease: Sendable {
    enum End: Sendable, Hashable {
        case done
        /// As many were parked meanwhile as were to be put up with: of a retry the same ones again, of a discard others.
        case stopped(parkedAgain: Int)
        case interrupted
    }

    struct Outcome: Sendable, Hashable {
        var released = 0
        var end = End.done
    }

    let store: any SyncStore
    let filter: FailureFilter
    var discards = false
    /// Records a second; `nil` for all at once.
    var rate: Int?
    /// Stops once so many are parked meanwhile.
    var stopAt: Int?
    let clock: any WallClock
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    func run() async throws -> Outcome {
        guard let rate else {
            return Outcome(released: try await store.release(filter, discard: discards, now: clock.now))
        }
        var outcome = Outcome()
        let begun = clock.now
        // What is parked again meanwhile had its turn.
        var open = filter
        open.parkedBefore = begun
        while true {
            let count = try await store.release(open, discard: discards, limit: rate, now: clock.now)
            outcome.released += count
            guard count == rate else { return outcome }
            do {
                try await sleep(.seconds(1))
            } catch {
                outcome.end = .interrupted
                return outcome
            }
            if let again = try await parkedAgain(since: begun) {
                outcome.end = .stopped(parkedAgain: again)
                return outcome
            }
        }
    }

    /// How many came meanwhile, once those are too many.
    private func parkedAgain(since begun: Instant) async throws -> Int? {
        guard let stopAt else { return nil }
        var again = filter
        again.parkedSince = begun
        let count = try await store.parkedLanes(again, limit: stopAt).count
        return count >= stopAt ? count : nil
    }
}
