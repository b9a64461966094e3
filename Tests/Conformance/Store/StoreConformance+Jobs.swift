import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let jobs: [StoreCheck] = [
        StoreCheck("A job is asked for once, taken once, and told of as it stands.") { stage in
            let store = stage.store
            let spec = JobSpec.backfill(BackfillSpec(since: Stage.at(5), destinations: [Stage.crm]))
            let job = try await store.enqueue(spec, store: Stage.shop, now: Stage.at(0))
            #expect(try await store.enqueue(spec, store: Stage.shop, now: Stage.at(1)) == job)
            let other = try await store.enqueue(.reconcile(ReconcileSpec()), store: Stage.shop, now: Stage.at(2))
            #expect(other.id != job.id)
            #expect(try await store.job(job.id) == job)
            #expect(try await store.jobs(JobFilter(), limit: 10).map(\.id) == [other.id, job.id])
            #expect(try await store.jobs(JobFilter(kind: .backfill), limit: 10).map(\.id) == [job.id])
            #expect(try await store.jobs(JobFilter(store: StoreName("other")), limit: 10).isEmpty)
            #expect(try await store.takeJob(of: Stage.shop, kind: .backfill, epoch: 1, now: Stage.at(3)) == nil)
            let epoch = try await stage.ownShop()
            let taken = try await store.takeJob(of: Stage.shop, kind: .backfill, epoch: epoch, now: Stage.at(3))
            #expect(taken?.id == job.id && taken?.state == .running && taken?.startedAt == Stage.at(3))
            #expect(try await store.takeJob(of: Stage.shop, kind: .backfill, epoch: 9, now: Stage.at(3)) == nil)
            #expect(try await store.overview().jobs.map(\.state) == [.waiting, .running])
        },
        StoreCheck("A comparison that is paused or under way serves nobody who asks for one anew.") { stage in
            let store = stage.store
            let epoch = try await stage.ownShop()
            for (reason, joinsRunning) in [(ReconcileSpec.Reason.demanded, false), (.gap, false), (.scheduled, true)] {
                let spec = JobSpec.reconcile(ReconcileSpec(reason: reason))
                // A closure: the compiler loses what a function within says of itself while it emits the module.
                let ask: @Sendable () async throws -> Job.ID = {
                    try await store.enqueue(spec, store: Stage.shop, now: Stage.at(1)).id
                }
                let paused = try await ask()
                #expect(try await ask() == paused)
                #expect(try await store.ask(.pause, of: paused, now: Stage.at(2)) != .unknown)
                let second = try await ask()
                #expect(second != paused)
                let taken = try await store.takeJob(of: Stage.shop, kind: .reconcile, epoch: epoch, now: Stage.at(3))
                #expect(taken?.id == second)
                #expect(try await (ask() == second) == joinsRunning)
                for job in [paused, try await ask()] {
                    _ = try await store.ask(.cancel, of: job, now: Stage.at(4))
                }
                let end = JobCheckpoint(job: second, epoch: epoch, now: Stage.at(5), end: .done)
                #expect(try await store.checkpoint(end) != .refused)
            }
        },
        StoreCheck("One look tells of which kinds a job waits or was left running, in one store.") { stage in
            let store = stage.store
            #expect(try await store.kindsToRun(in: Stage.shop).isEmpty)
            let job = try await stage.runningJob()
            let waiting = try await store.enqueue(.reconcile(ReconcileSpec()), store: Stage.shop, now: Stage.at(2))
            let elsewhere = JobSpec.mapping(MappingSpec(.apply, destination: Stage.crm, fingerprint: 1))
            _ = try await store.enqueue(elsewhere, store: StoreName("other"), now: Stage.at(2))
            #expect(try await store.kindsToRun(in: Stage.shop) == [.backfill, .reconcile])
            _ = try await store.ask(.pause, of: waiting.id, now: Stage.at(3))
            #expect(try await store.kindsToRun(in: Stage.shop) == [.backfill])
            _ = try await store.ask(.resume, of: waiting.id, now: Stage.at(4))
            _ = try await store.checkpoint(Stage.checkpoint(job, end: .failed("no")))
            #expect(try await store.kindsToRun(in: Stage.shop) == [.reconcile])
            #expect(try await store.kindsToRun(in: StoreName("other")) == [.mapping])
        },
        StoreCheck("A checkpoint stores slices, progress, watermark and end together.") { stage in
            let store = stage.store
            let job = try await stage.runningJob()
            let mark = Watermark(store: Stage.shop, kind: .order, at: Stage.at(50), checkedAt: Stage.at(60))
            let slices = (0..<3).map { Stage.slice(job, $0) }
            let first = Stage.checkpoint(job, slices: slices, read: 7, watermark: mark)
            #expect(try await store.checkpoint(first) == .stored(nil))
            #expect(try await store.slices(of: job.id, in: nil, after: -1, limit: 10) == slices)
            #expect(try await store.slices(of: job.id, in: nil, after: 0, limit: 1) == [slices[1]])
            var done = slices[1]
            done.finish()
            let lower = Watermark(
                store: Stage.shop,
                kind: .order,
                at: Stage.at(40),
                from: Stage.at(5),
                sweptAt: Stage.at(70)
            )
            _ = try await store.checkpoint(Stage.checkpoint(job, slices: [done], read: 3, watermark: lower))
            let open = try await store.slices(of: job.id, in: [.waiting, .running], after: -1, limit: 10)
            #expect(open.map(\.number) == [0, 2])
            #expect(try await store.job(job.id)?.progress.read == 10)
            let raised = try #require(try await store.watermark(of: Stage.shop, kind: .order))
            #expect(
                raised.at == Stage.at(50) && raised.from == Stage.at(5) && raised.checkedAt == Stage.at(60)
                    && raised.sweptAt == Stage.at(70)
            )
            #expect(try await store.watermark(of: Stage.shop, kind: .customer) == nil)
            #expect(try await store.checkpoint(Stage.checkpoint(job, end: .failed("two slices"))) == .stored(nil))
            let ended = try #require(try await store.job(job.id))
            #expect(ended.state == .failed && ended.problem == "two slices" && ended.finishedAt == Stage.at(400))
            #expect(try await store.checkpoint(Stage.checkpoint(job, read: 1)) == .refused)
            #expect(try await store.jobs(JobFilter(isOpen: true), limit: 10).isEmpty)
            #expect(try await store.overview().jobs.isEmpty)
        },
        StoreCheck("A merge and its checkpoint are stored together, or neither is.") { stage in
            let store = stage.store
            let job = try await stage.runningJob()
            let record = Stage.readOrder(1, name: "#1")
            let report = try await stage.merge(record, checkpoint: Stage.checkpoint(job, read: 1))
            #expect(report.checkpoint == .stored(nil) && report.new == 1)
            let progress = try #require(try await store.job(job.id)).progress
            #expect(progress.read == 1 && progress.new == 1 && progress.unchanged == 0)
            var compared = Stage.checkpoint(job, read: 1)
            compared.compares = true
            _ = try await stage.merge(Stage.readOrder(1, name: "#2", version: 2), checkpoint: compared)
            #expect(try await store.job(job.id)?.drift?.outdated == 1)
            let stale = Stage.checkpoint(job, epoch: 9, slices: [Stage.slice(job, 4)], read: 5)
            let refused = try await stage.merge(Stage.readOrder(2, name: "#2"), checkpoint: stale)
            #expect(refused.checkpoint == .refused && refused.new == 0 && refused.marked.isEmpty)
            #expect(try await store.record(Stage.orderKey(2)) == nil)
            #expect(try await store.job(job.id)?.progress.read == 2)
            #expect(try await store.slices(of: job.id, in: nil, after: -1, limit: 10).isEmpty)
        },
        StoreCheck("A new owner takes what the former one left running, and the former one's words are refused.") {
            stage in
            let store = stage.store
            let job = try await stage.runningJob()
            let waiting = try await store.enqueue(
                .backfill(BackfillSpec(kinds: [.order])),
                store: Stage.shop,
                now: Stage.at(2)
            )
            try await stage.advance(.seconds(31))
            let epoch = try await stage.ownShop(as: "two")
            #expect(epoch == 2)
            #expect(try await store.checkpoint(Stage.checkpoint(job, read: 1)) == .refused)
            let taken = try await store.takeJob(of: Stage.shop, kind: .backfill, epoch: epoch, now: Stage.at(9))
            #expect(taken?.id == job.id && taken?.epoch == 2 && taken?.startedAt == Stage.at(1))
            #expect(try await store.checkpoint(Stage.checkpoint(job, read: 1)) == .refused)
            #expect(try await store.checkpoint(Stage.checkpoint(job, epoch: 2, end: .done)) == .stored(nil))
            let next = try await store.takeJob(of: Stage.shop, kind: .backfill, epoch: epoch, now: Stage.at(9))
            #expect(next?.id == waiting.id)
        },
        StoreCheck("A person's word changes what nobody runs at once, and is told to whoever runs it.") { stage in
            let store = stage.store
            let job = try await stage.runningJob()
            #expect(try await store.ask(.pause, of: Job.ID(rawValue: 999), now: Stage.at(2)) == .unknown)
            guard case .accepted(let asked) = try await store.ask(.pause, of: job.id, now: Stage.at(2)) else {
                Issue.record("a running job may be paused")
                return
            }
            #expect(asked.state == .running && asked.request == .pause)
            #expect(try await store.checkpoint(Stage.checkpoint(job)) == .stored(.pause))
            _ = try await store.checkpoint(Stage.checkpoint(job, end: .paused))
            #expect(try await store.job(job.id)?.state == .paused)
            #expect(try await store.takeJob(of: Stage.shop, kind: .backfill, epoch: 1, now: Stage.at(3)) == nil)
            _ = try await store.ask(.resume, of: job.id, now: Stage.at(4))
            let taken = try await store.takeJob(of: Stage.shop, kind: .backfill, epoch: 1, now: Stage.at(5))
            #expect(taken?.id == job.id && taken?.request == nil)
            _ = try await store.checkpoint(Stage.checkpoint(job, end: .givenBack))
            guard case .accepted(let ended) = try await store.ask(.cancel, of: job.id, now: Stage.at(6)) else {
                Issue.record("a waiting job may be cancelled")
                return
            }
            #expect(ended.state == .cancelled && ended.finishedAt == Stage.at(6))
            #expect(try await store.ask(.resume, of: job.id, now: Stage.at(7)) == .refused(ended))
        },
        StoreCheck("Of finished jobs only the newest are kept, with their slices.") { stage in
            let store = stage.store
            var jobs: [Job] = []
            for number in 0..<(Job.keptFinished + 3) {
                let job = try await stage.runningJob(.backfill(BackfillSpec(since: Stage.at(Int64(number)))))
                _ = try await store.checkpoint(Stage.checkpoint(job, slices: [Stage.slice(job, 0)], end: .done))
                jobs.append(job)
            }
            #expect(try await store.job(jobs[0].id) == nil)
            #expect(try await store.slices(of: jobs[0].id, in: nil, after: -1, limit: 1).isEmpty)
            #expect(try await store.slices(of: jobs[10].id, in: nil, after: -1, limit: 1).count == 1)
            #expect(try await store.jobs(JobFilter(), limit: 100).count <= Job.keptFinished + 1)
        },
        StoreCheck("Pauses of reading are set, replaced and lifted by store.") { stage in
            let store = stage.store
            let pause = ReadPause(
                store: Stage.shop,
                code: "unauthorized",
                message: "token",
                since: Stage.at(1),
                probeAt: Stage.at(2)
            )
            var later = pause
            later.probeAt = nil
            try await store.pauseReading(pause)
            #expect(try await store.readPauses() == [pause])
            try await store.pauseReading(later)
            #expect(try await store.overview().readPauses == [later])
            #expect(try await store.resumeReading(of: Stage.shop))
            #expect(try await store.resumeReading(of: Stage.shop) == false)
            #expect(try await store.readPauses().isEmpty)
        },
        StoreCheck("A pause of reading is replaced or lifted only as what it is known to be.") { stage in
            let store = stage.store
            let pause = ReadPause(
                store: Stage.shop,
                code: "unauthorized",
                message: "token",
                since: Stage.at(1),
                probeAt: Stage.at(2)
            )
            var later = pause
            later.probeAt = Stage.at(60)
            var byHand = pause
            byHand.probeAt = nil
            #expect(try await store.pauseReading(pause, insteadOf: later) == false)
            #expect(try await store.readPauses().isEmpty)
            #expect(try await store.pauseReading(pause, insteadOf: nil))
            #expect(try await store.pauseReading(byHand, insteadOf: nil) == false)
            #expect(try await store.pauseReading(later, insteadOf: pause))
            #expect(try await store.readPauses() == [later])
            try await store.pauseReading(byHand)
            #expect(try await store.pauseReading(pause, insteadOf: later) == false)
            #expect(try await store.resumeReading(from: later) == false)
            #expect(try await store.readPauses() == [byHand])
            #expect(try await store.resumeReading(from: byHand))
            #expect(try await store.resumeReading(from: byHand) == false)
            #expect(try await store.readPauses().isEmpty)
        },
    ]
}
