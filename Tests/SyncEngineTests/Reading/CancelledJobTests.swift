import Testing

@testable import SyncEngine
@testable import SyncModel

/// What a job leaves at Shopify that is cancelled while nobody runs it.
@Suite struct CancelledJobTests {
    private static let spec = JobSpec.backfill(BackfillSpec(kinds: [.order]))

    /// A backfill that was paused while its operations ran.
    private func paused() async throws -> (stage: ReadingStage, job: Job) {
        let stage = ReadingStage(limits: ReadLimits(batch: 5, slice: 100))
        stage.fill(orders: 300)
        let job = await stage.enqueue(Self.spec)
        let inner = stage.inner
        stage.shop.beforeBatch(2) { _ = await inner.ask(.pause, of: job.id, now: TestClock.start) }
        _ = try await JobLoop(owned: stage.own(), kind: .backfill).runNext()
        #expect(await inner.job(job.id)?.state == .paused)
        #expect(stage.shop.set { !$0.operations.isEmpty && $0.operations.allSatisfy { $0.state != .canceled } })
        return (stage, job)
    }

    private func open(_ stage: ReadingStage, _ job: Job) async -> Set<BulkOperation.ID> {
        let slices = await stage.inner.slices(of: job.id, in: [.starting, .running], after: -1, limit: 100)
        return Set(slices.compactMap(\.operation))
    }

    @Test func operationsOfAPausedJobAreCancelledWithIt() async throws {
        let (stage, job) = try await paused()
        let left = await open(stage, job)
        #expect(!left.isEmpty)
        guard case .accepted(let cancelled) = await stage.inner.ask(.cancel, of: job.id, now: stage.clock.now) else {
            Issue.record("a paused job may be cancelled")
            return
        }
        // It is over for whoever asked; nothing is pending for them.
        #expect(cancelled.state == .cancelled && cancelled.finishedAt != nil && cancelled.pending == nil)
        let jobs = CancelledJobs(owned: try await stage.own())
        // Shopify does not answer at first.
        stage.shop.set { $0.faults = Array(repeating: FakeShop.fault, count: left.count) }
        try await jobs.end()
        #expect(stage.shop.set { $0.operations.allSatisfy { $0.state != .canceled } })
        #expect(await stage.inner.job(job.id)?.leavesOperations == true)
        try await jobs.end()
        let ended = stage.shop.set { Set($0.operations.filter { $0.state == .canceled }.map(\.id)) }
        #expect(ended == left)
        let after = try #require(await stage.inner.job(job.id))
        #expect(after.state == .cancelled && after.request == nil && after.finishedAt == cancelled.finishedAt)
        // Once, and never again.
        let calls = stage.shop.set { $0.calls }
        try await jobs.end()
        #expect(stage.shop.set { $0.calls } == calls)
    }

    @Test func aFormerOwnerEndsNothingAndAJobThatNeverBeganLeavesNothing() async throws {
        let (stage, job) = try await paused()
        _ = await stage.inner.ask(.cancel, of: job.id, now: stage.clock.now)
        let former = CancelledJobs(owned: try await stage.own())
        _ = try await stage.own()
        try await former.end()
        #expect(await stage.inner.job(job.id)?.leavesOperations == true, "its word is fenced by the epoch")
        let waiting = await stage.enqueue(Self.spec)
        _ = await stage.inner.ask(.cancel, of: waiting.id, now: stage.clock.now)
        #expect(await stage.inner.job(waiting.id)?.leavesOperations == false)
    }

    @Test func whatIsForgottenAfterADayStaysForgotten() async throws {
        let (stage, job) = try await paused()
        _ = await stage.inner.ask(.cancel, of: job.id, now: stage.clock.now)
        stage.clock.advance(.seconds(90_000))
        stage.shop.set { $0.faults = Array(repeating: FakeShop.fault, count: 50) }
        try await CancelledJobs(owned: try await stage.own()).end()
        #expect(await stage.inner.job(job.id)?.leavesOperations == false)
    }
}
