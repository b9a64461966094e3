import Synchronization
import Testing

@testable import SyncEngine
@testable import SyncModel

@Suite struct SlicePoolTests {
    private final class Tries: Sendable {
        let numbers = Mutex<[Int]>([])
        let isDone = Mutex(false)
    }

    /// A job under way with so many slices.
    private func run(_ stage: ReadingStage, slices: Int) async throws -> JobRun {
        let job = await stage.enqueue(.backfill(BackfillSpec(kinds: [.order])))
        let owned = try await stage.own()
        let taken = await stage.inner.takeJob(
            of: ReadingStage.name,
            kind: .backfill,
            epoch: owned.epoch,
            now: stage.clock.now
        )
        let run = JobRun(try #require(taken), owned)
        try await run.store(
            run.checkpoint { checkpoint in
                checkpoint.slices = (0..<slices).map { number in
                    JobSlice(
                        job: job.id,
                        number: number,
                        kind: .order,
                        method: .bulk,
                        window: ReadWindow(.createdAt),
                        expected: 1
                    )
                }
            }
        )
        return run
    }

    private func finish(_ slice: JobSlice, _ run: JobRun) async throws {
        var slice = slice
        slice.finish()
        try await run.store(run.checkpoint(slice))
    }

    @Test func whatBecomesDueAgainIsNotHeldUpByOneThatRunsLong() async throws {
        let stage = ReadingStage()
        let run = try await run(stage, slices: 2)
        let tries = Tries()
        let end = stage.clock.now + .seconds(3_600)
        try await SlicePool(run: run, slots: 2).work { slice in
            tries.numbers.withLock { $0.append(slice.number) }
            if slice.number == 0 {
                // Runs until the other one is done, an hour at most.
                while !tries.isDone.withLock({ $0 }), run.now < end { await run.owned.pause(.seconds(1)) }
                return try await finish(slice, run)
            }
            guard slice.attempts > 0 else {
                var failed = slice
                return try await run.note(failure: "once", of: &failed)
            }
            try await finish(slice, run)
            tries.isDone.withLock { $0 = true }
        }
        #expect(tries.isDone.withLock { $0 } && run.now < end)
        #expect(tries.numbers.withLock { $0.sorted() } == [0, 1, 1])
    }

    @Test func noMoreRunAtOnceThanThereAreSlots() async throws {
        let stage = ReadingStage()
        let run = try await run(stage, slices: 9)
        let running = Mutex((now: 0, most: 0))
        try await SlicePool(run: run, slots: 3).work { slice in
            running.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            await run.owned.pause(.seconds(1))
            try await finish(slice, run)
            running.withLock { $0.now -= 1 }
        }
        #expect(running.withLock { $0.most } <= 3)
        #expect(await stage.inner.slices(of: run.job.id, in: [.done], after: -1, limit: 100).count == 9)
    }
}
