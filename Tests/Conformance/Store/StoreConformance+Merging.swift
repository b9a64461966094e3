import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let merging: [StoreCheck] = [
        StoreCheck("A read record that is new is stored, counted, and marked with its origin, never with force.") {
            stage in
            let report = try await stage.merge(Stage.readOrder(1, name: "#1"), Stage.readOrder(2, name: "#2"))
            #expect(report.new == 2 && report.changed == 0 && report.unchanged == 0)
            #expect(report.marked == [Stage.crm])
            #expect(report.drift.unknown == 2 && report.drift.items.map(\.id) == [1, 2])
            try await stage.own()
            let claimed = try await stage.claim(now: Stage.at(300))
            #expect(claimed.map(\.key.record.id) == [1, 2])
            #expect(claimed.allSatisfy { $0.origin == .history && !$0.isForced })
            #expect(try await stage.store.overview().stores.first?.orders == 2)
        },
        StoreCheck("A read that says nothing new writes nothing and marks nothing, however often it comes.") { stage in
            try await stage.apply("a", Stage.readOrder(1, name: "#1", readAt: 50))
            try await stage.own()
            try await stage.deliverAll()
            let before = try #require(try await stage.store.record(Stage.orderKey(1)))
            for readAt in [100, 200, 300] as [Int64] {
                let report = try await stage.merge(Stage.readOrder(1, name: "#1", readAt: readAt))
                #expect(report.unchanged == 1 && report.changed == 0 && report.marked.isEmpty)
                #expect(report.drift.compared == 1 && report.drift.differing == 0)
            }
            #expect(try await stage.store.record(Stage.orderKey(1)) == before)
            #expect(try await stage.entry(Stage.orderKey(1))?.state == .clean)
        },
        StoreCheck("A newer read changes the record and marks; an older one changes nothing.") { stage in
            try await stage.merge(Stage.readOrder(1, name: "#1", version: 5))
            let changed = try await stage.merge(Stage.readOrder(1, name: "#1-new", version: 6), origin: .live)
            #expect(changed.changed == 1 && changed.marked == [Stage.crm])
            #expect(
                changed.drift.items == [
                    .init(kind: .order, id: 1, name: "#1-new", cause: .outdated, fields: ["order.name"])
                ]
            )
            let older = try await stage.merge(Stage.readOrder(1, name: "#old", version: 4, readAt: 500))
            #expect(older.unchanged == 1 && older.marked.isEmpty)
            let stored = try #require(try await stage.store.record(Stage.orderKey(1)))
            #expect(stored.record.name == "#1-new" && stored.revision == 2)
        },
        StoreCheck("A read answers what was asked before it, without marking what did not change.") { stage in
            try await stage.merge(Stage.readOrder(1, name: "#1", readAt: 50))
            try await stage.own()
            try await stage.deliverAll(now: Stage.at(300))
            let asked = try await stage.apply("edit", Stage.askedOrder(1, at: 60))
            #expect(asked.unread == [Stage.shop])
            let waiting = try await stage.store.awaitingHydration(of: Stage.shop, kind: .order, after: 0, limit: 10)
            #expect(waiting.map(\.key.id) == [1])
            try await stage.deliverAll(now: Stage.at(300))
            let report = try await stage.merge(Stage.readOrder(1, name: "#1", readAt: 70), origin: .live)
            #expect(report.unchanged == 1 && report.marked.isEmpty)
            #expect(
                try await stage.store.awaitingHydration(of: Stage.shop, kind: .order, after: 0, limit: 10).isEmpty
            )
            #expect(try await stage.entry(Stage.orderKey(1))?.state == .clean)
        },
        StoreCheck(
            "What a read leaves out of a known record stays, also where the record was encoded as if it were new."
        ) {
            stage in
            try await stage.merge(Stage.readOrder(1, name: "#1"))
            try await stage.merge(Stage.askedOrder(1, at: 400))
            let stored = try #require(try await stage.store.record(Stage.orderKey(1)))
            #expect(stored.record.name == "#1" && stored.record.hydration.isNeeded && stored.revision == 2)
        },
        StoreCheck("An absence makes a tombstone and marks; one that proves nothing leaves the record alone.") {
            stage in
            try await stage.merge(Stage.readOrder(1, name: "#1"), Stage.readOrder(2, name: "#2"))
            try await stage.own()
            try await stage.deliverAll(now: Stage.at(300))
            let report = try await stage.merge(
                absences: [
                    Stage.absence(.order, 1), Stage.absence(.order, 2, .notVisible), Stage.absence(.order, 3),
                    Stage.absence(.customer, 4),
                ]
            )
            #expect(report.deleted == 1 && report.unproven == 1 && report.new == 0)
            #expect(report.drift.deleted == 1 && report.drift.notVisible == 1)
            #expect(report.marked == [Stage.crm])
            #expect(try await stage.store.record(Stage.orderKey(1))?.record.life.isDeleted == true)
            #expect(try await stage.store.record(Stage.orderKey(2))?.record.life.isDeleted == false)
            #expect(try await stage.store.record(Stage.orderKey(3)) == nil)
            #expect(try await stage.entry(Stage.orderKey(2))?.state == .clean)
            #expect(try await stage.store.livingIDs(.order, of: Stage.shop, after: 0, limit: 10) == [2])
            let again = try await stage.merge(absences: [Stage.absence(.order, 1, at: 250)])
            #expect(again.deleted == 0 && again.marked.isEmpty)
            let lifted = try await stage.merge(Stage.readOrder(1, name: "#1", readAt: 260))
            #expect(lifted.changed == 1)
            #expect(try await stage.store.record(Stage.orderKey(1))?.record.life.isDeleted == false)
        },
        StoreCheck("An absence answers what was asked, so that it is not read for ever.") { stage in
            try await stage.apply("edit", Stage.askedOrder(1, at: 60), Stage.askedOrder(2, at: 60))
            let report = try await stage.merge(
                absences: [Stage.absence(.order, 1, .notVisible), Stage.absence(.order, 2, .tooFresh)]
            )
            #expect(report.unproven == 2)
            let waiting = try await stage.store.awaitingHydration(of: Stage.shop, kind: .order, after: 0, limit: 10)
            #expect(waiting.map(\.key.id) == [2])
        },
        StoreCheck("A destination that is completed gets a lane for what it lacks, and only for that.") { stage in
            let store = stage.store
            let late = DestinationName("late")
            try await stage.merge(Stage.readOrder(1, name: "#1"))
            try await stage.own()
            try await stage.deliverAll(now: Stage.at(300))
            let request = MergeRequest(
                store: Stage.shop,
                records: [Stage.readOrder(1, name: "#1")],
                routing: RoutingTable([Stage.shop: .init(destinations: [Stage.crm, late])]),
                origin: .history,
                completing: [Stage.crm, late],
                now: Stage.at(300)
            )
            let first = try await store.merge(request)
            #expect(first.unchanged == 1 && first.marked == [late])
            #expect(try await stage.entry(Stage.orderKey(1))?.state == .clean)
            #expect(try await stage.entry(Stage.orderKey(1), late)?.state == .dirty)
            #expect(try await store.merge(request).marked.isEmpty)
        },
        StoreCheck("What no mapping reads is brought up to date, and neither marks nor counts as a difference.") {
            stage in
            let other = DestinationName("other")
            let routing = RoutingTable([
                Stage.shop: .init(
                    destinations: [Stage.crm, other],
                    interests: [
                        Stage.crm: RecordInterest(sources: ["order.total"]),
                        other: RecordInterest(sources: ["order.note"]),
                    ]
                )
            ])
            func merge(_ version: Int64, note: String? = nil, poNumber: String? = nil) async throws -> MergeReport {
                guard case .order(var order) = Stage.readOrder(1, name: "#1", version: version) else { return .init() }
                var details = order.details.fields
                if let note { details.note = .value(note) }
                if let poNumber { details.poNumber = .value(poNumber) }
                order.details = Versioned(details, version: try #require(order.details.version))
                return try await stage.store.merge(
                    MergeRequest(
                        store: Stage.shop,
                        records: [.order(order)],
                        routing: routing,
                        origin: .live,
                        now: Stage.at(300)
                    )
                )
            }
            #expect(try await merge(1).marked == [Stage.crm, other])
            try await stage.own()
            for lane in try await stage.claim(now: Stage.at(300)) {
                try await stage.settle(lane, .parked(Stage.fault), now: Stage.at(300))
            }
            let parked = FailureFilter(destination: Stage.crm)
            #expect(try await stage.store.release(parked, discard: true, now: Stage.at(301)) == 1)
            let unread = try await merge(2, poNumber: "PO-1")
            #expect(unread.marked.isEmpty && unread.unchanged == 1 && unread.changed == 0)
            #expect(unread.drift.compared == 1 && unread.drift.differing == 0)
            guard case .order(let stored)? = try await stage.store.record(Stage.orderKey(1))?.record else { return }
            #expect(stored.details.fields.poNumber == .value("PO-1"))
            let elsewhere = try await merge(3, note: "ring", poNumber: "PO-1")
            #expect(elsewhere.marked == [other] && elsewhere.drift.items.map(\.fields) == [["order.note"]])
            #expect(try await stage.entry(Stage.orderKey(1))?.state == .discarded)
        },
        StoreCheck("Of a record that comes twice in one read both are merged, once.") { stage in
            let report = try await stage.merge(
                Stage.readOrder(1, name: "#new", version: 9),
                Stage.readOrder(1, name: "#old", version: 3)
            )
            #expect(report.new == 1)
            #expect(try await stage.store.record(Stage.orderKey(1))?.record.name == "#new")
        },
        StoreCheck("An order that an Admin read brought whole is proven at its own time, and nothing less is.") {
            stage in
            let store = stage.store
            func proven(_ id: Int64, at seconds: Int64) async throws -> Bool {
                let glimpse = RecordGlimpse(id: id, updatedAt: Stage.at(seconds))
                let unknown = RecordGlimpse(id: 99, updatedAt: Stage.at(seconds))
                return try await store.proven([glimpse, unknown], .order, of: Stage.shop) == [id]
            }
            try await stage.merge(
                Stage.wholeOrder(1, version: 50, readAt: 180),
                Stage.wholeOrder(2, version: 100, readAt: 180),
                Stage.readOrder(3, name: "#withheld", version: 50)
            )
            #expect(try await proven(1, at: 50))
            #expect(try await !proven(1, at: 51))
            // By a clock that is ahead it may have been read before the second of its last change was over.
            #expect(try await !proven(2, at: 100))
            #expect(try await !proven(3, at: 50))
            #expect(
                try await store.proven([RecordGlimpse(id: 1, updatedAt: Stage.at(50))], .customer, of: Stage.shop) == []
            )
            try await stage.apply("edit", Stage.askedOrder(1, at: 185))
            #expect(try await !proven(1, at: 50))
            try await stage.merge(Stage.wholeOrder(1, version: 50, readAt: 190))
            #expect(try await proven(1, at: 50))
            try await stage.merge(absences: [Stage.absence(.order, 1)])
            #expect(try await !proven(1, at: 50))
        },
        StoreCheck("Ids and unread records come in pages, ascending, of one store and kind only.") { stage in
            let store = stage.store
            for id in [9, 3, 7, 5] as [Int64] {
                try await stage.apply("o\(id)", Stage.askedOrder(id, at: 10))
            }
            try await stage.apply("c", Stage.customer(4, email: "a@example.com"))
            _ = try await store.apply(
                [Stage.receipt("x", [Stage.askedOrder(6, at: 10)], store: StoreName("other"))],
                routing: Stage.routing,
                origin: .live,
                now: Stage.start,
                position: nil
            )
            #expect(try await store.livingIDs(.order, of: Stage.shop, after: 0, limit: 2) == [3, 5])
            #expect(try await store.livingIDs(.order, of: Stage.shop, after: 5, limit: 9) == [7, 9])
            #expect(try await store.livingIDs(.customer, of: Stage.shop, after: 0, limit: 9) == [4])
            let page = try await store.awaitingHydration(of: Stage.shop, kind: .order, after: 3, limit: 2)
            #expect(page.map(\.key.id) == [5, 7])
            #expect(try await store.overview().hydrations == [Stage.shop: 4, StoreName("other"): 1])
            let keys = [Stage.orderKey(3), Stage.orderKey(4), Stage.customerKey(4)]
            #expect(Set(try await store.records(keys).keys) == [Stage.orderKey(3), Stage.customerKey(4)])
        },
    ]
}
