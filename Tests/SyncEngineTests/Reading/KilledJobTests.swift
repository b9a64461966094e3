import Testing

@testable import SyncEngine
@testable import SyncModel

/// A process that dies anywhere, and another one that goes on.
@Suite struct KilledJobTests {
    /// Runs a job in processes that die after so many operations of the store, and at last in one that lives.
    ///
    /// - Returns: how many processes there were.
    private func run(
        _ job: Job,
        _ stage: ReadingStage,
        deaths: [Int],
        afterDeath: (Job) async throws -> Void = { _ in }
    ) async throws -> Int {
        for (index, operations) in deaths.enumerated() {
            let mortal = ObservedStore(stage.inner)
            let owned = try await stage.own(mortal)
            mortal.die(after: operations)
            do {
                _ = try await JobLoop(owned: owned, kind: job.kind).runNext()
                if !mortal.isDead { return index + 1 }
            } catch is ObservedStore.Broken {}
            try await afterDeath(job)
        }
        if await stage.inner.job(job.id)?.state.isFinal == false {
            _ = try await JobLoop(owned: stage.own(), kind: job.kind).runNext()
        }
        return deaths.count + 1
    }

    @Test func aBackfillSurvivesDeathAtEveryOperation() async throws {
        var deaths = 1
        while true {
            let stage = ReadingStage(limits: ReadLimits(batch: 7, slice: 20, operations: 2))
            stage.fill(orders: 40, customers: 15)
            let job = await stage.enqueue(.backfill(BackfillSpec()))
            let processes = try await run(job, stage, deaths: [deaths])
            let ended = try #require(await stage.inner.job(job.id))
            #expect(ended.state == .done, "killed after \(deaths)")
            #expect(ended.progress.read == 55 && ended.progress.new == 55, "killed after \(deaths)")
            await stage.expectTruth()
            // What was asked for before the death is found again, not asked for twice.
            let slices = stage.shop.set { $0.operations.compactMap(\.slice) }
            #expect(Set(slices).count == slices.count, "killed after \(deaths)")
            if processes == 1 { break }
            deaths += 1
        }
        #expect(deaths > 20)
    }

    @Test func finishedSlicesAreNotReadAgain() async throws {
        let stage = ReadingStage(limits: ReadLimits(batch: 7, slice: 20, operations: 3))
        stage.fill(orders: 200)
        let job = await stage.enqueue(.backfill(BackfillSpec(kinds: [.order])))
        var finished: [BulkSlice: Int] = [:]
        _ = try await run(job, stage, deaths: [14, 25, 40, 15, 33]) { job in
            let shop = stage.shop
            for slice in await stage.inner.slices(of: job.id, in: [.done], after: -1, limit: 100) {
                finished[slice.bulk] = finished[slice.bulk] ?? shop.set { $0.read[slice.bulk] }
            }
        }
        #expect(finished.count >= 2, "\(finished.count) slices were finished before the last death")
        for (slice, times) in finished { #expect(stage.shop.set { $0.read[slice] } == times) }
        #expect(await stage.inner.job(job.id)?.state == .done)
        await stage.expectTruth()
    }

    @Test func aReconcileSurvivesDeathAtEveryOperation() async throws {
        var deaths = 1
        while true {
            let stage = ReadingStage()
            stage.shop.set { $0.pageSize = 9 }
            stage.fill(orders: 30, customers: 10)
            _ = try await JobLoop(owned: stage.own(), kind: .backfill).runNext()
            let spec = ReconcileSpec(window: ReadWindow(.updatedAt), sweeps: true)
            let job = await stage.enqueue(.reconcile(spec))
            let processes = try await run(job, stage, deaths: [deaths])
            #expect(await stage.inner.job(job.id)?.state == .done, "killed after \(deaths)")
            await stage.expectTruth()
            if processes == 1 { break }
            deaths += 1
        }
        #expect(deaths > 10)
    }

    @Test func aFormerOwnerThatWakesUpStoresNothing() async throws {
        let stage = ReadingStage()
        stage.fill(orders: 30)
        let job = await stage.enqueue(.backfill(BackfillSpec(kinds: [.order])))
        let former = try await stage.own()
        let taken = try #require(
            await stage.inner.takeJob(
                of: ReadingStage.name,
                kind: .backfill,
                epoch: former.epoch,
                now: stage.clock.now
            )
        )
        let run = JobRun(taken, former)
        let new = try await stage.own()
        #expect(new.epoch == former.epoch + 1)
        await #expect(throws: JobStop.lost) { try await run.store(run.checkpoint()) }
        let request = former.request(
            [
                FakeShop.record(
                    .init(id: 1_000, name: "late", createdAt: stage.start, updatedAt: stage.start),
                    readAt: stage.start
                )
            ],
            origin: .history
        )
        await #expect(throws: JobStop.lost) { try await run.merge(request, run.checkpoint()) }
        #expect(await stage.inner.record(stage.key(.order, 1_000)) == nil)
        let ended = try await stage.run(job, new)
        #expect(ended.state == .done)
        stage.clock.advance(.seconds(2))
        await #expect(throws: JobStop.lost) { try await run.goOn() }
        await stage.expectTruth()
    }

    @Test(arguments: [JobRequest.pause, .cancel])
    func aPersonsWordIsHonouredWithinABatch(_ word: JobRequest) async throws {
        let stage = ReadingStage(limits: ReadLimits(batch: 5, slice: 1_000))
        stage.fill(orders: 500)
        let job = await stage.enqueue(.backfill(BackfillSpec(kinds: [.order])))
        let inner = stage.inner
        stage.shop.beforeBatch(5) { _ = await inner.ask(word, of: job.id, now: TestClock.start) }
        _ = try await JobLoop(owned: stage.own(), kind: .backfill).runNext()
        let ended = try #require(await inner.job(job.id))
        #expect(ended.state == (word == .pause ? .paused : .cancelled))
        // Heard of with the batch's own checkpoint.
        #expect(ended.progress.read == 25)
        if word == .cancel {
            #expect(stage.shop.set { $0.operations.allSatisfy { $0.state == .canceled } })
        } else {
            _ = await inner.ask(.resume, of: job.id, now: stage.clock.now)
            let resumed = try await stage.run(job, stage.own())
            #expect(resumed.state == .done && resumed.progress.read == 500 && resumed.progress.new == 500)
            await stage.expectTruth()
        }
    }
}
