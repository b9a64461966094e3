import SyncModel

/// Asks for a comparison when one is due; the job loop makes it.
struct ReconcileSchedule: Sendable {
    let owned: OwnedStore

    /// How often it looks whether one is due.
    private static let look = Duration.seconds(15)

    func run() async throws {
        guard owned.route.policy.interval != nil else { return }
        var asked: [RecordKind: Instant] = [:]
        while !owned.isStopping {
            try await ask(&asked)
            await owned.pause(Self.look)
        }
    }

    /// Asks for what is due; one that failed is asked for again only after another interval.
    func ask(_ asked: inout [RecordKind: Instant]) async throws {
        let now = owned.clock.now
        let policy = owned.route.policy
        var due: [RecordKind] = []
        var sweeps = false
        for kind in [RecordKind.customer, .order] {
            let mark = try await owned.store.watermark(of: owned.route.name, kind: kind)
            let last = Watermark(store: owned.route.name, kind: kind, at: .beginning, checkedAt: asked[kind])
            guard policy.isDue(mark, now: now), policy.isDue(last, now: now) else { continue }
            due.append(kind)
            if policy.isSweepDue(mark, now: now) { sweeps = true }
        }
        guard !due.isEmpty else { return }
        // It could only wait. What is missed is in the watermark, and compared once the store can be read again.
        guard try await !owned.store.readPauses().contains(where: { $0.store == owned.route.name }) else { return }
        for kind in due { asked[kind] = now }
        let spec = ReconcileSpec(kinds: due, sweeps: sweeps, reason: .scheduled)
        _ = try await owned.store.enqueue(.reconcile(spec), store: owned.route.name, now: now)
    }
}
