import Conformance
import Logging
import Testing

@testable import SyncEngine
@testable import SyncModel

@Suite struct SubscriptionConvergenceTests {
    private static let topics = ["customers/update", "orders/create", "orders/delete"]

    private let stage = ReadingStage()
    private let keeper = FakeSubscriptions()
    private let log = CapturedLog()

    private var settings: SubscriptionSettings {
        SubscriptionSettings(
            keeper: keeper,
            wish: SubscriptionWish(
                installation: "prod",
                publicURL: "https://x.example",
                topics: [
                    TopicNeed("customers/update", kind: .customer), TopicNeed("orders/create", kind: .order),
                    TopicNeed("orders/delete", kind: .order, tellsOfEndings: true),
                ]
            )
        )
    }

    private func look(
        _ store: (any SyncStore)? = nil,
        waits: Bool = true,
        publicURL: String = "https://x.example",
        takingOver takesOver: Bool = false
    ) async throws -> SubscriptionReport {
        var owned = try await stage.own(store)
        owned = OwnedStore(
            route: owned.route,
            store: owned.store,
            epoch: owned.epoch,
            gate: owned.gate,
            clock: owned.clock,
            random: owned.random,
            sleep: owned.sleep,
            logger: log.logger
        )
        var settings = settings
        settings.wish.address = publicURL + "/webhooks"
        var convergence = SubscriptionConvergence(owned: owned, settings: settings, waits: waits)
        convergence.takesOver = takesOver
        return try await convergence.perform()
    }

    private func hear(_ topic: String, at: Instant) async {
        await stage.inner.note([
            TopicDeliveries(store: ReadingStage.name, topic: topic, firstAt: at, lastAt: at)
        ])
    }

    private func jobs() async -> [ReconcileSpec] {
        await stage.inner.jobs(JobFilter(), limit: 100).compactMap { job in
            if case .reconcile(let spec) = job.spec { spec } else { nil }
        }
    }

    @Test func aFreshStoreIsSubscribedWithoutAGap() async throws {
        let report = try await look()
        #expect(report.created == Self.topics && keeper.topics == Self.topics)
        #expect(await jobs().isEmpty)
        #expect(await stage.inner.subscriptions(of: ReadingStage.name).state.sights.count == 3)
        #expect(try await look().hasChanged == false)
        #expect(keeper.calls.count { $0.hasPrefix("create") } == 3)
    }

    @Test func aGapIsComparedExactlyAndToldOnce() async throws {
        _ = try await look()
        let last = stage.clock.now + .seconds(600)
        stage.clock.advance(.seconds(1_200))
        await hear("orders/create", at: last)
        keeper.set { $0.subscriptions.removeAll { $0.topic == "orders/create" } }
        let report = try await look()
        #expect(report.gaps.map(\.since) == [last])
        let window = ReadWindow(.updatedAt, since: last - .seconds(600))
        #expect(await jobs() == [ReconcileSpec(kinds: [.order], window: window, reason: .gap)])
        #expect(log.count("A webhook subscription was missing; what was missed is compared") == 1)
        #expect(try await look().gaps.isEmpty)
        #expect(await jobs().count == 1)
    }

    @Test func aMissedDeletionHasAllIdsGoneThrough() async throws {
        _ = try await look()
        keeper.set { $0.subscriptions.removeAll { $0.topic == "orders/delete" } }
        _ = try await look()
        #expect(await jobs().map(\.sweeps) == [true])
    }

    /// The process dies between making the subscription and asking for the comparison, and deliveries come meanwhile.
    @Test func aCrashBehindTheCreationHidesNoGap() async throws {
        _ = try await look()
        let last = stage.clock.now
        await hear("orders/create", at: last)
        stage.clock.advance(.seconds(3_600))
        keeper.set { $0.subscriptions.removeAll { $0.topic == "orders/create" } }
        let store = ObservedStore(stage.inner)
        keeper.afterNextCreation { store.breakDown(true) }
        await #expect(throws: ObservedStore.Broken.self) { try await look(store) }
        #expect(keeper.topics == Self.topics)
        #expect(await jobs().isEmpty)
        stage.clock.advance(.seconds(3_600))
        await hear("orders/create", at: stage.clock.now)
        _ = try await look()
        #expect(await jobs().map(\.window?.since) == [last - .seconds(600)])
        #expect(await gaps().map(\.jobs?.count) == [1])
    }

    @Test func aRefusedTopicStopsNoOtherAndItsGapStaysOpen() async throws {
        _ = try await look()
        keeper.set { state in
            state.subscriptions = []
            state.refused["orders/create"] = "no permission"
        }
        let report = try await look()
        #expect(report.missing == ["orders/create": .refused("no permission")])
        #expect(report.created == ["customers/update", "orders/delete"])
        let state = await stage.inner.subscriptions(of: ReadingStage.name).state
        // The others' gaps are being compared; that of the refused one cannot be yet.
        #expect(state.openGaps.map(\.topic) == Self.topics)
        #expect(state.openGaps.filter { $0.jobs == nil }.map(\.topic) == ["orders/create"])
        _ = try await look()
        #expect(log.count("Some webhook topics cannot be subscribed to; sluice doctor says why") == 1)
        keeper.set { $0.refused = [:] }
        #expect(try await look().gaps.map(\.topic) == ["orders/create"])
        #expect(try await look().gaps.isEmpty)
    }

    private func gaps() async -> [TopicGap] {
        await stage.inner.subscriptions(of: ReadingStage.name).state.openGaps
    }

    @Test func aGapStaysOpenUntilItsComparisonIsDoneAndOneThatFailedIsMadeAnew() async throws {
        _ = try await look()
        keeper.set { $0.subscriptions.removeAll { $0.topic == "orders/create" } }
        _ = try await look()
        let first = try #require(await gaps().first?.jobs?.first)
        for end in [JobEnd.failed("a full disk"), .done] {
            _ = try await look()
            #expect(await gaps().map(\.topic) == ["orders/create"])
            let job = try #require(await gaps().first?.jobs?.first)
            let owned = try await stage.own()
            let now = stage.clock.now
            _ = try await owned.store.takeJob(of: ReadingStage.name, kind: .reconcile, epoch: owned.epoch, now: now)
            _ = try await owned.store.checkpoint(JobCheckpoint(job: job, epoch: owned.epoch, now: now, end: end))
        }
        let second = try #require(await gaps().first?.jobs?.first)
        #expect(second != first)
        #expect(try await look().gaps.isEmpty)
        #expect(await gaps().isEmpty)
        #expect(await jobs().count == 2)
    }

    @Test func oneThatCannotBeDeletedKeepsNoOtherFromBeingMade() async throws {
        let stray = SubscriptionDraft(
            topic: "products/update",
            uri: "https://x.example/webhooks/products/update",
            name: "prod-products_update"
        )
        _ = try await keeper.create(stray)
        keeper.set { $0.undeletable = "it is in use" }
        let report = try await look()
        #expect(report.created == Self.topics && report.undeleted == ["products/update": "it is in use"])
        #expect(report.findings.contains(where: { $0.message.contains("it is in use") && $0.fix != nil }))
    }

    /// A copied configuration on another machine: its database knows of nothing.
    @Test func aSecondServerTakesNothingUntilAPersonSaysSo() async throws {
        _ = try await look()
        let made = keeper.set { $0.subscriptions }
        await stage.inner.forgetSubscriptions(of: ReadingStage.name)
        for _ in 1...2 {
            let report = try await look(publicURL: "https://tunnel.example")
            #expect(!report.hasChanged && report.missing.values.allSatisfy(\.isRival) && report.missing.count == 3)
        }
        #expect(keeper.set { $0.subscriptions } == made)
        #expect(
            log.count("Another server uses this installation's name for its webhooks; sluice doctor says what to do")
                == 1
        )
        let taken = try await look(publicURL: "https://tunnel.example", takingOver: true)
        #expect(taken.repaired == Self.topics && taken.missing.isEmpty)
        // From now on the books know them.
        #expect(try await look(publicURL: "https://other.example").repaired == Self.topics)
    }

    @Test func aChangedPublicAddressIsConverged() async throws {
        _ = try await look()
        let report = try await look(publicURL: "https://y.example")
        #expect(report.repaired == Self.topics && report.gaps.map(\.topic).sorted() == Self.topics)
        #expect(keeper.set { $0.subscriptions.allSatisfy { $0.uri.hasPrefix("https://y.example/webhooks/") } })
    }

    /// Made, but nobody heard of it: the second try is refused as a double, and that is no trouble.
    @Test func aLostAnswerIsNoRefusal() async throws {
        keeper.set { $0.lostAnswers = ["orders/create"] }
        let report = try await look()
        #expect(report.missing.isEmpty && report.standing == Self.topics)
        #expect(keeper.topics == Self.topics)
    }

    @Test func aFormerOwnerChangesNothingThatIsRemembered() async throws {
        let former = try await stage.own()
        _ = try await stage.own()
        await #expect(throws: JobStop.lost) {
            _ = try await SubscriptionConvergence(owned: former, settings: settings, waits: true).perform()
        }
        #expect(await stage.inner.subscriptions(of: ReadingStage.name).state == SubscriptionState())
    }

    @Test func aCommandDoesNotWaitForAStoreThatCannotBeReached() async throws {
        keeper.set { $0.fault = ReadFault(.frozen, .pauseStore, message: "the store is frozen") }
        #expect(try await look(waits: false).problem == "the store is frozen")
        #expect(await stage.inner.readPauses().isEmpty)
    }

    @Test func deliveriesFromNowhereAreTold() async throws {
        await hear("orders/create", at: stage.clock.now - .seconds(60))
        #expect(try await look().unseen == ["orders/create"])
        #expect(try await look().unseen.isEmpty)
    }

    @Test func theLoopLooksAtStartAndFromTimeToTime() async throws {
        let keeper = FakeSubscriptions(clock: stage.clock)
        var settings = settings
        settings.keeper = keeper
        let loop = SubscriptionLoop(owned: try await stage.own(), settings: settings)
        let running = Task { try await loop.run() }
        // The first look lists twice, before and after creating.
        while keeper.set({ $0.listedAt.count }) < 4 { await Task.yield() }
        running.cancel()
        try await running.value
        let times = keeper.set { $0.listedAt }
        #expect(times[0] == stage.start && times[1] == stage.start)
        for (earlier, later) in zip(times.dropFirst(), times.dropFirst(2)) {
            #expect(later.since(earlier) >= .seconds(3_240) && later.since(earlier) <= .seconds(3_960))
        }
    }

    @Test func theLoopLooksWhenSomebodyAsks() async throws {
        var settings = settings
        settings.interval = .seconds(1_000_000_000)
        let inner = stage.inner
        let keeper = keeper
        let loop = SubscriptionLoop(owned: try await stage.own(), settings: settings)
        let running = Task { try await loop.run() }
        while await inner.subscriptions(of: ReadingStage.name).state.report == nil { await Task.yield() }
        keeper.set { $0.subscriptions = [] }
        await inner.askForSubscriptions(of: ReadingStage.name, takingOver: false, now: stage.clock.now)
        while await inner.subscriptions(of: ReadingStage.name).isAsked { await Task.yield() }
        running.cancel()
        try await running.value
        #expect(keeper.topics == Self.topics)
    }
}
