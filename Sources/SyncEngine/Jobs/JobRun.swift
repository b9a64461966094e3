import SyncModel
import Synchronization

/// One job under way: its checkpoints, and whether it may go on.
final class JobRun: Sendable {
    let owned: OwnedStore
    let job: Job

    private struct State {
        var request: JobRequest?
        var lookedAt: Instant
        var activeAt: Instant
        /// What the job was last said to wait for.
        var reason: String?
        /// Parts that are under way, and those of them that wait until one of Shopify's bulk operations ends.
        var parts = 0
        var heldParts = 0
    }

    private let state: Mutex<State>
    private let metrics = EngineMetrics()

    /// The longest time between two checkpoints that counts as work: a machine that slept did not work.
    private static let longestActive = Duration.seconds(60)

    init(_ job: Job, _ owned: OwnedStore) {
        self.owned = owned
        self.job = job
        let now = owned.clock.now
        state = Mutex(State(request: job.request, lookedAt: now, activeAt: now))
    }

    var now: Instant { owned.clock.now }

    /// Whether the job may go on; looks at what a person asks, at most every second.
    ///
    /// - Throws: `JobStop`.
    func goOn() async throws {
        try stopIfAsked()
        let now = now
        let looks = state.withLock { state in
            guard now.since(state.lookedAt) >= .seconds(1) || now < state.lookedAt else { return false }
            state.lookedAt = now
            return true
        }
        if looks {
            guard let stored = try await owned.store.job(job.id), stored.state == .running, stored.epoch == owned.epoch
            else { throw JobStop.lost }
            state.withLock { $0.request = stored.request }
            try stopIfAsked()
        }
        try await tellWaiting()
    }

    /// The same by what is known already, for inner loops.
    func stopIfAsked() throws {
        if owned.isStopping { throw JobStop.shutdown }
        switch state.withLock({ $0.request }) {
        case .pause: throw JobStop.paused
        case .cancel: throw JobStop.cancelled
        case .resume, nil: break
        }
    }

    /// Reads, however long it takes, as long as the job may go on.
    func reading<Value>(_ body: () async throws(ReadFault) -> Value) async throws -> Value {
        try await owned.reading({ try await self.goOn() }, body)
    }

    /// Sleeps a while in parts, as long as the job may go on.
    func pause(_ time: Duration) async throws {
        let until = now + time
        while now < until {
            try await goOn()
            await owned.pause(min(until.since(now), OwnedStore.look))
        }
    }

    /// Does one part of the job, of which several may be under way at once.
    func part<Value>(_ body: () async throws -> Value) async throws -> Value {
        state.withLock { $0.parts += 1 }
        defer { state.withLock { $0.parts -= 1 } }
        return try await body()
    }

    /// Says of a part that it waits for a place among the bulk operations that Shopify runs at once, or that it has one.
    func part(isHeld: Bool) { state.withLock { $0.heldParts += isHeld ? 1 : -1 } }

    /// What is said while nothing of the job goes on.
    static let operationsAreFull =
        "as many bulk operations as Shopify runs at once run already, begun by this app elsewhere; it goes on once one ends"

    /// A checkpoint of what was done until now.
    func checkpoint(_ slices: JobSlice..., fill: (inout JobCheckpoint) -> Void = { _ in }) -> JobCheckpoint {
        let now = now
        let active = state.withLock { state in
            defer { state.activeAt = now }
            return min(max(now.since(state.activeAt), .zero), Self.longestActive)
        }
        var checkpoint = JobCheckpoint(job: job.id, epoch: owned.epoch, now: now, slices: slices)
        checkpoint.progress.active = active
        fill(&checkpoint)
        return checkpoint
    }

    /// Stores a checkpoint.
    ///
    /// - Throws: `JobStop.lost` where it is refused. What a person asks is only remembered, for ``goOn()``.
    func store(_ checkpoint: JobCheckpoint) async throws {
        try take(await owned.store.checkpoint(checkpoint))
    }

    /// Merges what was read together with a checkpoint.
    @discardableResult
    func merge(_ request: MergeRequest, _ checkpoint: JobCheckpoint) async throws -> MergeReport {
        var request = request
        request.checkpoint = checkpoint
        let report = try await owned.merge(request)
        if let answer = report.checkpoint { try take(answer) }
        if job.kind == .backfill {
            for (kind, records) in Dictionary(grouping: request.records, by: \.kind) {
                metrics.backfilled(job.store, kind, count: records.count)
            }
        }
        return report
    }

    private func take(_ answer: CheckpointAnswer) throws {
        switch answer {
        case .refused: throw JobStop.lost
        case .stored(let request): state.withLock { $0.request = request }
        }
    }

    /// Says what the job waits for, whenever that is something else, and once that it goes on.
    private func tellWaiting() async throws {
        let gate = await owned.gate.reason
        let (reason, changes) = state.withLock { state in
            let isHeld = state.heldParts > 0 && state.heldParts == state.parts
            let reason = gate ?? (isHeld ? Self.operationsAreFull : nil)
            defer { state.reason = reason }
            return (reason, state.reason != reason)
        }
        guard changes else { return }
        try await store(checkpoint { $0.waitsFor = reason.map { .because($0) } ?? .nothing })
    }
}
