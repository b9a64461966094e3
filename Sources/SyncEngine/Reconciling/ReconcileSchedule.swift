import SyncModel

/// Asks for a comparison when one is due; the job loop makes it.
struct ReconcileSchedule: Sendable {
    let owned: OwnedStore

    /// How often it looks whether one is due.
    private static let look = Duration.seconds(15)

    func run() async throws {
        // A former owner may have told of something.
        var told = try await owned.store.troubles().first { $0.party == owned.route.name.comparisonName }
        guard owned.route.policy.interval != nil else { return try await tell(nil, &told) }
        var asked: [RecordKind: Instant] = [:]
        while !owned.isStopping {
            try await tell(try await ask(&asked), &told)
            await owned.pause(Self.look)
        }
    }

    /// Asks for what is due; one that failed is asked for again after a while.
    ///
    /// - Returns: what is known of one that failed and is not asked for again yet.
    @discardableResult
    func ask(_ asked: inout [RecordKind: Instant]) async throws -> ReconcileRetry? {
        let now = owned.clock.now
        let policy = owned.route.policy
        var due: [RecordKind] = []
        var sweeps = false
        var retry: ReconcileRetry?
        for kind in [RecordKind.customer, .order] {
            let mark = try await owned.store.watermark(of: owned.route.name, kind: kind)
            let last = Watermark(store: owned.route.name, kind: kind, at: .beginning, checkedAt: asked[kind])
            guard policy.isDue(mark, now: now) else { continue }
            if retry == nil { retry = try await failed() }
            guard retry?.isDue(now) ?? policy.isDue(last, now: now) else { continue }
            due.append(kind)
            if policy.isSweepDue(mark, now: now) { sweeps = true }
        }
        guard !due.isEmpty else { return retry }
        // It could only wait. What is missed is in the watermark, and compared once the store can be read again.
        guard try await !owned.store.readPauses().contains(where: { $0.store == owned.route.name }) else {
            return retry
        }
        for kind in due { asked[kind] = now }
        let spec = ReconcileSpec(kinds: due, sweeps: sweeps, reason: .scheduled)
        _ = try await owned.store.enqueue(.reconcile(spec), store: owned.route.name, now: now)
        return nil
    }

    private func failed() async throws -> ReconcileRetry? {
        let jobs = try await owned.store.jobs(
            JobFilter(store: owned.route.name, kind: .reconcile),
            limit: ReconcileRetry.lookedAt
        )
        return ReconcileRetry(jobs, policy: owned.route.policy)
    }

    /// Keeps what people are told of a comparison that failed as it is now.
    func tell(_ retry: ReconcileRetry?, _ told: inout Trouble?) async throws {
        let trouble = retry.map {
            Trouble(
                party: owned.route.name.comparisonName,
                since: $0.since,
                message: $0.problem,
                nextTryAt: $0.at
            )
        }
        guard trouble != told else { return }
        if let trouble {
            try await owned.store.keep(trouble)
        } else {
            try await owned.store.endTrouble(of: owned.route.name.comparisonName)
        }
        told = trouble
    }
}
