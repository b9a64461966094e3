import SyncModel
import Testing

/// When a comparison that failed is made again.
@Suite struct ReconcileRetryTests {
    private static let start = Instant(seconds: 1_780_000_000)
    private let policy = ReconcilePolicy()

    private func job(
        _ number: Int64,
        _ state: JobState,
        _ reason: ReconcileSpec.Reason = .scheduled,
        at seconds: Int64 = 0
    ) -> Job {
        var job = Job(
            id: Job.ID(rawValue: number * 16),
            store: StoreName("acme"),
            spec: .reconcile(ReconcileSpec(reason: reason)),
            createdAt: Self.start
        )
        job.state = state
        if state.isFinal { job.finishedAt = Self.start + .seconds(seconds) }
        if state == .failed { job.problem = "503 (\(number))" }
        return job
    }

    @Test func itIsSoonAtFirstAndNeverLaterThanTheSchedule() throws {
        let delays = try (1...8).map { (count: Int64) -> Duration in
            let jobs = (1...count).reversed().map { job($0, .failed, at: $0 * 10_000) }
            let retry = try #require(ReconcileRetry(jobs, policy: policy))
            #expect(retry.failures == Int(count) && retry.problem == "503 (\(count))")
            #expect(retry.since == Self.start + .seconds(10_000))
            #expect(!retry.isDue(retry.at - .seconds(1)) && retry.isDue(retry.at))
            return retry.at.since(Self.start + .seconds(count * 10_000))
        }
        #expect(delays.map(\.components.seconds) == [60, 120, 240, 480, 960, 1_800, 1_800, 1_800])
        let often = ReconcilePolicy(interval: .seconds(60))
        let soon = try #require(ReconcileRetry([job(1, .failed)], policy: often))
        #expect(soon.at.since(Self.start) <= .seconds(60))
    }

    @Test func aClockThatWasSetBackPutsItOffNoLonger() throws {
        let retry = try #require(ReconcileRetry([job(1, .failed, at: 100_000)], policy: policy))
        #expect(retry.isDue(Self.start))
    }

    @Test func onlyWhatFailedLastBySchedule() {
        func failures(_ jobs: Job...) -> Int? { ReconcileRetry(jobs, policy: policy)?.failures }
        #expect(failures() == nil)
        #expect(failures(job(1, .done)) == nil && failures(job(1, .cancelled), job(2, .failed)) == nil)
        #expect(failures(job(3, .failed), job(2, .done), job(1, .failed)) == 1)
        #expect(failures(job(2, .waiting), job(1, .failed)) == nil, "it is made again already")
        #expect(failures(job(2, .running), job(1, .failed)) == nil)
        #expect(failures(job(2, .running, .demanded), job(1, .failed)) == 1)
        #expect(failures(job(2, .done, .demanded), job(1, .failed)) == nil, "a person's does as well")
        #expect(failures(job(2, .failed, .demanded), job(1, .failed)) == 1)
        #expect(failures(job(2, .done, .gap), job(1, .failed)) == 1, "a gap is a part only")
        #expect(ReconcileRetry([job(1, .failed)], policy: ReconcilePolicy(interval: nil)) == nil)
    }
}
