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
        stage.clock.advance(.seconds(7 * 86_400))
        return start + .seconds((7 * 144 - 1) * 600)
    }

    private func check(_ owned: OwnedStore?) -> SilenceCheck {
        SilenceCheck(
            store: ReadingStage.name,
            keeping: stage.inner,
            owned: owned,
            listening: .beginning,
            clock: stage.clock,
            logger: log.logger
        )
    }

    @Test func aStoreThatCannotBeReadIsSuspectedOnce() async throws {
        let last = await speak()
        let check = check(nil)
        try await check.perform()
        #expect(await stage.inner.silences().isEmpty)
        stage.clock.advance(.seconds(7_200))
        try await check.perform()
        try await check.perform()
        #expect(await stage.inner.silences().map(\.certainty) == [.suspected])
        #expect(await stage.inner.silences().first?.since == last)
        #expect(log.count("The store is silent, which is unusual for it") == 1)
    }

    @Test func aStoreWhereNothingHappensIsNotSilent() async throws {
        _ = await speak()
        stage.clock.advance(.seconds(7_200))
        try await check(nil).perform()
        let owned = try await stage.own()
        #expect(try await check(owned).perform())
        #expect(await stage.inner.silences().isEmpty)
        #expect(log.count("The store is silent because nothing happens there") == 1)
        #expect(await stage.inner.jobs(JobFilter(), limit: 10).isEmpty)
    }

    @Test func whatShopifyHasAndWeNeverHeardOfMakesItCertainAndIsCompared() async throws {
        let last = await speak()
        stage.clock.advance(.seconds(7_200))
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
        stage.clock.advance(.seconds(7_200))
        let at = stage.clock.now - .seconds(3_600)
        stage.shop.put(.init(id: 1, name: "#1", createdAt: at, updatedAt: at))
        let dying = ObservedStore(stage.inner)
        let owned = try await stage.own()
        dying.die(after: operations)
        let doomed = SilenceCheck(
            store: ReadingStage.name,
            keeping: dying,
            owned: owned,
            listening: .beginning,
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
        // What came now was no silence, whenever it was triggered.
        #expect(await stage.inner.rhythm(of: ReadingStage.name).lastAt == now)
    }

    /// A delivery that is still under way is no silence.
    @Test func whatHasJustChangedIsNotHeldAgainstTheStore() async throws {
        _ = await speak()
        stage.clock.advance(.seconds(7_200))
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
