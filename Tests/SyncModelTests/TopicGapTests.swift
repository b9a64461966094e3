import SyncModel
import Testing

@Suite struct TopicGapTests {
    private static let now = Instant(seconds: 10_000_000)
    private static let hour = Duration.seconds(3_600)

    private func sight(_ topic: String, id: Int, seen: Duration = hour) -> [String: SubscriptionSight] {
        [
            topic: SubscriptionSight(
                id: "gid://shopify/WebhookSubscription/\(id)",
                firstSeenAt: Self.now - .seconds(30 * 86_400),
                seenAt: Self.now - seen
            )
        ]
    }

    private func gaps(
        found: [WebhookSubscription],
        sights: [String: SubscriptionSight],
        delivered: [String: Instant] = [:]
    ) -> [TopicGap] {
        SubscriptionPlan(
            SubscriptionPlanTests.wish,
            access: SubscriptionPlanTests.access,
            found: found,
            sights: sights
        )
        .gaps(sights: sights, delivered: delivered, now: Self.now)
    }

    private func others(than topic: String) -> [WebhookSubscription] {
        SubscriptionPlanTests.all.filter { $0.topic != topic }
    }

    @Test func theFirstCreationLeavesNoGap() {
        #expect(gaps(found: [], sights: [:], delivered: ["orders/create": Self.now - Self.hour]).isEmpty)
    }

    @Test func aMissingOneLeavesAGapFromTheLastDelivery() {
        let last = Self.now - .seconds(7_200)
        let gaps = gaps(
            found: others(than: "orders/create"),
            sights: sight("orders/create", id: 3),
            delivered: ["orders/create": last, "orders/delete": Self.now]
        )
        #expect(gaps == [TopicGap(topic: "orders/create", since: last, foundAt: Self.now)])
    }

    /// A topic that is rarely sent must not have months compared: Shopify gives up within a day.
    @Test func aGapBeginsAtMostADayBeforeTheLastSight() {
        for delivered in [["orders/delete": Self.now - .seconds(90 * 86_400)], [:]] {
            let gaps = gaps(
                found: others(than: "orders/delete"),
                sights: sight("orders/delete", id: 4),
                delivered: delivered
            )
            #expect(gaps.map(\.since) == [Self.now - Self.hour - .seconds(86_400)])
        }
    }

    @Test func oneThatSentElsewhereWasMissingToo() {
        var all = SubscriptionPlanTests.all
        all[2].uri = "https://old.example/w"
        let last = Self.now - Self.hour
        // Where this server itself had it sent to before; another's address would be left alone.
        var sights = sight("orders/create", id: 3)
        sights["orders/create"]?.uri = all[2].uri
        #expect(gaps(found: all, sights: sights, delivered: ["orders/create": last]).map(\.since) == [last])
        all[2].uri = SubscriptionPlanTests.all[2].uri
        all[2].name = "prod-renamed"
        #expect(gaps(found: all, sights: sights).isEmpty)
    }

    /// What came through the new one says nothing of the time before it was made.
    @Test func oneThatWasMadeAnewElsewhereLeavesAGapFromTheLastSight() {
        let sights = sight("orders/create", id: 77)
        let delivered = ["orders/create": Self.now]
        let gaps = gaps(found: SubscriptionPlanTests.all, sights: sights, delivered: delivered)
        #expect(gaps.map(\.since) == [Self.now - Self.hour])
    }

    @Test func oneThatStandsOrIsCoveredLeavesNone() {
        #expect(gaps(found: SubscriptionPlanTests.all, sights: sight("orders/create", id: 3)).isEmpty)
        let covering = SubscriptionPlanTests.found("orders/create", id: 3) { $0.name = nil }
        #expect(gaps(found: [covering], sights: sight("orders/create", id: 3)).isEmpty)
    }

    @Test func everyKindIsComparedOnceFromItsEarliestGap() {
        let gaps = [
            TopicGap(topic: "orders/create", since: Self.now - Self.hour, foundAt: Self.now),
            TopicGap(topic: "orders/delete", since: Self.now - .seconds(60), foundAt: Self.now),
            TopicGap(topic: "customers/update", since: Self.now - .seconds(120), foundAt: Self.now),
            TopicGap(topic: "app/uninstalled", since: .beginning, foundAt: Self.now),
        ]
        let specs = ReconcileSpec.closing(gaps, topics: SubscriptionPlanTests.needs, overlap: .seconds(600))
        let orders = specs.first { $0.kinds == [.order] }
        #expect(specs.count == 2 && specs.allSatisfy { $0.reason == .gap })
        #expect(orders?.window == ReadWindow(.updatedAt, since: Self.now - Self.hour - .seconds(600)))
        // A deletion that was missed is found by going through the ids alone.
        #expect(orders?.sweeps == true)
        #expect(specs.first { $0.kinds == [.customer] }?.sweeps == false)
        #expect(ReconcileSpec.closing([], topics: SubscriptionPlanTests.needs, overlap: .zero).isEmpty)
    }

    @Test func totalsThatWereMissedAreFoundByTheOrders() {
        let totals = TopicNeed("customers/purchasing_summary", kind: .customer, comesOfOrders: true)
        let gap = TopicGap(topic: totals.topic, since: Self.now, foundAt: Self.now)
        let specs = ReconcileSpec.closing([gap], topics: [totals], overlap: .zero)
        #expect(Set(specs.map(\.kinds)) == [[.customer], [.order]])
    }

    @Test func anOpenGapOnlyGrows() {
        var state = SubscriptionState()
        let early = TopicGap(topic: "a", since: Instant(seconds: 5), foundAt: Instant(seconds: 10))
        let late = TopicGap(topic: "a", since: Instant(seconds: 8), foundAt: Instant(seconds: 20))
        state.open([early])
        state.open([late, TopicGap(topic: "b", since: .beginning, foundAt: .beginning)])
        #expect(state.openGaps.map(\.topic) == ["a", "b"])
        #expect(state.openGaps[0].since == early.since && state.openGaps[0].foundAt == late.foundAt)
    }

    @Test func aSightKeepsWhenItWasFirstSeenUntilItIsAnotherOne() {
        let plan = SubscriptionPlan(
            SubscriptionPlanTests.wish,
            access: SubscriptionPlanTests.access,
            found: SubscriptionPlanTests.all
        )
        var state = SubscriptionState(
            sights: sight("orders/create", id: 3).merging(sight("orders/delete", id: 99)) { $1 }
        )
        state.sights["gone/topic"] = SubscriptionSight(id: "x", firstSeenAt: .beginning, seenAt: .beginning)
        state.see(plan, at: Self.now)
        #expect(state.sights["orders/create"]?.firstSeenAt == Self.now - .seconds(30 * 86_400))
        #expect(state.sights["orders/create"]?.seenAt == Self.now)
        #expect(state.sights["orders/delete"]?.firstSeenAt == Self.now)
        #expect(state.sights["gone/topic"] != nil && state.sights.count == 6)
    }
}
