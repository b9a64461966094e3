import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let inbox: [StoreCheck] = [
        StoreCheck("A known webhook id changes nothing, also within one batch.") { stage in
            let batch = [
                Stage.receipt("w1", [Stage.customer(1, first: "Ada")]),
                Stage.receipt("w1", [Stage.customer(1, first: "Eve", version: 9)]),
            ]
            let first = try await stage.store.apply(
                batch,
                routing: Stage.routing,
                origin: .live,
                now: Stage.start,
                position: nil
            )
            #expect(first.applied == 1 && first.duplicates == 1)
            #expect(first.marked == [Stage.crm])
            let again = try await stage.apply("w1", Stage.customer(1, first: "Eve", version: 9), now: Stage.at(5))
            #expect(again.applied == 0 && again.duplicates == 1 && again.marked.isEmpty)
            let stored = try #require(try await stage.store.record(Stage.customerKey(1)))
            #expect(stored.record == Stage.customer(1, first: "Ada"))
            #expect(stored.revision == 1)
            #expect(try await stage.store.story(of: Stage.customerKey(1), limit: 10)?.receipts.count == 1)
        },
        StoreCheck("The same webhook id of another store is another receipt.") { stage in
            try await stage.apply("w1", Stage.customer(1))
            let other = Stage.receipt("w1", [Stage.customer(1)], store: StoreName("zeta"))
            let report = try await stage.store.apply(
                [other],
                routing: Stage.routing,
                origin: .live,
                now: Stage.start,
                position: nil
            )
            #expect(report.applied == 1 && report.marked.isEmpty)
            #expect(try await stage.store.record(Stage.customerKey(1, StoreName("zeta"))) != nil)
        },
        StoreCheck("A newer body is merged, an older one only fills what is missing.") { stage in
            try await stage.apply("w1", Stage.customer(1, email: "a@x.example", version: 5), now: Stage.at(1))
            try await stage.apply(
                "w2",
                Stage.customer(1, email: "old@x.example", first: "Ada", version: 3),
                now: Stage.at(2)
            )
            let stored = try #require(try await stage.store.record(Stage.customerKey(1)))
            guard case .customer(let customer) = stored.record else {
                Issue.record("a customer was stored as something else")
                return
            }
            #expect(customer.profile.fields.email == .value("a@x.example"))
            #expect(customer.profile.fields.firstName == .value("Ada"))
            #expect(stored.revision == 2)
            #expect(stored.firstSeenAt == Stage.at(1) && stored.changedAt == Stage.at(2))
        },
        StoreCheck("Several receipts of one record in a batch are all merged, and it is marked once.") { stage in
            let batch = [
                Stage.receipt("w1", [Stage.customer(1, first: "Ada")], receivedAt: Stage.at(3)),
                Stage.receipt("w2", [Stage.customer(1, email: "a@x.example", version: 2)], receivedAt: Stage.at(2)),
                Stage.receipt("w3", [Stage.customer(1, first: "Ada L", version: 4)], receivedAt: Stage.at(4)),
            ]
            let report = try await stage.store.apply(
                batch,
                routing: Stage.routing,
                origin: .live,
                now: Stage.at(9),
                position: nil
            )
            #expect(report.applied == 3)
            let stored = try #require(try await stage.store.record(Stage.customerKey(1)))
            #expect(stored.revision == 1)
            #expect(stored.record.foldedEmail == "a@x.example")
            #expect(try await stage.entry(Stage.customerKey(1))?.wanted == 1)
            try await stage.own()
            let claimed = try await stage.claim(now: Stage.at(9))
            #expect(claimed.map(\.dirtySince) == [Stage.at(2)])
        },
        StoreCheck("What says nothing new marks nothing.") { stage in
            try await stage.apply("w1", Stage.customer(1, first: "Ada"))
            let report = try await stage.apply("w2", Stage.customer(1, first: "Ada"), now: Stage.at(5))
            #expect(report.applied == 1 && report.marked.isEmpty)
            #expect(try await stage.entry(Stage.customerKey(1))?.wanted == 1)
            #expect(try await stage.store.record(Stage.customerKey(1))?.changedAt == Stage.start)
        },
        StoreCheck("Ignored and undecodable receipts are kept and counted.") { stage in
            var ignored = Stage.receipt("w1", [])
            ignored.content = .ignored
            var broken = Stage.receipt("w2", [], receivedAt: Stage.at(1))
            broken.content = .undecodable(reason: "byte 3: no object")
            let report = try await stage.store.apply(
                [ignored, broken],
                routing: Stage.routing,
                origin: .live,
                now: Stage.start,
                position: nil
            )
            #expect(report.ignored == 1 && report.undecodable == 1 && report.applied == 0)
            let kept = try await stage.store.receipts(in: .undecodable, limit: 10)
            #expect(kept.map(\.reason) == ["byte 3: no object"])
            #expect(kept.map(\.webhookID) == ["w2"])
            #expect(kept.map(\.receivedAt) == [Stage.at(1)])
        },
        StoreCheck("Receipts are found and counted by store and by when they came.") { stage in
            let broken = [("w1", "other", 1), ("w2", "other", 2), ("w3", "acme", 3), ("w4", "acme", 4)].map {
                var receipt = Stage.receipt($0, [], store: StoreName($1), receivedAt: Stage.at(Int64($2)))
                receipt.content = .undecodable(reason: "byte 3: no object")
                return receipt
            }
            let store = stage.store
            _ = try await store.apply(
                broken,
                routing: Stage.routing,
                origin: .live,
                now: Stage.start,
                position: nil
            )
            // The newest of all are another store's.
            let found = try await store.receipts(in: .undecodable, of: StoreName("other"), since: nil, limit: 1)
            #expect(found.map(\.webhookID) == ["w2"])
            let late = try await store.receipts(in: .undecodable, of: nil, since: Stage.at(2), limit: 9)
            #expect(late.map(\.webhookID) == ["w4", "w3", "w2"])
            #expect(try await store.receipts(in: .undecodable, limit: 9).count == 4)
            #expect(try await store.receiptCount(in: .undecodable, of: StoreName("other"), since: nil) == 2)
            #expect(
                try await store.receiptCount(in: .undecodable, of: StoreName("other"), since: Stage.at(2)) == 1
            )
            #expect(try await store.receiptCount(in: .undecodable, of: nil, since: nil) == 4)
            #expect(try await store.receiptCount(in: .ignored, of: nil, since: nil) == 0)
        },
        StoreCheck("What could not be read is kept as ignored once a person gives it up.") { stage in
            var broken = Stage.receipt("w1", [])
            broken.content = .undecodable(reason: "byte 3: no object")
            let store = stage.store
            _ = try await store.apply(
                [broken, Stage.receipt("w2", [Stage.order(1, name: "#1")])],
                routing: Stage.routing,
                origin: .live,
                now: Stage.start,
                position: nil
            )
            #expect(try await store.dismissUndecodable() == 1)
            #expect(try await store.dismissUndecodable() == 0)
            #expect(try await store.receipts(in: .undecodable, limit: 10).isEmpty)
            #expect(try await store.receipts(in: .ignored, limit: 10).map(\.webhookID) == ["w1"])
            let overview = try await store.overview()
            #expect(overview.receipts[.undecodable] ?? 0 == 0)
            #expect(overview.receipts[.ignored] == 1 && overview.receipts[.applied] == 1)
        },
        StoreCheck("A test delivery is kept and never sent, now or later.") { stage in
            let test = Stage.receipt("w1", [Stage.order(1, name: "#9999")], isTest: true)
            let report = try await stage.store.apply(
                [test],
                routing: Stage.routing,
                origin: .live,
                now: Stage.start,
                position: nil
            )
            #expect(report.ignored == 1 && report.marked.isEmpty)
            #expect(try await stage.store.record(Stage.orderKey(1)) == nil)
            #expect(try await stage.store.receipts(in: .test, limit: 10).count == 1)
            try await stage.apply("w2", Stage.order(1, version: 2))
            #expect(try await stage.store.record(Stage.orderKey(1))?.record.name == nil)
            #expect(
                try await stage.store.story(of: Stage.orderKey(1), limit: 10)?.receipts.map(\.state) == [
                    .test, .applied,
                ]
            )
        },
        StoreCheck("A test order makes a lane only where the store sends those.") { stage in
            let report = try await stage.apply("w1", Stage.order(1, isTest: true))
            #expect(report.applied == 1 && report.marked.isEmpty)
            #expect(try await stage.store.record(Stage.orderKey(1)) != nil)
            #expect(try await stage.entry(Stage.orderKey(1)) == nil)
            let sending = RoutingTable([Stage.shop: .init(destinations: [Stage.crm], sendsTestOrders: true)])
            let second = try await stage.store.apply(
                [Stage.receipt("w2", [Stage.order(2, isTest: true)])],
                routing: sending,
                origin: .live,
                now: Stage.start,
                position: nil
            )
            #expect(second.marked == [Stage.crm])
            #expect(try await stage.entry(Stage.orderKey(2))?.state == .dirty)
        },
        StoreCheck("The customer inside a test order that is kept is not taken for a real one.") { stage in
            try await stage.apply("w1", Stage.order(1, customer: 7, isTest: true), Stage.customer(7))
            #expect(try await stage.store.record(Stage.customerKey(7)) == nil)
            #expect(try await stage.entry(Stage.customerKey(7)) == nil)
            // A real one of that id is.
            try await stage.apply("w2", Stage.customer(7))
            #expect(try await stage.entry(Stage.customerKey(7))?.state == .dirty)
        },
        StoreCheck("A record gets a lane for each destination of its store, one without content none.") { stage in
            let other = DestinationName("sf")
            let routing = RoutingTable([Stage.shop: .init(destinations: [Stage.crm, other])])
            let report = try await stage.store.apply(
                [Stage.receipt("w1", [Stage.customer(1), .customer(CustomerRecord(id: 2))])],
                routing: routing,
                origin: .live,
                now: Stage.start,
                position: nil
            )
            #expect(report.marked == [Stage.crm, other])
            #expect(
                try await stage.store.story(of: Stage.customerKey(1), limit: 10)?.lanes.map(\.destination) == [
                    Stage.crm, other,
                ]
            )
            let bare = try #require(try await stage.store.story(of: Stage.customerKey(2), limit: 10))
            #expect(bare.lanes.isEmpty && bare.record.revision == 1)
        },
        StoreCheck("A transport's position is stored with what was read, and forgotten on request.") { stage in
            #expect(try await stage.store.position(of: "segment-1") == nil)
            for offset in [Int64(100), 5_000_000_000] {
                _ = try await stage.store.apply(
                    [],
                    routing: Stage.routing,
                    origin: .live,
                    now: Stage.start,
                    position: TransportPosition(source: "segment-1", offset: offset)
                )
                #expect(try await stage.store.position(of: "segment-1") == offset)
            }
            #expect(try await stage.store.position(of: "segment-2") == nil)
            try await stage.store.forgetPosition(of: "segment-1")
            #expect(try await stage.store.position(of: "segment-1") == nil)
        },
        StoreCheck("Records are found by folded e-mail in any store, the first seen first.") { stage in
            try await stage.apply("w1", Stage.customer(7, email: "Ada@X.example"), now: Stage.at(1))
            let other = Stage.receipt("w2", [Stage.customer(3, email: "ada@x.example")], store: StoreName("zeta"))
            _ = try await stage.store.apply(
                [other],
                routing: Stage.routing,
                origin: .live,
                now: Stage.at(2),
                position: nil
            )
            try await stage.apply("w3", Stage.order(9, email: "ada@x.example"), now: Stage.at(3))
            try await stage.apply("w4", Stage.customer(5, email: "ADA@x.example"), now: Stage.at(4))
            func found(in store: StoreName = Stage.shop, limit: Int = 10) async throws -> [Int64] {
                try await stage.store.customers(of: store, foldedEmail: "ada@x.example", limit: limit).map(\.id)
            }
            #expect(try await found() == [5, 7])
            #expect(try await found(limit: 1) == [5])
            #expect(try await found(in: StoreName("zeta")) == [3])
            try await stage.apply("w5", Stage.customer(7, email: "new@x.example", version: 2), now: Stage.at(5))
            #expect(try await found() == [5])
        },
        StoreCheck("Ids of 64 bits, any script and large batches come back as they were.") { stage in
            let large = Int64.max - 1
            try await stage.apply("w-ü-1", Stage.customer(large, email: "zoë@例え.jp", first: "Zoë 🛒\u{0}'\"; --"))
            let stored = try #require(try await stage.store.record(Stage.customerKey(large)))
            #expect(stored.record == Stage.customer(large, email: "zoë@例え.jp", first: "Zoë 🛒\u{0}'\"; --"))
            let many = (1...700).map { Stage.receipt("m\($0)", [Stage.order(Int64($0), customer: large)]) }
            let report = try await stage.store.apply(
                many,
                routing: Stage.routing,
                origin: .history,
                now: Stage.start,
                position: nil
            )
            #expect(report.applied == 700)
            try await stage.own()
            let claimed = try await stage.claim(customers: 0, orders: 1000)
            #expect(claimed.count == 701)
        },
    ]
}
