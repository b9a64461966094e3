import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let subscriptions: [StoreCheck] = [
        StoreCheck("What is remembered of subscriptions is the owner's alone, and a person's wish stands beside it.") {
            stage in
            let store = stage.store
            #expect(try await store.subscriptions(of: Stage.shop) == StoredSubscriptions())
            var state = SubscriptionState()
            state.sights["orders/create"] = SubscriptionSight(
                id: "a",
                firstSeenAt: Stage.at(1),
                seenAt: Stage.at(2),
                uri: "https://x.example/webhooks/orders/create"
            )
            state.open([TopicGap(topic: "orders/create", since: Stage.at(1), foundAt: Stage.at(2))])
            state.openGaps[0].jobs = [Job.ID(rawValue: 7)]
            state.report = SubscriptionReport(at: Stage.at(3), address: "https://x.example/webhooks")
            state.report?.missing = ["a/b": .scope("read_orders"), "c/d": .refused("no"), "e/f": .version("2026-07")]
            #expect(try await !store.keep(state, of: Stage.shop, epoch: 1))
            let epoch = try await stage.ownShop()
            #expect(try await store.keep(state, of: Stage.shop, epoch: epoch))
            #expect(try await !store.keep(SubscriptionState(), of: Stage.shop, epoch: epoch + 1))
            #expect(try await store.subscriptions(of: Stage.shop).state == state)
            try await store.askForSubscriptions(of: Stage.shop, takingOver: true, now: Stage.at(3))
            #expect(try await store.subscriptions(of: Stage.shop).takesOver)
            try await store.askForSubscriptions(of: Stage.shop, takingOver: false, now: Stage.at(4))
            let asked = try await store.subscriptions(of: Stage.shop)
            #expect(asked.state == state && asked.askedAt == Stage.at(4) && asked.isAsked && !asked.takesOver)
            state.report?.at = Stage.at(5)
            #expect(try await store.keep(state, of: Stage.shop, epoch: epoch))
            let answered = try await store.subscriptions(of: Stage.shop)
            #expect(answered.askedAt == Stage.at(4) && !answered.isAsked)
            #expect(try await store.subscriptions(of: StoreName("other")) == StoredSubscriptions())
            try await store.askForSubscriptions(of: StoreName("other"), takingOver: false, now: Stage.at(1))
            #expect(try await store.subscriptions(of: StoreName("other")).isAsked)
        },
        StoreCheck("The last delivery of each topic is kept, forward only, and the store's rhythm with it.") { stage in
            let store = stage.store
            func heard(
                _ topic: String,
                _ first: Int64,
                _ last: Int64,
                _ name: StoreName = Stage.shop
            )
                -> TopicDeliveries
            {
                TopicDeliveries(store: name, topic: topic, firstAt: Stage.at(first), lastAt: Stage.at(last))
            }
            try await store.note([])
            #expect(try await store.lastDeliveries(of: Stage.shop).isEmpty)
            try await store.note([heard("orders/create", 10, 20), heard("orders/paid", 5, 12)])
            try await store.note([heard("orders/create", 120, 130), heard("orders/create", 1, 2, StoreName("other"))])
            try await store.note([heard("orders/create", 40, 50)])
            #expect(
                try await store.lastDeliveries(of: Stage.shop)
                    == ["orders/create": Stage.at(130), "orders/paid": Stage.at(12)]
            )
            var rhythm = DeliveryRhythm()
            rhythm.heard(from: Stage.at(5), to: Stage.at(20))
            rhythm.heard(from: Stage.at(120), to: Stage.at(130))
            #expect(try await store.rhythm(of: Stage.shop) == rhythm)
            #expect(try await store.rhythm(of: StoreName("other")).lastAt == Stage.at(2))
            #expect(try await store.rhythm(of: StoreName("third")) == DeliveryRhythm())
            // What is heard and that somebody listens are kept side by side.
            for (at, since) in [(200, 200), (260, 200), (900, 200), (1_700, 200), (3_000, 3_000)] as [(Int64, Int64)] {
                #expect(try await store.listens(to: Stage.shop, now: Stage.at(at)) == Stage.at(since))
            }
            #expect(try await store.rhythm(of: Stage.shop).lastAt == Stage.at(130))
        },
        StoreCheck("A silence is news once, and once again when it becomes certain.") { stage in
            let store = stage.store
            func silence(_ certainty: Silence.Certainty) -> Silence {
                Silence(
                    store: Stage.shop,
                    since: Stage.at(1),
                    usualPause: .seconds(7),
                    certainty: certainty,
                    foundAt: Stage.at(9)
                )
            }
            let none = try await store.endSilence(of: Stage.shop)
            #expect(none == nil)
            #expect(try await store.tell(silence(.suspected)))
            #expect(try await !store.tell(silence(.suspected)))
            #expect(try await store.tell(silence(.certain)))
            #expect(try await !store.tell(silence(.suspected)))
            #expect(try await store.silences() == [silence(.certain)])
            #expect(try await store.endSilence(of: Stage.shop) == silence(.certain))
            #expect(try await store.silences().isEmpty)
        },
    ]

    static let secrets: [StoreCheck] = [
        StoreCheck("Secrets are bytes by name: replaced whole, and gone when removed.") { stage in
            let store = stage.store
            #expect(try await store.secret("a") == nil)
            try await store.setSecret("a", [0, 255, 7])
            try await store.setSecret("b", [1])
            #expect(try await store.replaceSecret("a", [0, 255, 7], by: [8]))
            #expect(try await !store.replaceSecret("a", [0, 255, 7], by: [7]))
            #expect(try await !store.replaceSecret("none", [], by: [7]))
            #expect(try await store.secret("a") == [8])
            try await store.setSecret("a", [9])
            #expect(try await store.secret("a") == [9])
            #expect(try await store.removeSecret("a"))
            #expect(try await !store.removeSecret("a"))
            #expect(try await store.secret("a") == nil)
            #expect(try await store.secret("b") == [1])
        },
        StoreCheck("An install link is used once, before its end, and its outcome is told.") { stage in
            let store = stage.store
            func link(_ hash: String, until: Int64) -> PendingAuthorization {
                PendingAuthorization(stateHash: hash, store: Stage.shop, expiresAt: Stage.at(until))
            }
            try await store.begin(link("one", until: 100), now: Stage.at(0))
            try await store.begin(link("two", until: 100), now: Stage.at(0))
            #expect(try await store.authorization(stateHash: "one") == link("one", until: 100))
            #expect(try await store.useAuthorization(stateHash: "none", now: Stage.at(1)) == nil)
            #expect(try await store.useAuthorization(stateHash: "one", now: Stage.at(1)) == link("one", until: 100))
            #expect(try await store.useAuthorization(stateHash: "one", now: Stage.at(1)) == nil)
            #expect(try await store.useAuthorization(stateHash: "two", now: Stage.at(100)) == nil)
            try await store.endAuthorization(stateHash: "one", .granted(scopes: ["read_orders"]))
            try await store.endAuthorization(stateHash: "none", .refused("no"))
            let ended = try await store.authorization(stateHash: "one")
            #expect(ended?.isUsed == true && ended?.outcome == .granted(scopes: ["read_orders"]))
            #expect(try await store.authorization(stateHash: "none") == nil)
            // A day after their end they are forgotten.
            try await store.begin(link("three", until: 200_000), now: Stage.at(100 + 86_400))
            #expect(try await store.authorization(stateHash: "one") == nil)
            #expect(try await store.authorization(stateHash: "three") != nil)
        },
    ]
}
