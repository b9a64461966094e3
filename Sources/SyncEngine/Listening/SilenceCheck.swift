import Logging
import SyncModel

/// Sees whether a store that usually speaks is silent, and where it can be read, whether it has something to say.
struct SilenceCheck: Sendable {
    let store: StoreName
    let keeping: any SubscriptionStore & JobStore
    /// The store to read from; `nil` where there are no credentials.
    let owned: OwnedStore?
    let clock: any WallClock
    let logger: Logger

    /// How often it is looked.
    static let look = Duration.seconds(60)
    /// Shopify is asked less often: a shop may be quiet for a whole holiday.
    static let readInterval = Duration.seconds(900)
    /// A delivery may be under way for so long.
    private static let underWay = Duration.seconds(300)

    /// - Returns: whether Shopify was asked.
    @discardableResult
    func perform() async throws -> Bool {
        let now = clock.now
        let listening = try await keeping.listens(to: store, now: now)
        let rhythm = try await keeping.rhythm(of: store)
        guard let last = rhythm.lastAt, let usual = rhythm.usualPause,
            rhythm.isUnusuallyQuiet(now: now, listening: listening)
        else { return false }
        guard let owned else {
            try await tell(.suspected, since: last, usual)
            return false
        }
        switch try await changes(since: last, now: now, owned) {
        case nil: try await tell(.suspected, since: last, usual)
        case 0?: try await takeBack()
        case _?:
            // Before it is told: what is told already is no news after a crash.
            try await compare(since: last - owned.route.policy.overlap, now: now)
            try await tell(.certain, since: last, usual)
        }
        return true
    }

    /// How long a comparison of an ongoing silence is enough.
    fileprivate static let comparedFor = Duration.seconds(6 * 3_600)
    /// How soon one that failed is made again.
    fileprivate static let retriedAfter = Duration.seconds(1_800)

    /// Asks for what the silence hides, deletions included, and again while it lasts.
    private func compare(since: Instant, now: Instant) async throws {
        let known = try await keeping.jobs(JobFilter(store: store, kind: .reconcile), limit: 2 * Job.keptFinished)
        for kind in RecordKind.allCases {
            let window = ReadWindow(.updatedAt, since: since)
            let spec = JobSpec.reconcile(ReconcileSpec(kinds: [kind], window: window, sweeps: true, reason: .gap))
            guard !known.contains(where: { $0.spec == spec && $0.covers(now) }) else { continue }
            _ = try await keeping.enqueue(spec, store: store, now: now)
        }
    }

    /// How many records Shopify changed since the last delivery; `nil` where it lets none be counted.
    private func changes(since last: Instant, now: Instant, _ owned: OwnedStore) async throws -> Int64? {
        let window = ReadWindow(.updatedAt, since: last + Self.underWay, until: now - Self.underWay)
        var total: Int64?
        for kind in RecordKind.allCases {
            do {
                let count = try await owned.reading { () async throws(ReadFault) in
                    try await owned.route.reader.count(kind, in: window)
                }
                total = (total ?? 0) + count.count
            } catch is ReadFault {
                continue
            }
        }
        return total
    }

    @discardableResult
    private func tell(_ certainty: Silence.Certainty, since last: Instant, _ usual: Duration) async throws -> Bool {
        let silence = Silence(
            store: store,
            since: last,
            usualPause: usual,
            certainty: certainty,
            foundAt: clock.now
        )
        guard try await keeping.tell(silence) else { return false }
        let facts: Logger.Metadata = [
            "store": "\(store)", "silent_since": "\(Timestamp(last).utcSeconds)",
            "usual_pause_seconds": "\(Int(usual.seconds))",
        ]
        switch certainty {
        case .suspected: logger.warning("The store is silent, which is unusual for it", metadata: facts)
        case .certain: logger.error("The store is silent although Shopify has newer changes", metadata: facts)
        }
        return true
    }

    /// Shopify has nothing newer either: nobody bought anything.
    private func takeBack() async throws {
        guard let ended = try await keeping.silences().first(where: { $0.store == store }),
            ended.certainty == .suspected, try await keeping.endSilence(of: store) != nil
        else { return }
        logger.notice("The store is silent because nothing happens there", metadata: ["store": "\(store)"])
    }
}

extension Job {
    /// Whether it is under way, or was made so lately; one that failed has compared nothing to the end.
    ///
    /// A person who cancelled it is not contradicted at the next look.
    fileprivate func covers(_ now: Instant) -> Bool {
        !state.isFinal
            || now.since(createdAt) < (state == .failed ? SilenceCheck.retriedAfter : SilenceCheck.comparedFor)
    }
}
