import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let claiming: [StoreCheck] = [
        StoreCheck("Only the current epoch claims, and none after the lease was given up.") { stage in
            try await stage.apply("w1", Stage.customer(1))
            #expect(try await stage.claim(epoch: 1).isEmpty)
            try await stage.own()
            #expect(try await stage.claim(epoch: 2).isEmpty)
            #expect(try await stage.claim(epoch: 0).isEmpty)
            let lease = try #require(
                try await stage.store.acquire(lease: Stage.crm.leaseName, owner: "one", lasting: .seconds(30))
            )
            try await stage.store.giveUp(lease)
            #expect(try await stage.claim(epoch: 1).isEmpty)
            #expect(try await stage.entry(Stage.customerKey(1))?.state == .dirty)
            let epoch = try await stage.own()
            #expect(try await stage.claim(epoch: epoch).count == 1)
        },
        StoreCheck("Live goes before history and apart from it, then the earlier due, each kind within its limit.") {
            stage in
            try await stage.apply("w1", Stage.customer(1), origin: .history, now: Stage.at(1))
            try await stage.apply("w2", Stage.customer(2), origin: .live, now: Stage.at(3))
            try await stage.apply("w3", Stage.customer(3), origin: .live, now: Stage.at(2))
            try await stage.apply("w4", Stage.customer(4), origin: .history, now: Stage.at(0))
            try await stage.apply("w5", Stage.order(5), now: Stage.at(1))
            try await stage.apply("w6", Stage.order(6), now: Stage.at(2))
            try await stage.own()
            let first = try await stage.claim(now: Stage.at(9), customers: 3, orders: 1)
            #expect(first.map(\.key.record) == [3, 2].map { Stage.customerKey($0) } + [Stage.orderKey(5)])
            let second = try await stage.claim(now: Stage.at(9), customers: 3, orders: 0)
            #expect(second.map(\.key.record) == [Stage.customerKey(4), Stage.customerKey(1)])
            let third = try await stage.store.claim(
                ClaimRequest(destination: Stage.crm, epoch: 1, now: Stage.at(9), limits: [.customer: 5])
            )
            #expect(third.isEmpty)
        },
        StoreCheck("Customers of the history whom no order awaits make room for those of the orders.") { stage in
            for id in Int64(1)...4 {
                try await stage.apply("c\(id)", Stage.customer(id), origin: .history, now: Stage.at(id))
            }
            try await stage.apply("c5", Stage.customer(5), now: Stage.at(5))
            let orders = [Stage.order(13, customer: 3), Stage.order(14, customer: 4)]
            for order in orders { try await stage.apply("o\(order.id)", order, origin: .history, now: Stage.at(1)) }
            try await stage.own()
            let live = try await stage.claim(now: Stage.at(9), customers: 3, orders: 2)
            #expect(live.map(\.key.record) == [Stage.customerKey(5)])
            let first = try await stage.claim(now: Stage.at(9), customers: 3, orders: 2)
            #expect(first.filter { $0.key.record.kind == .customer }.map(\.key.record.id) == [1, 3, 4])
            #expect(first.filter { $0.key.record.kind == .order }.count == 2)
            let second = try await stage.claim(now: Stage.at(9), customers: 3, orders: 2)
            #expect(second.map(\.key.record) == [Stage.customerKey(2)])
        },
        StoreCheck("What is not due yet is left.") { stage in
            try await stage.apply("w1", Stage.customer(1), now: Stage.at(10))
            try await stage.own()
            #expect(try await stage.claim(now: Stage.at(9)).isEmpty)
            #expect(try await stage.claim(now: Stage.at(10)).count == 1)
        },
        StoreCheck("What was put off for too long is brought forward, redeliveries too, and nothing else.") { stage in
            try await stage.apply("w1", Stage.customer(1), now: Stage.at(100))
            try await stage.apply("w2", Stage.customer(2), now: Stage.at(12))
            try await stage.apply("w3", Stage.customer(3), now: Stage.at(5))
            let epoch = try await stage.own()
            #expect(try await stage.claim(now: Stage.at(9)).map(\.key.record) == [Stage.customerKey(3)])
            // What was in doubt is to be delivered once more, long after.
            #expect(try await stage.release(before: epoch + 1, now: Stage.at(9), redeliverAt: Stage.at(200)) == 1)
            try await stage.deliverAll(now: Stage.at(9))
            #expect(try await stage.entry(Stage.customerKey(3))?.state == .clean)
            func hasten(_ destination: DestinationName) async throws -> Int {
                try await stage.store.hasten(
                    destination: destination,
                    dueAfter: Stage.at(20),
                    now: Stage.at(9),
                    redeliverAt: Stage.at(10)
                )
            }
            #expect(try await hasten(DestinationName("sf")) == 0)
            #expect(try await stage.claim(now: Stage.at(11)).isEmpty)
            #expect(try await hasten(Stage.crm) == 1)
            #expect(try await stage.claim(now: Stage.at(9)).map(\.key.record) == [Stage.customerKey(1)])
            #expect(try await stage.claim(now: Stage.at(11)).map(\.key.record) == [Stage.customerKey(3)])
            #expect(try await stage.claim(now: Stage.at(12)).map(\.key.record) == [Stage.customerKey(2)])
        },
        StoreCheck("Customers of the orders taken come along beyond their limit, where dirty and due.") { stage in
            for id in Int64(1)...3 { try await stage.apply("c\(id)", Stage.customer(id, email: "c\(id)@x.example")) }
            try await stage.apply("c4", Stage.customer(4), now: Stage.at(50))
            try await stage.apply("o1", Stage.order(11, customer: 2), Stage.order(12, customer: 2))
            try await stage.apply("o2", Stage.order(13, customer: 4), Stage.order(14, customer: 99))
            try await stage.own()
            let claimed = try await stage.claim(customers: 1, orders: 10)
            #expect(claimed.filter { $0.key.record.kind == .customer }.map(\.key.record.id) == [1, 2])
            #expect(claimed.filter { $0.key.record.kind == .order }.map(\.key.record.id) == [11, 12, 13, 14])
            let order = try #require(claimed.first { $0.key.record.id == 11 })
            #expect(order.customer.map { SyncRecord.customer($0) } == Stage.customer(2, email: "c2@x.example"))
            #expect(claimed.first { $0.key.record.id == 13 }?.customer != nil)
            #expect(claimed.first { $0.key.record.id == 14 }?.customer == nil)
            #expect(try await stage.entry(Stage.customerKey(2))?.state == .claimed)
            #expect(try await stage.entry(Stage.customerKey(3))?.state == .dirty)
            #expect(try await stage.entry(Stage.customerKey(4))?.state == .dirty)
        },
        StoreCheck("Paused kinds are left, customers of orders too.") { stage in
            try await stage.apply("w1", Stage.customer(1), Stage.order(11, customer: 1))
            try await stage.own()
            let orders = try await stage.claim(paused: [.customer])
            #expect(orders.map(\.key.record) == [Stage.orderKey(11)])
            #expect(try await stage.claim(paused: [.customer, .order]).isEmpty)
            #expect(try await stage.claim(paused: [.order]).map(\.key.record) == [Stage.customerKey(1)])
        },
        StoreCheck("A claim hands out the delivered state once, with record, link and the customer's link.") { stage in
            try await stage.apply("w1", Stage.customer(1), Stage.order(11, customer: 1))
            try await stage.own()
            try await stage.deliverAll()
            try await stage.apply("w2", Stage.order(11, customer: 1, name: "#1001", version: 2), now: Stage.at(1))
            let first = try #require(try await stage.claim(now: Stage.at(1)).first)
            #expect(first.record == (try await stage.store.record(Stage.orderKey(11)))?.record)
            #expect(first.link == Link(object: "contacts", crmID: "crm-11"))
            #expect(first.parentLink == Link(object: "contacts", crmID: "crm-1"))
            #expect(first.delivered == Stage.state)
            #expect(first.wanted == 2 && first.attempts == 0 && first.dirtySince == Stage.at(1))
            try await stage.settle(first, .retry(due: Stage.at(2), fault: Stage.fault))
            let second = try #require(try await stage.claim(now: Stage.at(2)).first)
            #expect(second.delivered == nil && second.attempts == 1)
            try await stage.settle(second, .wait(due: Stage.at(3)), restoring: Stage.state)
            let third = try #require(try await stage.claim(now: Stage.at(3)).first)
            #expect(third.delivered == Stage.state && third.attempts == 1)
        },
        StoreCheck("A claim takes nothing of other destinations.") { stage in
            let other = DestinationName("sf")
            let routing = RoutingTable([Stage.shop: .init(destinations: [Stage.crm, other])])
            _ = try await stage.store.apply(
                [Stage.receipt("w1", [Stage.customer(1)])],
                routing: routing,
                origin: .live,
                now: Stage.start,
                position: nil
            )
            try await stage.own()
            #expect(try await stage.claim().map(\.key.destination) == [Stage.crm])
            #expect(try await stage.entry(Stage.customerKey(1), other)?.state == .dirty)
        },
        StoreCheck("The next due time is that of the earliest dirty lane.") { stage in
            #expect(try await stage.store.nextDue(destination: Stage.crm, pausedKinds: []) == nil)
            try await stage.apply("w1", Stage.customer(1), origin: .history, now: Stage.at(7))
            try await stage.apply("w2", Stage.order(2), now: Stage.at(9))
            #expect(try await stage.store.nextDue(destination: Stage.crm, pausedKinds: []) == Stage.at(7))
            #expect(try await stage.store.nextDue(destination: Stage.crm, pausedKinds: [.customer]) == Stage.at(9))
            #expect(try await stage.store.nextDue(destination: Stage.crm, pausedKinds: [.customer, .order]) == nil)
            try await stage.own()
            let claimed = try await stage.claim(now: Stage.at(9))
            #expect(claimed.map(\.key.record) == [Stage.orderKey(2)])
            #expect(try await stage.claim(now: Stage.at(9)).map(\.key.record) == [Stage.customerKey(1)])
            #expect(try await stage.store.nextDue(destination: Stage.crm, pausedKinds: []) == nil)
            try await stage.settle(claimed[0], .wait(due: Stage.at(99)))
            #expect(try await stage.store.nextDue(destination: Stage.crm, pausedKinds: []) == Stage.at(99))
        },
        StoreCheck("History is left where only live is asked for, but for the customers of orders taken.") { stage in
            try await stage.apply("w1", Stage.customer(1), Stage.customer(2), Stage.order(11), origin: .history)
            try await stage.apply("w2", Stage.order(12, customer: 2))
            try await stage.own()
            let request = ClaimRequest(
                destination: Stage.crm,
                epoch: 1,
                now: Stage.start,
                limits: [.customer: 9, .order: 9],
                origins: [.live]
            )
            let claimed = try await stage.store.claim(request)
            #expect(claimed.map(\.key.record) == [Stage.customerKey(2), Stage.orderKey(12)])
            #expect(try await stage.claim().map(\.key.record) == [Stage.customerKey(1), Stage.orderKey(11)])
        },
        StoreCheck("The origin that is asked for first is taken, and the other where that one has nothing due.") {
            stage in
            try await stage.apply("w1", Stage.customer(1), Stage.order(11), origin: .history)
            try await stage.apply("w2", Stage.customer(2), Stage.order(12))
            try await stage.own()
            var request = ClaimRequest(
                destination: Stage.crm,
                epoch: 1,
                now: Stage.start,
                limits: [.customer: 1, .order: 9],
                pausedKinds: [.order],
                origins: [.history, .live]
            )
            #expect(try await stage.store.claim(request).map(\.key.record) == [Stage.customerKey(1)])
            #expect(try await stage.store.claim(request).map(\.key.record) == [Stage.customerKey(2)])
            (request.pausedKinds, request.origins) = ([], [.history])
            #expect(try await stage.store.claim(request).map(\.key.record) == [Stage.orderKey(11)])
            #expect(try await stage.store.claim(request).isEmpty)
            #expect(try await stage.claim().map(\.key.record) == [Stage.orderKey(12)])
        },
        StoreCheck("Changes of linked records can be left for later, unless there are as many as are taken.") { stage in
            try await stage.apply("w1", Stage.customer(1), Stage.order(11, customer: 1))
            try await stage.own()
            try await stage.deliverAll()
            let changed = Stage.customer(1, first: "Ada", version: 2)
            try await stage.apply("w2", changed, Stage.order(11, customer: 1, name: "#1001", version: 2))
            try await stage.apply("w3", Stage.customer(2), Stage.order(12, customer: 2), Stage.order(13, customer: 1))
            var request = ClaimRequest(
                destination: Stage.crm,
                epoch: 1,
                now: Stage.start,
                limits: [.customer: 9, .order: 2],
                leavesChanges: true
            )
            let many = try await stage.store.claim(request)
            #expect(many.map(\.key.record) == [Stage.customerKey(2), Stage.orderKey(11), Stage.orderKey(12)])
            request.limits = [.customer: 9, .order: 9]
            let new = try await stage.store.claim(request)
            #expect(new.map(\.key.record) == [Stage.orderKey(13)])
            #expect(new.first?.parentLink?.crmID == "crm-1")
            #expect(try await stage.store.claim(request).isEmpty)
            #expect(try await stage.claim().map(\.key.record) == [Stage.customerKey(1)])
        },
    ]
}
