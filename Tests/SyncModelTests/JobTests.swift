import SyncModel
import Testing

@Suite struct JobTests {
    private static let now = Instant(seconds: 1_780_000_000)

    private func job(_ state: JobState, request: JobRequest? = nil) -> Job {
        var job = Job(
            id: Job.ID(rawValue: 1),
            store: StoreName("acme"),
            spec: .backfill(BackfillSpec()),
            createdAt: Self.now
        )
        job.state = state
        job.request = request
        if state == .running { job.epoch = 3 }
        if state.isFinal { job.finishedAt = Self.now }
        return job
    }

    @Test(arguments: [
        (JobState.waiting, JobRequest.pause, JobState.paused), (.waiting, .cancel, .cancelled),
        (.paused, .resume, .waiting), (.paused, .cancel, .cancelled), (.paused, .pause, .paused),
        (.failed, .resume, .waiting),
    ])
    func aWordOnAJobThatNobodyRunsChangesIt(_ from: JobState, _ request: JobRequest, _ to: JobState) {
        var job = job(from)
        let isAccepted = job.ask(request, now: Self.now)
        #expect(isAccepted)
        #expect(job.state == to && job.request == nil)
        #expect((job.finishedAt != nil) == to.isFinal)
    }

    @Test(arguments: [
        (JobState.done, JobRequest.pause), (.done, .resume), (.done, .cancel), (.cancelled, .resume),
        (.cancelled, .pause), (.waiting, .resume), (.failed, .pause), (.failed, .cancel), (.running, .resume),
    ])
    func aWordWithoutSenseIsRefused(_ state: JobState, _ request: JobRequest) {
        let before = job(state)
        var job = before
        let isAccepted = job.ask(request, now: Self.now)
        #expect(!isAccepted && job == before)
    }

    @Test func aRunningJobKeepsTheLastWordAndCancellingStands() {
        var job = job(.running)
        let words: [(JobRequest, isAccepted: Bool, request: JobRequest?)] = [
            (.pause, true, .pause), (.resume, true, nil), (.cancel, true, .cancel), (.pause, false, .cancel),
            (.resume, false, .cancel),
        ]
        for (word, isAccepted, request) in words {
            let answer = job.ask(word, now: Self.now)
            #expect(answer == isAccepted && job.request == request)
        }
    }

    @Test func onlyTheRunnerOfTheEpochIsHeard() {
        var job = job(.running)
        func end(_ epoch: Int64) -> Bool {
            job.advance(JobCheckpoint(job: job.id, epoch: epoch, now: Self.now, end: .done), merged: nil)
        }
        let isStale = !end(2)
        #expect(isStale && job.state == .running)
        let isTaken = job.take(epoch: 4, now: Self.now)
        let isFormer = !end(3)
        #expect(isTaken && isFormer && job.state == .running)
        let isHeard = end(4)
        #expect(isHeard && job.state == .done && job.finishedAt == Self.now && job.epoch == nil)
        let isTakenAgain = job.take(epoch: 5, now: Self.now)
        #expect(!isTakenAgain)
    }

    @Test func progressTellsRateAndRemainingTimeOfWorkAlone() {
        var progress = JobProgress()
        #expect(progress.rate == nil && progress.remaining == nil && progress.fraction == nil)
        var change = JobProgress.Change(read: 1_000)
        change.active = .seconds(10)
        change.plan = JobProgress.Plan(expected: [.customer: 1_000, .order: 4_000])
        progress.add(change)
        #expect(progress.rate == 100 && progress.remaining == .seconds(40) && progress.fraction == 0.2)
        progress.add(JobProgress.Change(read: -1_500))
        #expect(progress.read == 0 && progress.remaining == nil)
        var more = JobProgress.Change(read: 6_000)
        more.active = .seconds(10)
        progress.add(more)
        #expect(progress.remaining == .zero && progress.fraction == 1)
    }

    @Test func whatIsReadTwiceIsNewOnce() {
        var progress = JobProgress()
        var merged = MergeReport()
        merged.new = 80
        progress.add(JobProgress.Change(read: 80))
        progress.count(merged)
        progress.add(JobProgress.Change(read: -80))
        var again = MergeReport()
        again.new = 20
        again.unchanged = 80
        progress.add(JobProgress.Change(read: 100))
        progress.count(again)
        #expect(progress.read == 100 && progress.new == 100 && progress.unchanged == 0)
    }

    @Test func aSliceIsRedoneWithBackoffAndThenGivenUp() {
        var slice = JobSlice(
            job: Job.ID(rawValue: 1),
            number: 0,
            kind: .order,
            method: .bulk,
            window: ReadWindow(.createdAt)
        )
        var waits: [Duration] = []
        for attempt in 1...JobSlice.retry.maximumAttempts {
            slice.begin()
            #expect(slice.state == .starting && slice.operation == nil)
            slice.began(BulkOperation(id: .init(rawValue: "op\(attempt)"), state: .created, createdAt: Self.now))
            let isGivenUp = slice.fail("TIMEOUT", keepsOperation: false, now: Self.now, random: 0.5)
            #expect(isGivenUp == (attempt == JobSlice.retry.maximumAttempts))
            if let due = slice.dueAt { waits.append(due.since(Self.now)) }
        }
        #expect(waits == waits.sorted() && waits.count == 3 && waits[0] >= .seconds(5))
        #expect(slice.state == .failed && slice.problem == "TIMEOUT" && slice.spent.count == 4)
        slice.reopen()
        #expect(slice.state == .waiting && slice.attempts == 0)
    }

    @Test func callsAreCountedByWholeBatches() {
        let cost = CallCost(batch: [.customer: 100, .order: 50], calls: [.customer: 3, .order: 2])
        #expect(cost.calls(for: [.customer: 101, .order: 100]) == 2 * 3 + 2 * 2)
        #expect(cost.calls(for: [:]) == 0)
        #expect(cost.seconds(for: 10) == nil)
        var paced = cost
        paced.perSecond = 9
        #expect(paced.seconds(for: 90) == 10)
    }

    @Test func driftKeepsABoundedListAndExactNumbers() {
        var drift = DriftReport()
        for id in 0..<1_000 as Range<Int64> {
            var part = DriftReport()
            part.compared(2)
            part.found(.init(kind: .order, id: id, cause: .outdated, fields: (0..<50).map { "f\($0)" }))
            drift.add(part)
        }
        #expect(drift.compared == 2_000 && drift.outdated == 1_000 && drift.differing == 1_000)
        #expect(drift.items.count == DriftReport.keptItems && drift.items.allSatisfy { $0.fields.count == 10 })
    }
}
