import Conformance
import Synchronization
import Testing

@testable import SyncEngine
@testable import SyncModel

/// An error that nobody foresaw concerns the job that met it, and nothing else of the store.
@Suite struct JobLoopTests {
    private struct Unforeseen: Error {}

    /// A store whose merges fail so many times.
    private func failing(_ stage: ReadingStage, times: Int) -> ObservedStore {
        let store = ObservedStore(stage.inner)
        let left = Mutex(times)
        let inner = stage.inner
        store.mergeStub.withLock { stub in
            stub = { request in
                let fails = left.withLock { left in
                    left -= 1
                    return left >= 0
                }
                if fails { throw Unforeseen() }
                return await inner.merge(request)
            }
        }
        return store
    }

    private func owned(_ stage: ReadingStage, _ store: ObservedStore, _ log: CapturedLog) async throws -> OwnedStore {
        let owned = try await stage.own(store)
        return OwnedStore(
            route: owned.route,
            store: store,
            epoch: owned.epoch,
            gate: owned.gate,
            clock: owned.clock,
            random: owned.random,
            sleep: owned.sleep,
            logger: log.logger
        )
    }

    @Test func anErrorThatPassesIsGotOver() async throws {
        let stage = ReadingStage(limits: ReadLimits(batch: 7, slice: 1_000))
        stage.fill(orders: 30)
        let log = CapturedLog()
        let job = await stage.enqueue(.backfill(BackfillSpec(kinds: [.order])))
        let owned = try await owned(stage, failing(stage, times: 2), log)
        let before = stage.clock.now
        #expect(try await stage.run(job, owned).state == .done)
        #expect(stage.clock.now.since(before) >= .seconds(5))
        #expect(log.count("A job met an unexpected error and is tried again") == 1)
        await stage.expectTruth()
    }

    @Test func anErrorThatStaysFailsTheJobAndNoOther() async throws {
        let stage = ReadingStage(limits: ReadLimits(batch: 7, slice: 1_000))
        stage.fill(orders: 30)
        let job = await stage.enqueue(.backfill(BackfillSpec(kinds: [.order])))
        let dryRun = await stage.enqueue(.backfill(BackfillSpec(kinds: [.order], isDryRun: true)))
        let owned = try await owned(stage, failing(stage, times: .max), CapturedLog())
        let failed = try await stage.run(job, owned)
        #expect(failed.state == .failed)
        #expect(failed.problem?.contains("unexpected error") == true)
        #expect(failed.problem?.contains("sluice jobs resume \(job.id)") == true)
        #expect(try await stage.run(dryRun, owned).state == .done)
        // A person may try it again once the cause is gone.
        _ = await stage.inner.ask(.resume, of: job.id, now: stage.clock.now)
        #expect(try await stage.run(job, stage.own()).state == .done)
        await stage.expectTruth()
    }

    @Test func aLostStoreIsNoErrorOfTheJob() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 30)
        let job = await stage.enqueue(.backfill(BackfillSpec(kinds: [.order])))
        let owned = try await stage.own()
        stage.shop.beforeBatch(2) { _ = try? await stage.own() }
        await #expect(throws: JobStop.lost) { try await JobLoop(owned: owned, kind: .backfill).runNext() }
        #expect(await stage.inner.job(job.id)?.state == .running)
    }
}
