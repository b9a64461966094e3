import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let waiting: [StoreCheck] = [
        StoreCheck("A customer's new link marks the orders that waited for it, with their origin.") { stage in
            try await stage.apply("w1", Stage.order(11, customer: 1), origin: .history)
            try await stage.apply("w2", Stage.order(12, customer: 2))
            try await stage.own()
            for lane in try await stage.claim() + stage.claim() {
                let waits = lane.record.customerID
                try await stage.settle(lane, Stage.delivered("o\(lane.key.record.id)", waitsFor: waits))
            }
            #expect(try await stage.entry(Stage.orderKey(11))?.state == .clean)
            try await stage.apply("w3", Stage.customer(1), now: Stage.at(1))
            let customer = try #require(try await stage.claim(now: Stage.at(1)).first)
            let report = try await stage.settle(customer, Stage.delivered("c1"), now: Stage.at(2))
            #expect(report.settled == 1 && report.dirtyAgain == 1)
            let order = try #require(try await stage.claim(now: Stage.at(2)).first)
            #expect(order.key.record == Stage.orderKey(11))
            #expect(order.parentLink?.crmID == "c1" && !order.isForced && order.origin == .history)
            #expect(order.dirtySince == Stage.at(2))
            try await stage.settle(order, Stage.delivered(nil), now: Stage.at(3))
            #expect(try await stage.store.nextDue(destination: Stage.crm, pausedKinds: []) == nil)
        },
        StoreCheck("The same link again marks nothing; another CRM record does.") { stage in
            try await stage.apply("w1", Stage.customer(1), Stage.order(11, customer: 1))
            try await stage.own()
            let claimed = try await stage.claim()
            try await stage.settle(claimed[0], Stage.delivered("c1"))
            try await stage.settle(claimed[1], Stage.delivered("o11", waitsFor: nil))
            try await stage.apply("w2", Stage.order(11, customer: 1, name: "#1", version: 2))
            let order = try #require(try await stage.claim().first)
            try await stage.store.unlink(Stage.lane(Stage.customerKey(1)))
            try await stage.settle(order, Stage.delivered(nil, waitsFor: 1))
            #expect(try await stage.entry(Stage.orderKey(11))?.state == .clean)
            try await stage.apply("w3", Stage.customer(1, first: "Ada", version: 2))
            let first = try #require(try await stage.claim().first)
            #expect(try await stage.settle(first, Stage.delivered("c2")).dirtyAgain == 1)
            let marked = try #require(try await stage.claim().first)
            try await stage.settle(marked, Stage.delivered(nil))
            try await stage.apply("w4", Stage.customer(1, first: "Bea", version: 3))
            let second = try #require(try await stage.claim().first)
            #expect(try await stage.settle(second, Stage.delivered("c2")).dirtyAgain == 0)
            #expect(try await stage.entry(Stage.orderKey(11))?.state == .clean)
        },
        StoreCheck("A link that comes while the order is in flight is not missed, in either order.") { stage in
            try await stage.apply("w1", Stage.customer(1), Stage.order(11, customer: 1))
            try await stage.apply("w2", Stage.customer(2), Stage.order(12, customer: 2))
            try await stage.own()
            let claimed = Dictionary(uniqueKeysWithValues: try await stage.claim().map { ($0.key.record, $0) })
            func settlement(_ key: RecordKey, _ result: Settlement.Result) throws -> Settlement {
                Settlement(key: Stage.lane(key), wanted: try #require(claimed[key]).wanted, result: result)
            }
            // The customer first, and within one call the order first.
            _ = try await stage.store.settle(
                [settlement(Stage.customerKey(1), Stage.delivered("c1"))],
                destination: Stage.crm,
                epoch: 1,
                now: Stage.at(1)
            )
            let report = try await stage.store.settle(
                [
                    settlement(Stage.orderKey(11), Stage.delivered("o11", waitsFor: 1)),
                    settlement(Stage.orderKey(12), Stage.delivered("o12", waitsFor: 2)),
                    settlement(Stage.customerKey(2), Stage.delivered("c2")),
                ],
                destination: Stage.crm,
                epoch: 1,
                now: Stage.at(2)
            )
            #expect(report.settled == 3 && report.dirtyAgain == 2)
            let again = try await stage.claim(now: Stage.at(2))
            #expect(again.map(\.parentLink?.crmID) == ["c1", "c2"])
        },
        StoreCheck("A new link frees orders that are parked or due later, and starts their attempts anew.") { stage in
            try await stage.apply("w1", Stage.order(11, customer: 1), Stage.order(12, customer: 1))
            try await stage.own()
            for lane in try await stage.claim() {
                try await stage.settle(lane, Stage.delivered("o\(lane.key.record.id)", waitsFor: 1))
            }
            try await stage.apply(
                "w2",
                Stage.order(11, customer: 1, name: "#1", version: 2),
                Stage.order(12, customer: 1, name: "#2", version: 2),
                now: Stage.at(1)
            )
            let orders = try await stage.claim(now: Stage.at(1))
            try await stage.settle(orders[0], .parked(Stage.fault), now: Stage.at(1))
            try await stage.settle(orders[1], .retry(due: Stage.at(500), fault: Stage.fault), now: Stage.at(1))
            try await stage.apply("w3", Stage.customer(1), now: Stage.at(2))
            let customer = try #require(try await stage.claim(now: Stage.at(2)).first)
            #expect(try await stage.settle(customer, Stage.delivered("c1"), now: Stage.at(3)).dirtyAgain == 2)
            for id in Int64(11)...12 {
                let entry = try #require(try await stage.entry(Stage.orderKey(id)))
                #expect(entry.state == .dirty && entry.due == Stage.at(3))
                #expect(entry.fault == nil && entry.attempts == 0 && entry.wanted == 3)
            }
            #expect(try await stage.claim(now: Stage.at(3)).map(\.dirtySince) == [Stage.at(3), Stage.at(1)])
            #expect(try await stage.store.failures(destination: nil).isEmpty)
        },
        StoreCheck("A new link frees an order that could not be delivered without it, also where it came meanwhile.") {
            stage in
            try await stage.apply("w1", Stage.order(11, customer: 1), Stage.order(12, customer: 1))
            try await stage.own()
            func end(_ lane: ClaimedLane, _ result: Settlement.Result) async throws -> SettleReport {
                let settlement = Settlement(
                    key: lane.key,
                    wanted: lane.wanted,
                    result: result,
                    missesCustomer: 1
                )
                return try await stage.store.settle([settlement], destination: Stage.crm, epoch: 1, now: Stage.at(1))
            }
            let orders = try await stage.claim()
            _ = try await end(orders[0], .parked(Stage.fault))
            #expect(try await stage.entry(Stage.orderKey(11))?.state == .parked)
            try await stage.apply("w2", Stage.customer(1), now: Stage.at(2))
            let customer = try #require(try await stage.claim(now: Stage.at(2)).first)
            #expect(try await stage.settle(customer, Stage.delivered("c1"), now: Stage.at(3)).dirtyAgain == 1)
            #expect(try await stage.entry(Stage.orderKey(11))?.state == .dirty)
            // The other one was under way all the while.
            #expect(try await end(orders[1], .retry(due: Stage.at(500), fault: Stage.fault)).dirtyAgain == 1)
            let entry = try #require(try await stage.entry(Stage.orderKey(12)))
            #expect(entry.state == .dirty && entry.due == Stage.at(1) && entry.attempts == 0)
        },
        StoreCheck("An order that is claimed while its customer's link appears stays claimed, then is dirty.") {
            stage in
            try await stage.apply("w1", Stage.order(11, customer: 1))
            try await stage.own()
            let first = try #require(try await stage.claim().first)
            try await stage.settle(first, Stage.delivered("o11", waitsFor: 1))
            try await stage.apply("w2", Stage.customer(1), Stage.order(11, customer: 1, name: "#1", version: 2))
            let both = try await stage.claim()
            #expect(both.map(\.key.record.kind) == [.customer, .order])
            #expect(try await stage.settle(both[0], Stage.delivered("c1")).dirtyAgain == 0)
            #expect(try await stage.entry(Stage.orderKey(11))?.state == .claimed)
            #expect(try await stage.settle(both[1], Stage.delivered(nil, waitsFor: nil)).dirtyAgain == 1)
            #expect(try await stage.entry(Stage.orderKey(11))?.state == .dirty)
        },
        StoreCheck("An order delivered with its customer's contact is marked when that becomes another one.") { stage in
            try await stage.apply("w1", Stage.customer(1), Stage.order(11, customer: 1))
            try await stage.own()
            let claimed = try await stage.claim()
            try await stage.settle(claimed[0], Stage.delivered("c1"))
            let link = Link(object: "deals", crmID: "d11", associatedTo: "c1")
            let settled = try await stage.settle(
                claimed[1],
                .delivered(Stage.state, link: link, waitsForCustomer: 1),
                now: Stage.at(1)
            )
            #expect(settled.dirtyAgain == 0)
            #expect(try await stage.entry(Stage.orderKey(11))?.state == .clean)
            try await stage.apply("w2", Stage.customer(1, first: "Ada", version: 2))
            let customer = try #require(try await stage.claim().first)
            #expect(try await stage.settle(customer, Stage.delivered("c2")).dirtyAgain == 1)
            #expect(try await stage.claim().map(\.parentLink?.crmID) == ["c2"])
        },
        StoreCheck("A contact that may have been associated is remembered until a delivery is confirmed.") { stage in
            try await stage.apply("w1", Stage.customer(1), Stage.order(11, customer: 1))
            try await stage.own()
            let first = try await stage.claim()
            #expect(first.map(\.parentsInDoubt) == [[], []])
            try await stage.settle(first[0], Stage.delivered("c1"))
            // Nothing was written: what the claim noted is taken back.
            try await stage.settle(first[1], .wait(due: Stage.at(0)), parentsInDoubt: [])
            let second = try #require(try await stage.claim().first)
            #expect(second.parentLink?.crmID == "c1" && second.parentsInDoubt == [])
            // The process dies: nobody settles, and the next owner knows of the contact.
            try await stage.advance(.seconds(31))
            try await stage.own(as: "two")
            try await stage.release(before: 2)
            let third = try #require(try await stage.claim(epoch: 2).first)
            #expect(third.parentsInDoubt == ["c1"])
            let retry = Settlement.Result.retry(due: Stage.at(0), fault: Stage.fault)
            try await stage.settle(third, retry, epoch: 2, parentsInDoubt: ["c1", "c2"])
            let fourth = try #require(try await stage.claim(epoch: 2).first)
            #expect(fourth.parentsInDoubt == ["c1", "c2"])
            try await stage.settle(fourth, Stage.delivered("o11", waitsFor: 1), epoch: 2, parentsInDoubt: [])
            try await stage.apply("w2", Stage.order(11, customer: 1, name: "#1", version: 2))
            // What the dead process sent may still come, so it is remembered until the lane was delivered once more.
            let fifth = try #require(try await stage.claim(epoch: 2).first)
            #expect(Set(fifth.parentsInDoubt) == ["c1", "c2"])
        },
        StoreCheck("A contact about to be associated is remembered for whoever claims next.") { stage in
            let key = Stage.orderKey(11)
            try await stage.apply("w1", Stage.order(11, customer: 1))
            try await stage.own()
            let first = try #require(try await stage.claim().first)
            #expect(first.parentsInDoubt == [])
            let noted = try await stage.store.intend([key: .associating("c7")], destination: Stage.crm, epoch: 1)
            #expect(noted == [key])
            try await stage.advance(.seconds(31))
            try await stage.own(as: "two")
            try await stage.release(before: 2)
            #expect(try await stage.claim(epoch: 2).map(\.parentsInDoubt) == [["c7"]])
        },
        StoreCheck("A CRM record to be taken over is remembered until the lane has a link of its own.") { stage in
            let key = Stage.customerKey(1)
            let adopted = Link(object: "contacts", crmID: "c9", isAdopted: true)
            func note(_ epoch: Int64) async throws -> Set<RecordKey> {
                try await stage.store.intend([key: .adopting(adopted)], destination: Stage.crm, epoch: epoch)
            }
            try await stage.apply("w1", Stage.customer(1))
            try await stage.own()
            #expect(try await note(1) == [], "nobody has claimed it")
            let first = try #require(try await stage.claim().first)
            #expect(first.adopting == nil)
            #expect(try await note(2) == [], "another epoch")
            #expect(try await note(1) == [key])
            // The process dies; its follower learns of it, and the former owner may not begin anything any more.
            try await stage.advance(.seconds(31))
            try await stage.own(as: "two")
            try await stage.release(before: 2)
            let second = try #require(try await stage.claim(epoch: 2).first)
            #expect(second.adopting == adopted)
            #expect(try await note(1) == [])
            try await stage.settle(second, .retry(due: Stage.at(0), fault: Stage.fault), epoch: 2)
            let third = try #require(try await stage.claim(epoch: 2).first)
            let shared = Link(object: "contacts", crmID: "c1", standing: .shared)
            try await stage.settle(third, .delivered(Stage.state, link: shared, waitsForCustomer: nil), epoch: 2)
            try await stage.apply("w2", Stage.customer(1, first: "Ada", version: 2))
            let fourth = try #require(try await stage.claim(epoch: 2).first)
            #expect(fourth.adopting == adopted, "another customer's contact says nothing of it")
            try await stage.settle(fourth, .delivered(Stage.state, link: adopted, waitsForCustomer: nil), epoch: 2)
            try await stage.apply("w3", Stage.customer(1, first: "Bea", version: 3))
            #expect(try await stage.claim(epoch: 2).map(\.adopting) == [nil])
        },
        StoreCheck("Links are found by CRM record, owners first, and forgotten on request.") { stage in
            try await stage.apply("w1", Stage.customer(1), Stage.customer(2), Stage.order(3))
            try await stage.own()
            let links = [
                1: Link(object: "contacts", crmID: "c1", standing: .shared, isAdopted: true),
                2: Link(object: "contacts", crmID: "c1"),
                3: Link(object: "deals", crmID: "c1", associatedTo: "c1"),
            ]
            for lane in try await stage.claim() {
                try await stage.settle(
                    lane,
                    .delivered(Stage.state, link: links[Int(lane.key.record.id)], waitsForCustomer: nil)
                )
            }
            let holders = try await stage.store.holders(destination: Stage.crm, object: "contacts", crmID: "c1")
            #expect(holders.map(\.key.id) == [2, 1])
            #expect(holders.map(\.link) == [2, 1].compactMap { links[$0] })
            let rest = try await stage.store.holders(
                destination: Stage.crm,
                object: "contacts",
                crmID: "c1",
                after: holders.first
            )
            #expect(rest.map(\.key.id) == [1])
            let deals = try await stage.store.holders(destination: Stage.crm, object: "deals", crmID: "c1")
            #expect(deals.map(\.link.associatedTo) == ["c1"])
            let owner = Stage.lane(Stage.customerKey(2))
            #expect(try await stage.store.link(owner) == links[2])
            try await stage.store.unlink(owner)
            #expect(try await stage.store.link(owner) == nil)
            let left = try await stage.store.holders(destination: Stage.crm, object: "contacts", crmID: "c1")
            #expect(left.map(\.key.id) == [1])
            #expect(try await stage.store.link(Stage.lane(Stage.customerKey(77))) == nil)
            // What was delivered to a CRM record that is gone says nothing of the next one.
            try await stage.apply("w2", Stage.customer(2, first: "Ada", version: 2))
            #expect(try await stage.claim().map(\.delivered) == [nil])
        },
    ]
}
