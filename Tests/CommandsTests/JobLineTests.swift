import ArgumentParser
import Foundation
import Testing

@testable import Commands
@testable import SyncModel

@Suite struct JobLineTests {
    private func job(problem: String? = nil) -> Job {
        var job = Job(
            id: Job.ID(rawValue: 7),
            store: StoreName("acme"),
            spec: .backfill(BackfillSpec()),
            createdAt: Instant(seconds: 0)
        )
        _ = job.take(epoch: 1, now: Instant(seconds: 0))
        var checkpoint = JobCheckpoint(job: job.id, epoch: 1, now: Instant(seconds: 10))
        checkpoint.progress.plan = JobProgress.Plan(
            expected: [.order: 4_000],
            calls: [DestinationName("hubspot"): 1_240, DestinationName("zoho"): 40]
        )
        checkpoint.progress.read = 1_000
        checkpoint.progress.active = .seconds(10)
        checkpoint.waitsFor = problem.map { .because($0) }
        _ = job.advance(checkpoint, merged: nil)
        return job
    }

    @Test func theBarTellsCountsRateTimeAndCalls() {
        let text = JobLine(job()).text(width: 10)
        #expect(
            text == "backfill of acme (job 7)  [##........]  25 %  1,000 of 4,000 records  100/s  30 s left"
                + "  1,240 calls to hubspot  40 calls to zoho"
        )
    }

    /// An audit of a store that cannot be read goes through more than was expected.
    @Test func moreThanWasExpectedIsNoShareOfIt() {
        var busy = job()
        var checkpoint = JobCheckpoint(job: busy.id, epoch: 1, now: Instant(seconds: 20))
        checkpoint.progress.plan = JobProgress.Plan(expected: [:])
        _ = busy.advance(checkpoint, merged: nil)
        let text = JobLine(busy).text()
        #expect(text.contains("  1,000 records") && !text.contains("%") && !text.contains("left"))
    }

    @Test func whatWaitsShowsHowFarItIs() {
        let text = JobLine(job(problem: "Shopify answered 503")).text(width: 10)
        #expect(text.contains("25 %") && text.hasSuffix("waits: Shopify answered 503"))
        #expect(!text.contains("left"))
    }

    /// On the screen while it runs, and by the command's own end: once.
    @Test func whyAJobFailedIsToldOnce() {
        var (one, two) = (JobReport(job()), JobReport(job()))
        (one.state, one.problem) = ("failed", "the CRM said no")
        (two.id, two.state, two.problem) = (8, "failed", "nobody answered")
        #expect(JobScreen.line(one, width: nil) == "backfill of acme (job 7)  failed")
        #expect(JobLine(one).text() == "backfill of acme (job 7)  failed: the CRM said no")
        let error = #expect(throws: CommandFailure.self) {
            try JobEnding(jobs: [one, two], json: JSONOption.parse([])).finish()
        }
        #expect(error?.message == "Job 7 failed: the CRM said no\nJob 8 failed: nobody answered")
    }

    /// Toronto is four hours behind UTC then, and five behind in winter.
    @Test(
        arguments: [
            ("2026-11-01", "America/Toronto", "2026-11-01T04:00:00Z"),
            ("2026-12-01", "America/Toronto", "2026-12-01T05:00:00Z"),
            ("2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00Z"),
            ("2026-03-30", "Europe/Berlin", "2026-03-29T22:00:00Z"),
            ("2026-11-01T12:00:00+02:00", "America/Toronto", "2026-11-01T10:00:00Z"),
        ]
    )
    func aPlainDayIsTheShops(argument: String, zone: String, expected: String) throws {
        let time = try TimeArgument(argument: argument)
        let wanted = try #require(Timestamp(expected)).instant
        let shopZone = try #require(TimeZone(identifier: zone))
        #expect(time.instant(in: shopZone) == wanted)
        if argument.count == 10 { #expect(Timestamp(time.instant(in: nil)).description.hasPrefix(argument)) }
    }
}
