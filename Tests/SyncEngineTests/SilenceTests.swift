import Conformance
import Logging
import Testing

@testable import SyncEngine
@testable import SyncModel

@Suite struct SilenceTests {
    private let stage = ReadingStage()
    private let log = CapturedLog()

    /// A week in which a delivery came every ten minutes; returns the last one's time.
    private func speak() async -> Instant {
        let start = stage.clock.now
        for step in 0..<(7 * 144) {
            let at = start + .seconds(step * 600)
            await stage.inner.note([
                TopicDeliveries(store: ReadingStage.name, topic: "orders/create", firstAt: at, lastAt: at)
            ])
        }
        await listen(for: .seconds(7 * 86_400))
        return start + .seconds((7 * 144 - 1) * 600)
    }

    /// Time passes, and a server is there to hear from its start on.
    private func listen(for time: Duration) async {
        let until = stage.clock.now + time
        _ = await stage.inner.listens(to: ReadingStage.name, now: stage.clock.now)
        while stage.clock.now < until {
            stage.clock.advance(min(.seconds(600), until.since(stage.clock.now)))
            _ = await stage.inner.listens(to: ReadingStage.name, now: stage.clock.now)
        }
    }

    /// Deploys every day, and every check by another process.
    @Test func aServerThatIsRestartedDailyHearsASilenceAllTheSame() async throws {
        let last = await speak()
        await listen(for: .seconds(1_800))
        stage.clock.advance(.seconds(800))
        await listen(for: .seconds(3_000))
        stage.clock.advance(.seconds(800))
        await listen(for: .seconds(1_800))
        try await check(nil).perform()
        #expect(await stage.inner.silences().map(\.since) == [last])
    }

    @Test func aPauseOfOursIsNoneOfTheStores() async throws {
        _ = await speak()
        stage.clock.advance(.seconds(7_200))
        try await check(nil).perform()
        #expect(await stage.inner.silences().isEmpty)
        await listen(for: .seconds(7_200))
        try await check(nil).perform()
        #expect(await stage.inner.silences().count == 1)
    }

    private func check(_ owned: OwnedStore?) -> SilenceCheck {
        SilenceCheck(
            store: ReadingStage.name,
            keeping: stage.inner,
            owned: owned,
            clock: stage.clock,
            logger: log.logger
        )
    }

    @Test func aStoreThatCannotBeReadIsSuspectedOnce() async throws {
        let last = await speak()
        let check = check(nil)
        try await check.perform()
        #expect(await stage.inner.silences().isEmpty)
        await listen(for: .seconds(7_200))
        try await check.perform()
        try await check.perform()
        #expect(await stage.inner.silences().map(\.certainty) == [.suspected])
        #expect(await stage.inner.silences().first?.since == last)
        #expect(log.count("The store is silent, which is unusual for it") == 1)
    }

    @Test func aStoreWhereNothingHappensIsNotSilent() async throws {
        _ = await speak()
        await listen(for: .seconds(7_200))
        try await check(nil).perform()
        let owned = try await stage.own()
        #expect(try await check(owned).perform())
        #expect(await stage.inner.silences().isEmpty)
        #expect(log.count("The store is silent because nothing happens there") == 1)
        #expect(await stage.inner.jobs(JobFilter(), limit: 10).isEmpty)
    }

    @Test func whatShopifyHasAndWeNeverHeardOfMakesItCertainAndIsCompared() async throws {
        let last = await speak()
        await listen(for: .seconds(7_200))
        let at = stage.clock.now - .seconds(3_600)
        stage.shop.put(.init(id: 1, name: "#1", createdAt: at, updatedAt: at))
        let owned = try await stage.own()
        try await check(owned).perform()
        try await check(owned).perform()
        #expect(await stage.inner.silences().map(\.certainty) == [.certain])
        #expect(log.count("The store is silent although Shopify has newer changes") == 1)
        #expect(await compared() == Self.comparison(since: last))
        // Whoever speaks again is told of once.
        let watch = DeliveryWatch(store: stage.inner, logger: log.logger)
        watch.note([receipt("orders/create")])
        try await watch.flush()
        watch.note([receipt("orders/create")])
        try await watch.flush()
        #expect(await stage.inner.silences().isEmpty)
        #expect(log.count("The store sends webhooks again") == 1)
    }

    /// Ends every comparison that is open.
    private func end(_ end: JobEnd) async throws {
        let epoch = try await stage.own().epoch
        while let job = await stage.inner.takeJob(
            of: ReadingStage.name,
            kind: .reconcile,
            epoch: epoch,
            now: stage.clock.now
        ) {
            var checkpoint = JobCheckpoint(job: job.id, epoch: epoch, now: stage.clock.now)
            checkpoint.end = end
            _ = await stage.inner.checkpoint(checkpoint)
        }
    }

    @Test func aComparisonThatFailedIsMadeAgainWhileTheSilenceLasts() async throws {
        _ = await speak()
        await listen(for: .seconds(7_200))
        let at = stage.clock.now - .seconds(3_600)
        stage.shop.put(.init(id: 1, name: "#1", createdAt: at, updatedAt: at))
        func jobs() async -> Int { await stage.inner.jobs(JobFilter(), limit: 20).count }
        try await check(stage.own()).perform()
        #expect(await jobs() == 2)
        try await end(.failed("Shopify is away"))
        await listen(for: .seconds(900))
        try await check(stage.own()).perform()
        #expect(await jobs() == 2)
        await listen(for: .seconds(900))
        try await check(stage.own()).perform()
        #expect(await jobs() == 4)
        try await end(.done)
        await listen(for: .seconds(3_600))
        try await check(stage.own()).perform()
        #expect(await jobs() == 4)
        await listen(for: .seconds(5 * 3_600))
        try await check(stage.own()).perform()
        #expect(await jobs() == 6)
    }

    private func compared() async -> Set<JobSpec> {
        let jobs = await stage.inner.jobs(JobFilter(), limit: 10)
        #expect(jobs.count == Set(jobs.map(\.spec)).count)
        return Set(jobs.map(\.spec))
    }

    /// Deletions were not heard of either.
    private static func comparison(since last: Instant) -> Set<JobSpec> {
        let window = ReadWindow(.updatedAt, since: last - .seconds(600))
        return Set(
            RecordKind.allCases.map {
                .reconcile(ReconcileSpec(kinds: [$0], window: window, sweeps: true, reason: .gap))
            }
        )
    }

    /// Wherever the process dies, the next one has all of it compared.
    @Test(arguments: 1...10) func aCrashHidesNoComparison(operations: Int) async throws {
        let last = await speak()
        await listen(for: .seconds(7_200))
        let at = stage.clock.now - .seconds(3_600)
        stage.shop.put(.init(id: 1, name: "#1", createdAt: at, updatedAt: at))
        let dying = ObservedStore(stage.inner)
        let owned = try await stage.own()
        dying.die(after: operations)
        let doomed = SilenceCheck(
            store: ReadingStage.name,
            keeping: dying,
            owned: owned,
            clock: stage.clock,
            logger: log.logger
        )
        _ = try? await doomed.perform()
        try await check(owned).perform()
        #expect(await compared() == Self.comparison(since: last))
        #expect(await stage.inner.silences().map(\.certainty) == [.certain])
    }

    @Test func aRetryIsDatedByWhenItWasTriggered() async throws {
        let watch = DeliveryWatch(store: stage.inner, logger: log.logger)
        let now = stage.clock.now
        for age in [7_200, 3_600] {
            var late = receipt("orders/create")
            late.triggeredAt = now - .seconds(age)
            watch.note([late])
        }
        try await watch.flush()
        #expect(await stage.inner.lastDeliveries(of: ReadingStage.name) == ["orders/create": now - .seconds(3_600)])
        // A gap then begins there, and not when the retry came; what came now was no silence all the same.
        #expect(await stage.inner.rhythm(of: ReadingStage.name).lastAt == now)
    }

    /// A delivery that is still under way is no silence.
    @Test func whatHasJustChangedIsNotHeldAgainstTheStore() async throws {
        _ = await speak()
        await listen(for: .seconds(7_200))
        let at = stage.clock.now - .seconds(60)
        stage.shop.put(.init(id: 1, name: "#1", createdAt: at, updatedAt: at))
        try await check(stage.own()).perform()
        #expect(await stage.inner.silences().isEmpty)
    }

    private func receipt(_ topic: String, isTest: Bool = false) -> Receipt {
        Receipt(
            store: ReadingStage.name,
            webhookID: "\(stage.clock.now.microseconds)",
            topic: topic,
            receivedAt: stage.clock.now,
            isTest: isTest,
            body: []
        )
    }

    @Test func deliveriesAreKeptByTopicAndTestsAreNot() async throws {
        let watch = DeliveryWatch(store: stage.inner, logger: log.logger)
        let first = stage.clock.now
        watch.note([receipt("orders/create"), receipt("orders/paid", isTest: true)])
        stage.clock.advance(.seconds(5))
        watch.note([receipt("orders/create"), receipt("orders/updated")])
        try await watch.flush()
        let now = stage.clock.now
        #expect(
            await stage.inner.lastDeliveries(of: ReadingStage.name) == ["orders/create": now, "orders/updated": now]
        )
        #expect(await stage.inner.rhythm(of: ReadingStage.name).lastAt == now)
        #expect(first < now)
    }

    @Test func aVersionThatIsNotTheConfiguredOneIsToldOnce() async throws {
        let watch = DeliveryWatch(store: stage.inner, logger: log.logger, versions: [ReadingStage.name: "2026-07"])
        func note(_ version: String?) {
            var receipt = receipt("orders/create")
            receipt.apiVersion = version
            watch.note([receipt])
        }
        for version in ["2026-07", nil, "2026-10", "2026-10", "2024-10"] { note(version) }
        let words = "Webhooks come in another API version than api_version says; sluice doctor names those it can see"
        #expect(log.count(words) == 2)
    }

    @Test func whatCouldNotBeKeptIsKeptLater() async throws {
        let store = ObservedStore(stage.inner)
        let watch = DeliveryWatch(store: store, logger: log.logger)
        watch.note([receipt("orders/create")])
        store.breakDown(true)
        await #expect(throws: ObservedStore.Broken.self) { try await watch.flush() }
        store.breakDown(false)
        try await watch.flush()
        #expect(await stage.inner.lastDeliveries(of: ReadingStage.name).count == 1)
    }
}
