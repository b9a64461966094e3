import ArgumentParser
import SyncEngine
import SyncModel
import Synchronization
import Testing

@testable import Commands

/// Whoever follows a job hears of it when nobody works on it any more.
@Suite struct JobFollowerTests {
    private final class StandingClock: WallClock {
        private let time = Mutex(Instant(seconds: 1_780_000_000))

        var now: Instant { time.withLock { $0 } }

        func advance(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
    }

    private static let shop = StoreName("acme")
    private let clock = StandingClock()
    private let store: InMemoryStore

    init() {
        let clock = clock
        store = InMemoryStore(leaseClock: { clock.now })
    }

    private func follower(_ job: Job, patience: Duration = .zero) -> JobFollower {
        JobFollower(
            jobs: [job.id],
            store: store,
            screen: JobScreen(isQuiet: true, isTerminal: true),
            node: NodeIdentity(host: "here", process: 1, nonce: "n"),
            clock: clock,
            patience: patience
        )
    }

    private func job() async -> Job {
        await store.enqueue(.backfill(BackfillSpec()), store: Self.shop, now: clock.now)
    }

    private func serve() async throws -> Lease {
        let lease = await store.acquire(
            lease: Self.shop.leaseName,
            owner: "elsewhere/7/x",
            lasting: .seconds(45)
        )
        return try #require(lease)
    }

    private func failure(of follower: JobFollower) async -> String? {
        do {
            try await follower.run()
            return nil
        } catch {
            return (error as? CommandFailure)?.message
        }
    }

    @Test(arguments: [true, false])
    func aServerThatGoesAwayIsNoticed(diesSilently: Bool) async throws {
        let job = await job()
        let lease = try await serve()
        if diesSilently { clock.advance(.seconds(46)) } else { await store.giveUp(lease) }
        let words = await failure(of: follower(job))
        #expect(words?.contains("The server that worked on job \(job.id) of acme is gone") == true)
        #expect(words?.contains("sluice serve") == true && words?.contains("repeat the command") == true)
        #expect(await store.job(job.id)?.state == .waiting)
    }

    @Test func aServerThatIsStartedAnewIsWaitedFor() async throws {
        let job = await job()
        let (store, clock) = (store, clock)
        let follower = follower(job, patience: .seconds(30))
        async let words = failure(of: follower)
        // Without a server first, for less than it is waited; then one comes and does it.
        clock.advance(.seconds(20))
        let epoch = try await serve().epoch
        _ = await store.takeJob(of: Self.shop, kind: .backfill, epoch: epoch, now: clock.now)
        var done = JobCheckpoint(job: job.id, epoch: epoch, now: clock.now)
        done.end = .done
        _ = await store.checkpoint(done)
        #expect(await words == nil)
    }

    @Test func whatThisProcessReadsItselfNeedsNoServer() async throws {
        let job = await job()
        var follower = follower(job)
        follower.alone = [Self.shop]
        let pause = ReadPause(store: Self.shop, code: "unauthorized", message: "no", since: clock.now, probeAt: nil)
        await store.pauseReading(pause)
        #expect(await failure(of: follower)?.contains("Nothing can be read from acme") == true)
    }

    @Test func whatOnlyAPersonCanMendIsNotWaitedForBesideAServerEither() async throws {
        let job = await job()
        _ = try await serve()
        let pause = ReadPause(store: Self.shop, code: "x", message: "uninstalled", since: clock.now, probeAt: nil)
        await store.pauseReading(pause)
        let failure = await #expect(throws: CommandFailure.self) { try await follower(job).run() }
        #expect(failure?.code == 4 && failure?.message.contains("uninstalled") == true)
        #expect(failure?.message.contains("the server goes on with it once that is mended") == true)
        #expect(await store.job(job.id)?.state == .waiting)
        // Of another shop it stops nobody.
        _ = await store.resumeReading(of: Self.shop)
        let other = ReadPause(store: StoreName("other"), code: "x", message: "no", since: clock.now, probeAt: nil)
        await store.pauseReading(other)
        _ = await store.ask(.cancel, of: job.id, now: clock.now)
        try await follower(job).run()
    }

    @Test func aStoreThatIsHeldEndsTheWaitForNoOther() async throws {
        let shops = [Self.shop, StoreName("other")]
        var jobs: [Job] = []
        for shop in shops {
            jobs.append(await store.enqueue(.backfill(BackfillSpec()), store: shop, now: clock.now))
            _ = await store.acquire(lease: shop.leaseName, owner: "elsewhere/7/x", lasting: .seconds(45))
            let pause = ReadPause(store: shop, code: "x", message: "uninstalled", since: clock.now, probeAt: nil)
            await store.pauseReading(pause)
        }
        var follower = follower(jobs[0])
        follower.jobs = jobs.map(\.id)
        let both = await #expect(throws: CommandFailure.self) { try await follower.run() }
        #expect(both?.message.contains("Nothing can be read from acme: uninstalled.") == true)
        #expect(both?.message.contains("Nothing can be read from other: uninstalled.") == true)
        // The other is done, which is told; what is held is named behind it.
        _ = await store.resumeReading(of: shops[1])
        let epoch = try #require(await store.holder(of: shops[1].leaseName)).epoch
        _ = await store.takeJob(of: shops[1], kind: .backfill, epoch: epoch, now: clock.now)
        var done = JobCheckpoint(job: jobs[1].id, epoch: epoch, now: clock.now)
        done.end = .done
        _ = await store.checkpoint(done)
        try await follower.run()
        let ended = try await follower.jobs()
        let held = try #require(try await JobFollower.held(ended, store, alone: []))
        #expect(held.reasons == ["acme": "uninstalled"] && held.isServed)
        #expect(!held.holdsAll(["acme", "other"]) && held.holdsAll(["acme"]))
        let ending = JobEnding(jobs: ended, json: try JSONOption.parse([]), printsJobs: false, held: held)
        let code = #expect(throws: ExitCode.self) { try ending.finish() }
        #expect(code?.rawValue == 4)
        let alone = try await JobFollower.held(ended, store, alone: [Self.shop])
        #expect(alone?.words.hasSuffix("The job is kept: the same command goes on with it.") == true)
    }
}
