import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let marking: [StoreCheck] = [
        StoreCheck("A mark makes a clean lane dirty and due now.") { stage in
            try await stage.apply("w1", Stage.customer(1))
            try await stage.own()
            try await stage.deliverAll()
            #expect(try await stage.entry(Stage.customerKey(1))?.state == .clean)
            try await stage.apply("w2", Stage.customer(1, first: "Ada", version: 2), now: Stage.at(60))
            let entry = try #require(try await stage.entry(Stage.customerKey(1)))
            #expect(entry.state == .dirty && entry.due == Stage.at(60))
            #expect(entry.wanted == 2 && entry.delivered == 1)
        },
        StoreCheck("A dirty lane keeps since when it has been dirty, and becomes due now.") { stage in
            try await stage.apply("w1", Stage.customer(1), receivedAt: Stage.at(-5))
            try await stage.own()
            let claimed = try #require(try await stage.claim().first)
            try await stage.settle(claimed, .retry(due: Stage.at(900), fault: Stage.fault))
            try await stage.apply("w2", Stage.customer(1, first: "Ada", version: 2), now: Stage.at(60))
            let again = try #require(try await stage.claim(now: Stage.at(60)).first)
            #expect(again.dirtySince == Stage.at(-5))
            #expect(again.attempts == 0)
        },
        StoreCheck("What changes while its history waits is waited for since the change.") { stage in
            try await stage.apply("w1", Stage.customer(1), origin: .history, receivedAt: Stage.at(-500))
            try await stage.own()
            try await stage.apply(
                "w2",
                Stage.customer(1, first: "Ada", version: 2),
                now: Stage.at(60),
                receivedAt: Stage.at(58)
            )
            let claimed = try #require(try await stage.claim(now: Stage.at(60)).first)
            #expect(claimed.origin == .live && claimed.dirtySince == Stage.at(58))
        },
        StoreCheck("What changes while its history is under way is waited for since the change.") { stage in
            try await stage.apply("w1", Stage.customer(1), origin: .history, receivedAt: Stage.at(-500))
            try await stage.own()
            let claimed = try #require(try await stage.claim().first)
            try await stage.apply(
                "w2",
                Stage.customer(1, first: "Ada", version: 2),
                now: Stage.at(60),
                receivedAt: Stage.at(58)
            )
            try await stage.settle(claimed, .retry(due: Stage.at(61), fault: Stage.fault))
            let again = try #require(try await stage.claim(now: Stage.at(61)).first)
            #expect(again.origin == .live && again.dirtySince == Stage.at(58))
        },
        StoreCheck("A claimed lane stays claimed; its delivery makes it dirty since the mark.") { stage in
            try await stage.apply("w1", Stage.customer(1), receivedAt: Stage.at(-5))
            try await stage.own()
            let claimed = try #require(try await stage.claim().first)
            try await stage.apply(
                "w2",
                Stage.customer(1, first: "Ada", version: 2),
                now: Stage.at(60),
                receivedAt: Stage.at(58)
            )
            #expect(try await stage.entry(Stage.customerKey(1))?.state == .claimed)
            #expect(try await stage.claim(now: Stage.at(60)).isEmpty)
            let report = try await stage.settle(claimed, Stage.delivered("c1"), now: Stage.at(61))
            #expect(report.settled == 1 && report.dirtyAgain == 1)
            let entry = try #require(try await stage.entry(Stage.customerKey(1)))
            #expect(entry.state == .dirty && entry.due == Stage.at(61) && entry.delivered == 1)
            let again = try #require(try await stage.claim(now: Stage.at(61)).first)
            #expect(again.dirtySince == Stage.at(58))
            #expect(again.wanted == 2 && again.delivered == Stage.state)
        },
        StoreCheck("A parked lane is freed and its attempts start again.") { stage in
            try await stage.apply("w1", Stage.customer(1))
            try await stage.own()
            let first = try #require(try await stage.claim().first)
            try await stage.settle(first, .retry(due: Stage.at(1), fault: Stage.fault))
            let second = try #require(try await stage.claim(now: Stage.at(1)).first)
            #expect(second.attempts == 1)
            try await stage.settle(second, .parked(Stage.fault))
            #expect(try await stage.entry(Stage.customerKey(1))?.state == .parked)
            try await stage.apply("w2", Stage.customer(1, first: "Ada", version: 2), now: Stage.at(60))
            let entry = try #require(try await stage.entry(Stage.customerKey(1)))
            #expect(entry.state == .dirty && entry.attempts == 0 && entry.fault == nil)
            #expect(try await stage.store.parkedLanes(FailureFilter(), limit: 10).isEmpty)
            let third = try #require(try await stage.claim(now: Stage.at(60)).first)
            #expect(third.attempts == 0 && third.dirtySince == Stage.at(60))
        },
        StoreCheck("A discarded lane is freed by a newer wanted revision.") { stage in
            try await stage.apply("w1", Stage.customer(1))
            try await stage.own()
            let first = try #require(try await stage.claim().first)
            try await stage.settle(first, .parked(Stage.fault))
            #expect(try await stage.store.release(FailureFilter(), discard: true, now: Stage.at(1)) == 1)
            #expect(try await stage.entry(Stage.customerKey(1))?.state == .discarded)
            #expect(try await stage.claim(now: Stage.at(9)).isEmpty)
            try await stage.apply("w2", Stage.customer(1, first: "Ada", version: 2), now: Stage.at(60))
            #expect(try await stage.entry(Stage.customerKey(1))?.state == .dirty)
        },
        StoreCheck(
            "What an order says of its customer is news of the customer's newest orders, where a mapping reads it."
        ) {
            stage in
            let (reading, other) = (Stage.crm, DestinationName("other"))
            let routing = RoutingTable([
                Stage.shop: .init(
                    destinations: [reading, other],
                    interests: [
                        reading: RecordInterest(
                            sources: ["order.name", "customer.first_name"],
                            ofOrders: ["order.name", "customer.first_name"]
                        ),
                        other: RecordInterest(sources: ["order.name", "customer.first_name"]),
                    ]
                )
            ])
            func apply(_ id: String, _ records: SyncRecord..., at seconds: Int64) async throws {
                _ = try await stage.store.apply(
                    [Stage.receipt(id, records)],
                    routing: routing,
                    origin: .live,
                    now: Stage.at(seconds),
                    position: nil
                )
            }
            try await apply("w1", Stage.customer(1, first: "Ada"), Stage.order(11, customer: 1, name: "#1"), at: 0)
            try await apply("w2", Stage.order(12, customer: 2, name: "#2"), at: 0)
            try await stage.own()
            try await stage.deliverAll()
            try await apply("w3", Stage.customer(1, email: "a@x.de", first: "Ada", version: 2), at: 60)
            #expect(try await stage.entry(Stage.orderKey(11))?.state == .clean, "nothing of it is read for orders")
            try await stage.deliverAll(now: Stage.at(60))
            try await apply("w4", Stage.customer(1, email: "a@x.de", first: "Bea", version: 3), at: 120)
            #expect(try await stage.entry(Stage.orderKey(11))?.state == .dirty)
            #expect(try await stage.entry(Stage.orderKey(12))?.state == .clean)
            let claimed = try await stage.claim(now: Stage.at(120)) + stage.claim(now: Stage.at(120))
            let order = try #require(claimed.first { $0.key.record == Stage.orderKey(11) })
            #expect(
                order.origin == .history && !order.isForced && order.customer?.profile.fields.firstName == .value("Bea")
            )
            // In the lanes that there are, and as a read tells it too.
            let wanted = try await stage.entry(Stage.orderKey(11), other)?.wanted
            #expect(wanted == 1)
            for lane in claimed { try await stage.settle(lane, Stage.delivered("x"), now: Stage.at(121)) }
            let report = try await stage.store.merge(
                MergeRequest(
                    store: Stage.shop,
                    records: [Stage.customer(1, email: "a@x.de", first: "Cleo", version: 4)],
                    routing: routing,
                    origin: .live,
                    now: Stage.at(180)
                )
            )
            #expect(report.marked == [reading, other])
            #expect(try await stage.entry(Stage.orderKey(11))?.state == .dirty)
            #expect(try await stage.entry(Stage.orderKey(11), other)?.wanted == 1)
        },
        StoreCheck("A dirty lane can only become live, a clean one takes the new origin.") { stage in
            try await stage.own()
            try await stage.apply("w1", Stage.customer(1), origin: .history)
            try await stage.apply("w2", Stage.customer(1, first: "Ada", version: 2), origin: .live)
            try await stage.apply("w3", Stage.customer(1, first: "Bea", version: 3), origin: .history)
            let first = try #require(try await stage.claim().first)
            #expect(first.origin == .live && first.wanted == 3)
            try await stage.settle(first, Stage.delivered("c1"))
            try await stage.apply("w4", Stage.customer(1, first: "Cea", version: 4), origin: .history)
            #expect(try await stage.claim().map(\.origin) == [.history])
        },
        StoreCheck("A new customer marks none of the orders that were there.") { stage in
            try await stage.apply("w1", Stage.order(10, customer: 1))
            try await stage.own()
            try await stage.deliverAll()
            try await stage.apply("w2", Stage.customer(1))
            #expect(try await stage.entry(Stage.orderKey(10))?.state == .clean)
            #expect(try await stage.entry(Stage.customerKey(1))?.state == .dirty)
        },
        StoreCheck("Marking by key makes missing lanes, and leaves out what is unknown or has no content.") { stage in
            let other = DestinationName("sf")
            try await stage.apply("w1", Stage.customer(1), .customer(CustomerRecord(id: 2)))
            let keys = [1, 2, 3].map { Stage.customerKey($0) }
            try await stage.store.mark(keys, destination: other, force: false, origin: .history, now: Stage.at(5))
            let entry = try #require(try await stage.entry(Stage.customerKey(1), other))
            #expect(entry.state == .dirty && entry.due == Stage.at(5))
            #expect(try await stage.entry(Stage.customerKey(2), other) == nil)
            let overview = try await stage.store.overview()
            #expect(overview.lanes.filter { $0.destination == other }.map(\.count) == [1])
        },
    ]

    static let forcing: [StoreCheck] = [
        StoreCheck("Force lasts until a delivery answers it.") { stage in
            try await stage.apply("w1", Stage.customer(1))
            try await stage.own()
            try await stage.deliverAll()
            let keys = [Stage.customerKey(1)]
            try await stage.store.mark(keys, destination: Stage.crm, force: true, origin: .live, now: Stage.at(1))
            try await stage.store.mark(keys, destination: Stage.crm, force: false, origin: .live, now: Stage.at(2))
            let first = try #require(try await stage.claim(now: Stage.at(2)).first)
            #expect(first.isForced)
            try await stage.settle(first, .retry(due: Stage.at(3), fault: Stage.fault))
            let second = try #require(try await stage.claim(now: Stage.at(3)).first)
            #expect(second.isForced)
            try await stage.settle(second, Stage.delivered())
            try await stage.store.mark(keys, destination: Stage.crm, force: false, origin: .live, now: Stage.at(4))
            let third = try #require(try await stage.claim(now: Stage.at(4)).first)
            #expect(!third.isForced)
        },
        StoreCheck("Force that comes during a claim outlives it.") { stage in
            try await stage.apply("w1", Stage.customer(1))
            try await stage.own()
            let first = try #require(try await stage.claim().first)
            #expect(!first.isForced)
            let keys = [Stage.customerKey(1)]
            try await stage.store.mark(keys, destination: Stage.crm, force: true, origin: .live, now: Stage.at(1))
            try await stage.settle(first, Stage.delivered("c1"), now: Stage.at(2))
            let second = try #require(try await stage.claim(now: Stage.at(2)).first)
            #expect(second.isForced)
            try await stage.apply("w2", Stage.customer(1, first: "Ada", version: 2), now: Stage.at(3))
            try await stage.settle(second, Stage.delivered(), now: Stage.at(4))
            let third = try #require(try await stage.claim(now: Stage.at(4)).first)
            #expect(!third.isForced)
        },
        StoreCheck("What tells nothing of who a customer is makes no lane and asks for a read, until a body does.") {
            stage in
            let key = Stage.customerKey(1)
            var tagged = CustomerRecord(id: 1)
            let version = SourceVersion(at: Stage.at(1), tie: Stage.at(1), hash: 1)
            tagged.tags = TagSet(changed: ["vip"], isPresent: true, version: version)
            let report = try await stage.apply("tags", .customer(tagged))
            #expect(report.unread == [Stage.shop])
            try await stage.own()
            try await stage.store.mark([key], destination: Stage.crm, force: true, origin: .live, now: Stage.at(2))
            #expect(try await stage.claim(now: Stage.at(3)).isEmpty)
            #expect(try await stage.entry(key) == nil)
            let waiting = try await stage.store.awaitingHydration(of: Stage.shop, kind: .customer, after: 0, limit: 10)
            #expect(waiting.map(\.key) == [key])

            try await stage.apply("body", Stage.customer(1, email: "ada@example.com", version: 4))
            let claimed = try #require(try await stage.claim(now: Stage.at(5)).first)
            guard case .customer(let customer) = claimed.record else { throw Unexpected() }
            #expect(!customer.tags.isUnknown && customer.profile.fields.email.value == "ada@example.com")
        },
    ]

    private struct Unexpected: Error {}
}
