import SyncModel
import Testing

// Customers who were merged into others.
extension StoreConformance {
    private typealias Stage = StoreStage

    private static func merged(_ id: Int64, into survivor: Int64) -> SyncRecord {
        var record = CustomerRecord(id: id)
        record.life = RecordLife(deletedAt: Stage.at(50))
        record.merger = CustomerMerger(survivor: survivor, at: Stage.at(50))
        return .customer(record)
    }

    private static func order(_ contact: String) -> Settlement.Result {
        .delivered(
            Stage.state,
            link: Link(object: "deals", crmID: "d-\(contact)", associatedTo: contact),
            waitsForCustomer: 1
        )
    }

    private static func withdrawn(into survivor: Int64) -> Settlement.Result {
        .withdrawn(reason: "merged", survivor: survivor)
    }

    static let departing: [StoreCheck] = [
        StoreCheck("An order is claimed with the survivor of its customer, however many mergers that takes.") { stage in
            try await stage.apply("w1", Stage.customer(3, first: "Cleo"), merged(1, into: 2), merged(2, into: 3))
            try await stage.own()
            let link = Link(object: "contacts", crmID: "c3")
            for lane in try await stage.claim() {
                let id = lane.key.record.id
                try await stage.settle(lane, id == 3 ? Stage.delivered("c3") : withdrawn(into: 3))
            }
            try await stage.apply("w2", Stage.order(11, customer: 1))
            let order = try #require(try await stage.claim().first)
            #expect(order.customerID == 3 && order.customer?.id == 3 && order.parentLink == link)
            #expect(order.record.customerID == 1)
            #expect(try await stage.store.survivor(of: Stage.customerKey(1)) == Stage.customerKey(3))
            let audited = try await stage.store.audited(
                .order,
                of: Stage.shop,
                .ids([11]),
                destinations: [Stage.crm]
            )
            #expect(audited.first?.customer?.id == 3 && audited.first?.parents[Stage.crm] == link)
        },
        StoreCheck("A survivor who is not known, or a circle, ends the search.") { stage in
            try await stage.apply("w1", merged(1, into: 9), merged(4, into: 5), merged(5, into: 4))
            try await stage.apply("w2", Stage.order(11, customer: 1), Stage.order(14, customer: 4))
            try await stage.own()
            let orders = try await stage.claim().filter { $0.key.record.kind == .order }
            #expect(Set(orders.map(\.customerID)).isSubset(of: [9, 4, 5]) && orders.count == 2)
            #expect(orders.first { $0.key.record.id == 11 }?.customer == nil)
        },
        StoreCheck("Who is merged away is to be delivered, content or none.") { stage in
            let report = try await stage.apply("w1", merged(1, into: 2))
            #expect(report.marked == [Stage.crm])
            #expect(try await stage.entry(Stage.customerKey(1))?.state == .dirty)
        },
        StoreCheck("The orders of one who was merged away are marked, whatever contact they have.") {
            stage in
            try await stage.apply("w1", Stage.customer(1, first: "Ada"), Stage.customer(2, first: "Bea"))
            try await stage.apply("w2", Stage.order(11, customer: 1), Stage.order(12, customer: 1))
            try await stage.own()
            for lane in try await stage.claim() {
                let id = lane.key.record.id
                let end = lane.key.record.kind == .order ? order(id == 11 ? "c1" : "c7") : Stage.delivered("c\(id)")
                try await stage.settle(lane, end)
            }
            #expect(try await stage.claim().map(\.key.record) == [Stage.orderKey(12)])
            // Order 12 is in flight with another contact than its customer's.
            try await stage.apply("w3", merged(1, into: 2), now: Stage.at(1))
            let loser = try #require(try await stage.claim(now: Stage.at(1)).first)
            let report = try await stage.settle(loser, withdrawn(into: 2), now: Stage.at(2))
            #expect(report.settled == 1 && report.dirtyAgain == 1)
            #expect(try await stage.store.link(Stage.lane(Stage.customerKey(1))) == nil)
            let order = try #require(try await stage.claim(now: Stage.at(2)).first)
            #expect(order.key.record == Stage.orderKey(11) && order.customerID == 2)
            #expect(order.parentLink?.crmID == "c2")
        },
        StoreCheck("An order that was in flight for one who is merged away meanwhile goes once more.") { stage in
            try await stage.apply("w1", Stage.customer(2, first: "Bea"), Stage.customer(1, first: "Ada"))
            try await stage.apply("w2", Stage.order(11, customer: 1))
            try await stage.own()
            for lane in try await stage.claim() {
                guard lane.key.record.kind == .customer else {
                    try await stage.apply("w3", merged(1, into: 2), now: Stage.at(1))
                    let loser = try #require(try await stage.claim(now: Stage.at(1)).first)
                    try await stage.settle(loser, withdrawn(into: 2), now: Stage.at(2))
                    let report = try await stage.settle(lane, order("c1"), now: Stage.at(3))
                    #expect(report.dirtyAgain == 1)
                    continue
                }
                try await stage.settle(lane, Stage.delivered("c\(lane.key.record.id)"))
            }
            let again = try #require(try await stage.claim(now: Stage.at(3)).first)
            #expect(again.key.record == Stage.orderKey(11) && again.customerID == 2)
            #expect(again.link?.associatedTo == "c1" && again.parentLink?.crmID == "c2")
            let link = Link(object: "deals", crmID: "d-c1", associatedTo: "c2")
            try await stage.settle(again, .delivered(Stage.state, link: link, waitsForCustomer: 2), now: Stage.at(4))
            #expect(try await stage.store.nextDue(destination: Stage.crm, pausedKinds: []) == nil)
        },
        StoreCheck("A record that was taken out of the CRM has no link, and marks nobody.") { stage in
            try await stage.apply("w1", Stage.customer(1, first: "Ada"), Stage.order(11, customer: 1))
            try await stage.own()
            for lane in try await stage.claim() {
                try await stage.settle(lane, lane.key.record.kind == .order ? order("c1") : Stage.delivered("c1"))
            }
            try await stage.apply("w2", Stage.customer(1, first: "Ada B.", version: 2))
            let lane = try #require(try await stage.claim().first)
            let report = try await stage.settle(lane, .withdrawn(reason: "deleted"))
            #expect(report.settled == 1 && report.dirtyAgain == 0)
            #expect(try await stage.store.link(Stage.lane(Stage.customerKey(1))) == nil)
            #expect(try await stage.entry(Stage.customerKey(1))?.state == .clean)
        },
        StoreCheck("Contacts that became others are found by their former ids, through any number of mergers.") {
            stage in
            let store = stage.store
            try await store.note([ContactMove(from: "a", to: "b"), ContactMove(from: "x", to: "y")], in: Stage.crm)
            try await store.note([ContactMove(from: "b", to: "c")], in: Stage.crm)
            try await store.note([ContactMove(from: "a", to: "z")], in: DestinationName("other"))
            try await store.note([ContactMove(from: "x", to: "w"), ContactMove(from: "w", to: "w2")], in: Stage.crm)
            #expect(try await store.moves(of: ["a", "b", "q"], in: Stage.crm) == ["a": "b", "b": "c"])
            let present = try await store.present(["a", "b", "x", "q"], in: Stage.crm)
            #expect(present == ["a": "c", "b": "c", "x": "w2"])
        },
        StoreCheck("A merger that was begun is known by both contacts until it is known what became of it.") { stage in
            let store = stage.store
            let epoch = try await stage.own()
            func begin(_ merger: ContactMerger, epoch: Int64 = epoch) async throws -> Bool {
                try await store.intend(merger, destination: Stage.crm, epoch: epoch)
            }
            let first = ContactMerger(of: "a", into: "b", carrying: "2")
            #expect(try await begin(first))
            #expect(try await begin(ContactMerger(of: "x", into: "y", carrying: "4")))
            let stale = try await begin(ContactMerger(of: "p", into: "q", carrying: "6"), epoch: epoch - 1)
            let other = DestinationName("other")
            let foreign = try await store.intend(first, destination: other, epoch: epoch)
            #expect(!stale && !foreign)
            #expect(try await store.mergers(of: ["a"], in: Stage.crm) == [first])
            #expect(try await store.mergers(of: ["b", "p", "q"], in: Stage.crm) == [first])
            #expect(try await store.mergers(of: ["a"], in: other) == [])
            // Another one of the same contact takes its place.
            let second = ContactMerger(of: "a", into: "c", carrying: "3")
            #expect(try await begin(second))
            #expect(try await store.mergers(of: ["a", "b", "c"], in: Stage.crm) == [second])
            try await store.note([ContactMove(from: "a", to: "d")], in: other)
            try await store.note([ContactMove(from: "c", to: "d")], in: Stage.crm)
            #expect(try await store.mergers(of: ["c"], in: Stage.crm) == [second])
            try await store.note([ContactMove(from: "a", to: "d")], in: Stage.crm)
            #expect(try await store.mergers(of: ["a", "c", "x"], in: Stage.crm).map(\.former) == ["x"])
            #expect(try await store.moves(of: ["a"], in: Stage.crm) == ["a": "d"])
        },
    ]
}
