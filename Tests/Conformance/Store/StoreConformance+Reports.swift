import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let reports: [StoreCheck] = [
        StoreCheck("What was last seen of an app is kept, one for each store.") { stage in
            #expect(try await stage.store.appFacts(of: Stage.shop) == nil)
            var facts = AppFacts(shop: "acme.myshopify.com", scopes: ["read_orders"], askedVersion: "2026-07")
            facts.customerData = .refused("no")
            try await stage.store.note(SeenAppFacts(facts, seenAt: Stage.at(1)), of: Stage.shop)
            #expect(try await stage.store.appFacts(of: Stage.shop) == SeenAppFacts(facts, seenAt: Stage.at(1)))
            facts.customerData = .withheld
            facts.orders = .last60Days
            try await stage.store.note(SeenAppFacts(facts, seenAt: Stage.at(2)), of: Stage.shop)
            #expect(try await stage.store.appFacts(of: Stage.shop) == SeenAppFacts(facts, seenAt: Stage.at(2)))
            #expect(try await stage.store.appFacts(of: StoreName("zeta")) == nil)
        },
        StoreCheck("The overview counts receipts, lanes by state with the oldest, records and unread ones.") { stage in
            #expect(try await stage.store.overview() == StoreOverview())
            try await stage.own()
            for id in Int64(1)...6 { try await stage.apply("c\(id)", Stage.customer(id), now: Stage.at(id)) }
            let claimed = try await stage.claim(now: Stage.at(9), customers: 4)
            try await stage.settle(claimed[0], Stage.delivered("c1"))
            try await stage.settle(claimed[1], .parked(Stage.fault))
            try await stage.settle(claimed[2], Stage.delivered("c3"))
            try await stage.apply("c1", Stage.customer(1), now: Stage.at(10))
            var unread = CustomerRecord(id: 7)
            unread.reads = HydrationNeed(askedAt: Stage.at(3))
            try await stage.apply("c7", .customer(unread), Stage.order(8), now: Stage.at(11))
            var ignored = Stage.receipt("i1", [], store: StoreName("zeta"), receivedAt: Stage.at(12))
            ignored.content = .ignored
            _ = try await stage.store.apply(
                [ignored],
                routing: Stage.routing,
                origin: .live,
                now: Stage.at(12),
                position: nil
            )
            let overview = try await stage.store.overview()
            #expect(overview.receipts == [.applied: 7, .ignored: 1])
            #expect(
                overview.lanes == [
                    .init(destination: Stage.crm, state: .clean, count: 2, oldest: nil),
                    .init(destination: Stage.crm, state: .dirty, count: 3, oldest: Stage.at(5)),
                    .init(destination: Stage.crm, state: .claimed, count: 1, oldest: Stage.at(4)),
                    .init(destination: Stage.crm, state: .parked, count: 1, oldest: Stage.at(2)),
                ]
            )
            #expect(
                overview.stores == [
                    .init(store: Stage.shop, customers: 7, orders: 1, lastReceiptAt: Stage.at(11)),
                    .init(store: StoreName("zeta"), customers: 0, orders: 0, lastReceiptAt: Stage.at(12)),
                ]
            )
            #expect(overview.awaitingHydration == 1)
        },
        StoreCheck("Records are found by number, name, id and e-mail, the last changed first.") { stage in
            try await stage.apply("w1", Stage.order(501, name: "#1001", email: "Ada@x.example"), now: Stage.at(1))
            try await stage.apply("w2", Stage.order(502, name: "EU1001-B"), now: Stage.at(2))
            try await stage.apply("w3", Stage.customer(1001, email: "ada@x.example"), now: Stage.at(3))
            try await stage.apply("w4", Stage.order(1001, name: "#7"), now: Stage.at(4))
            func ids(_ term: SearchTerm, _ kind: RecordKind? = nil, limit: Int = 10) async throws -> [Int64] {
                try await stage.store.find(term, kind: kind, limit: limit).map(\.key.id)
            }
            #expect(try await ids(.number(1001, text: "#1001")) == [1001, 1001, 502, 501])
            #expect(try await ids(.number(1001, text: "1001"), .order) == [1001, 502, 501])
            #expect(try await ids(.number(1001, text: "1001"), .customer) == [1001])
            #expect(try await ids(.number(1001, text: "1001"), limit: 1) == [1001])
            #expect(try await ids(.name("EU1001-B")) == [502])
            #expect(try await ids(.name("#1001")) == [501])
            #expect(try await ids(.id(1001, .order)) == [1001])
            #expect(try await ids(.id(501, .customer)) == [])
            #expect(try await ids(.email("ada@x.example")) == [1001, 501])
            #expect(try await ids(.email("ada@x.example"), .order) == [501])
            #expect(try await ids(.email("nobody@x.example")) == [])
        },
        StoreCheck("A story has the record, its receipts and lanes, the newest last, each within the limit.") { stage in
            #expect(try await stage.store.story(of: Stage.orderKey(1), limit: 10) == nil)
            for number in Int64(1)...4 {
                try await stage.apply(
                    "w\(number)",
                    Stage.order(1, name: "#\(number)", version: number),
                    Stage.customer(2, version: number),
                    now: Stage.at(number)
                )
            }
            try await stage.own()
            let claimed = try #require(try await stage.claim(now: Stage.at(5)).last)
            let note = DeliveryNote(at: Stage.at(6), outcome: "created", crmID: "o1", mapping: "1f")
            try await stage.settle(claimed, Stage.delivered("o1", waitsFor: nil), now: Stage.at(6), note: note)
            let story = try #require(try await stage.store.story(of: Stage.orderKey(1), limit: 3))
            #expect(story.record == (try await stage.store.record(Stage.orderKey(1))))
            #expect(story.receipts.map(\.webhookID) == ["w2", "w3", "w4"])
            #expect(story.receipts.map(\.receivedAt) == [2, 3, 4].map { Stage.at($0) })
            #expect(story.receipts.map(\.triggeredAt) == story.receipts.map(\.receivedAt))
            #expect(story.receipts.allSatisfy { $0.topic == "orders/updated" && $0.state == .applied })
            let lane = try #require(story.lanes.first)
            #expect(lane.deliveries == [note])
            #expect(lane.state == .clean && lane.wanted == 4 && lane.delivered == 4 && lane.link?.crmID == "o1")
            #expect(try await stage.store.story(of: Stage.customerKey(2), limit: 9)?.receipts.count == 4)
        },
        StoreCheck("The newest receipts of records are told, of each record its own, within the limit.") { stage in
            for number in 1...4 {
                try await stage.apply("w\(number)", Stage.order(501, name: "#1001"), now: Stage.at(Int64(number)))
            }
            try await stage.apply("c1", Stage.customer(9), now: Stage.at(5))
            let (order, customer) = (Stage.orderKey(501), Stage.customerKey(9))
            let found = try await stage.store.newestReceipts(of: [order, customer, Stage.orderKey(7)], limit: 3)
            #expect(found.mapValues { $0.map(\.webhookID) } == [order: ["w4", "w3", "w2"], customer: ["c1"]])
            #expect(found[order]?.first?.receivedAt == Stage.at(4))
        },
        StoreCheck("Receipts in a state are listed newest first, within the limit.") { stage in
            for number in 1...5 { try await stage.apply("w\(number)", Stage.customer(1)) }
            let found = try await stage.store.receipts(in: .applied, limit: 3)
            #expect(found.map(\.webhookID) == ["w5", "w4", "w3"])
            #expect(try await stage.store.receipts(in: .ignored, limit: 3).isEmpty)
        },
    ]
}
