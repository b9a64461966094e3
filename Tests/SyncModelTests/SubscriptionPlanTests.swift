import SyncModel
import Testing

@Suite struct SubscriptionPlanTests {
    static let needs = [
        TopicNeed("customers/update", scope: "read_customers", kind: .customer),
        TopicNeed("customers/merge", scope: "read_customer_merge", kind: .customer, tellsOfEndings: true),
        TopicNeed("orders/create", scope: "read_orders", kind: .order),
        TopicNeed("orders/delete", scope: "read_orders", kind: .order, tellsOfEndings: true),
        TopicNeed("app/uninstalled"),
    ]
    static let wish = SubscriptionWish(installation: "prod", publicURL: "https://x.example", topics: needs)
    static let access = SubscriptionAccess(
        scopes: ["read_customers", "read_customer_merge", "read_orders"],
        version: "2026-07"
    )

    static func found(
        _ topic: String,
        id: Int = 1,
        uri: String? = nil,
        name: String? = nil,
        createdAt: Int64 = 0,
        _ change: (inout WebhookSubscription) -> Void = { _ in }
    ) -> WebhookSubscription {
        var result = WebhookSubscription(
            id: .init(rawValue: "gid://shopify/WebhookSubscription/\(id)"),
            topic: topic,
            uri: uri ?? "https://x.example/webhooks/\(topic)",
            name: name ?? SubscriptionName(installation: "prod", topic: topic).description,
            apiVersion: "2026-07",
            createdAt: Instant(seconds: createdAt)
        )
        change(&result)
        return result
    }

    static let all = needs.enumerated().map { found($1.topic, id: $0 + 1) }

    private func plan(
        _ found: [WebhookSubscription],
        access: SubscriptionAccess = access,
        wish: SubscriptionWish = wish,
        seen: [WebhookSubscription] = [],
        takesOver: Bool = false
    ) -> SubscriptionPlan {
        var sights: [String: SubscriptionSight] = [:]
        for known in seen {
            sights[known.topic] = SubscriptionSight(
                id: known.id.rawValue,
                firstSeenAt: .beginning,
                seenAt: .beginning,
                uri: known.uri
            )
        }
        return SubscriptionPlan(wish, access: access, found: found, sights: sights, takesOver: takesOver)
    }

    @Test func anEmptyStoreGetsEveryTopic() {
        let plan = plan([])
        #expect(plan.creations.map(\.topic) == Self.needs.map(\.topic))
        #expect(plan.creations[2].uri == "https://x.example/webhooks/orders/create")
        #expect(plan.creations[2].name == "prod-orders_create")
        #expect(plan.creations.allSatisfy { $0.includeFields.isEmpty && $0.filter == nil })
        #expect(plan.repairs.isEmpty && plan.deletions.isEmpty && !plan.isFulfilled)
    }

    @Test func whatIsInPlaceIsLeftAlone() {
        let plan = plan(Self.all)
        #expect(plan.isFulfilled && plan.standing.count == Self.needs.count && plan.foreign.isEmpty)
    }

    @Test(arguments: SubscriptionPlan.Drift.allCases)
    func whatHasDriftedIsRepaired(drift: SubscriptionPlan.Drift) {
        var all = Self.all
        switch drift {
        case .address: all[2].uri = "https://old.example/webhooks/orders/create"
        case .name: all[2].name = "prod-other_topic"
        case .fields: all[2].includeFields = ["id"]
        case .filter: all[2].filter = "total_price:>100"
        case .format: all[2].format = "XML"
        }
        // The address is ours to change where it is the one that we set.
        let plan = plan(all, seen: all)
        #expect(plan.repairs.map(\.drift) == [[drift]])
        #expect(plan.repairs.first?.draft.topic == "orders/create")
        #expect(plan.repairs.first?.subscription.id == all[2].id)
        #expect(plan.creations.isEmpty && plan.deletions.isEmpty)
    }

    /// A second server, started with a copy of the configuration, and nothing of its own yet.
    @Test func whatAnotherServerHasUnderOurNameIsLeftToIt() {
        let theirs = Self.all.dropLast().map { subscription in
            var subscription = subscription
            subscription.uri = "https://production.example/webhooks/\(subscription.topic)"
            return subscription
        }
        let stray = Self.found("products/update", id: 90)
        let plan = plan(theirs + [stray])
        #expect(plan.repairs.isEmpty && plan.deletions.isEmpty && plan.creations.isEmpty)
        #expect(plan.rivals == theirs && plan.standing.isEmpty)
        #expect(Set(plan.hindered.keys) == Set(Self.needs.map(\.topic)))
        #expect(plan.hindered["orders/create"] == .rival("https://production.example/webhooks/orders/create"))
        #expect(plan.hindered["app/uninstalled"]?.isRival == true)
        var report = SubscriptionReport(at: .beginning, address: "a")
        report.describe(plan, version: nil)
        let problems = report.findings.filter { $0.level == .problem }
        #expect(problems.count == 1 && problems[0].fix?.contains("sluice setup --take-over") == true)
        let wanted = self.plan(theirs + [stray], takesOver: true)
        #expect(wanted.repairs.count == theirs.count && wanted.creations.count == 1 && wanted.deletions == [stray])
    }

    @Test func whoeverHadItsOwnLosesOnlyWhatWasTaken() {
        var found = Self.all
        found[2].uri = "https://laptop.example/webhooks/orders/create"
        found.remove(at: 0)
        let plan = plan(found, seen: Self.all)
        #expect(plan.hindered == ["orders/create": .rival("https://laptop.example/webhooks/orders/create")])
        #expect(plan.creations.map(\.topic) == ["customers/update"])
        #expect(plan.repairs.isEmpty && plan.standing.count == 3)
    }

    /// A note of an earlier release tells no address: such a one is the one that we made.
    @Test func aSightWithoutAnAddressIsOurs() {
        var found = Self.all
        found[2].uri = "https://old.example/webhooks/orders/create"
        let sight = SubscriptionSight(id: found[2].id.rawValue, firstSeenAt: .beginning, seenAt: .beginning)
        let plan = SubscriptionPlan(Self.wish, access: Self.access, found: found, sights: ["orders/create": sight])
        #expect(plan.rivals.isEmpty && plan.repairs.map(\.draft.topic) == ["orders/create"])
    }

    /// The API cannot change it, so repairing it again and again would help nobody.
    @Test func anotherVersionIsNoDrift() {
        var all = Self.all
        all[2].apiVersion = "2025-01"
        let plan = plan(all)
        #expect(plan.isFulfilled)
        var report = SubscriptionReport(at: .beginning, address: "")
        report.describe(plan, version: "2026-07")
        #expect(report.versions == ["orders/create": "2025-01"])
    }

    @Test func caseOfANameIsNoDrift() {
        var all = Self.all
        all[2].name = "PROD-Orders_Create"
        #expect(plan(all).isFulfilled)
    }

    @Test func ownStraysAndSecondOnesAreDeleted() {
        let stray = Self.found("products/update", id: 90)
        let second = Self.found("orders/create", id: 91, uri: "https://y.example/w", name: "prod-orders_create2")
        // Sent elsewhere, but there where this server set it.
        let plan = plan(Self.all + [stray, second], seen: [second])
        #expect(plan.deletions.map(\.id) == [stray.id, second.id])
        #expect(plan.creations.isEmpty && plan.repairs.isEmpty)
        #expect(plan.standing["orders/create"]?.id == Self.all[2].id)
    }

    /// Two nodes, or two looks, must agree on which of two stays.
    @Test func ofTwoWithWrongNamesTheOlderStays() {
        let younger = Self.found("orders/create", id: 5, name: "prod-a", createdAt: 20)
        let older = Self.found("orders/create", id: 6, name: "prod-b", createdAt: 10)
        for order in [[younger, older], [older, younger]] {
            let plan = plan(order)
            #expect(plan.deletions.map(\.id) == [younger.id])
            #expect(plan.repairs.map(\.subscription.id) == [older.id])
        }
    }

    @Test func whatOthersMadeIsNeverTouched() {
        let others = [
            Self.found("orders/create", id: 20, uri: "https://elsewhere.example/h", name: "prod-eu-orders_create"),
            Self.found("orders/create", id: 21, uri: "https://x.example/webhooks", name: "staging-orders_create"),
            Self.found("products/update", id: 22, uri: "https://x.example/webhooks/products") { $0.name = nil },
        ]
        let plan = plan(others)
        #expect(plan.deletions.isEmpty && plan.repairs.isEmpty)
        #expect(plan.foreign.map(\.id) == [others[1].id, others[2].id])
        #expect(plan.covered.isEmpty && plan.creations.count == Self.needs.count)
    }

    /// Shopify takes one subscription for a topic and address: a second one would be refused for ever.
    @Test func somebodyElsesAtOurAddressTakesOursPlace() {
        let other = Self.found("orders/create", id: 20) { $0.name = nil }
        let plan = plan([other])
        #expect(plan.covered == ["orders/create": other])
        #expect(!plan.creations.contains(where: { $0.topic == "orders/create" }))
        var report = SubscriptionReport(at: .beginning, address: "a")
        report.describe(plan, version: nil)
        #expect(report.findings.contains(where: { $0.level == .warning && $0.message.contains("has no name") }))
    }

    @Test func aPrefixOfAnAddressIsNotTheAddress() {
        let near = Self.found("orders/create", id: 20, uri: "https://x.example/webhooks-old/a") { $0.name = nil }
        #expect(plan([near]).foreign.isEmpty)
    }

    @Test func topicsWithoutTheirScopeAreNotTried() {
        let access = SubscriptionAccess(scopes: ["write_orders"], version: "2026-07")
        let plan = plan([], access: access)
        #expect(plan.creations.map(\.topic) == ["orders/create", "orders/delete", "app/uninstalled"])
        #expect(plan.hindered["customers/update"] == .scope("read_customers"))
        #expect(plan.hindered["customers/merge"] == .scope("read_customer_merge"))
        // What is there already stays: it works again once the scope is back.
        let kept = self.plan([Self.all[0]], access: access)
        #expect(kept.deletions.isEmpty && kept.standing.isEmpty)
    }

    @Test func topicsOfALaterVersionAreNotTried() {
        let late = TopicNeed("customers_whats_app_marketing_consent/update", version: "2026-07")
        let wish = SubscriptionWish(installation: "prod", publicURL: "https://x.example", topics: [late])
        let early = SubscriptionAccess(scopes: [], version: "2026-04")
        #expect(plan([], access: early, wish: wish).hindered == [late.topic: .version("2026-07")])
        let same = SubscriptionAccess(scopes: [], version: "2026-07")
        #expect(plan([], access: same, wish: wish).creations.count == 1)
        #expect(plan([], access: SubscriptionAccess(scopes: []), wish: wish).creations.count == 1)
    }

    @Test func everyFindingThatIsNotFineSaysHowToMendIt() {
        var report = SubscriptionReport(at: .beginning, address: "https://x.example/webhooks")
        report.missing = [
            "orders/create": .scope("read_orders"), "customers/merge": .scope("read_customer_merge"),
            "a/b": .version("2026-07"), "c/d": .refused("no"),
        ]
        report.foreign = [.init(topic: "orders/create", name: "staging-x", uri: "https://x.example/webhooks")]
        report.unseen = ["orders/paid"]
        report.versions = ["orders/paid": "2024-10"]
        report.gaps = [TopicGap(topic: "orders/create", since: .beginning, foundAt: .beginning)]
        let open = report.findings.filter { $0.level == .warning || $0.level == .problem }
        #expect(open.count == 8)
        #expect(open.allSatisfy { $0.fix?.isEmpty == false })
        // Nothing but merges is lost without that scope.
        #expect(open.first { $0.subject == "webhook customers/merge" }?.level == .warning)
        report.problem = "the shop is frozen"
        #expect(report.findings.map(\.level) == [.problem])
    }
}
