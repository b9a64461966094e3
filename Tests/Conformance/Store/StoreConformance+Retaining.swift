import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let retaining: [StoreCheck] = [
        StoreCheck("Deliveries past their time go, the oldest first; what they told stays.") { stage in
            for id in 1...5 {
                try await stage.apply("w\(id)", Stage.order(Int64(id), name: "#\(id)"), now: Stage.at(Int64(id)))
            }
            #expect(try await stage.store.expireReceipts(before: Stage.at(1), limit: 10) == 0)
            #expect(try await stage.store.expireReceipts(before: Stage.at(4), limit: 2) == 2)
            #expect(try await stage.store.expireReceipts(before: Stage.at(4), limit: 2) == 1)
            #expect(try await stage.store.expireReceipts(before: Stage.at(4), limit: 2) == 0)
            let overview = try await stage.store.overview()
            #expect(overview.receipts == [.applied: 2])
            #expect(overview.stores.first?.orders == 5 && overview.stores.first?.lastReceiptAt == Stage.at(5))
            let gone = try #require(try await stage.store.story(of: Stage.orderKey(1), limit: 9))
            #expect(gone.receipts.isEmpty && gone.record.record.name == "#1")
            let kept = try #require(try await stage.store.story(of: Stage.orderKey(4), limit: 9))
            #expect(kept.receipts.map(\.webhookID) == ["w4"])
            _ = try await stage.store.expireReceipts(before: Stage.at(99), limit: 10)
            #expect(try await stage.store.overview().stores.first?.lastReceiptAt == Stage.at(5))
        },
        StoreCheck("A delivery that is dated ahead keeps none behind it from going.") { stage in
            for (id, second) in [(1, 1_000), (2, 2), (3, 3), (4, 900), (5, 1)] as [(Int64, Int64)] {
                try await stage.apply("w\(id)", Stage.order(id, name: "#\(id)"), now: Stage.at(second))
            }
            #expect(try await stage.store.expireReceipts(before: Stage.at(4), limit: 2) == 2)
            #expect(try await stage.store.expireReceipts(before: Stage.at(4), limit: 2) == 1)
            #expect(try await stage.store.overview().receipts == [.applied: 2])
            for (id, kept) in [(1, ["w1"]), (3, []), (4, ["w4"]), (5, [])] as [(Int64, [String])] {
                let story = try #require(try await stage.store.story(of: Stage.orderKey(id), limit: 9))
                #expect(story.receipts.map(\.webhookID) == kept)
            }
        },
        StoreCheck("A deleted record past its time is a tombstone alone; nothing else is touched.") { stage in
            try await stage.own()
            try await stage.apply(
                "w1",
                Stage.customer(1, email: "ada@example.com"),
                Stage.customer(2, email: "grace@example.com"),
                Stage.customer(3, email: "zoe@example.com")
            )
            try await stage.deliverAll()
            for id in [Int64(1), 3] {
                try await stage.apply(
                    "d\(id)",
                    .trace(.customer, id, life: RecordLife(deletedAt: Stage.at(5))),
                    now: Stage.at(5)
                )
            }
            // Of 3 the deletion is still to be delivered.
            for lane in try await stage.claim(now: Stage.at(6)) where lane.key.record.id == 1 {
                try await stage.settle(lane, Stage.delivered(), now: Stage.at(6))
            }
            func expire(before time: Instant, after id: Int64 = 0, limit: Int = 9) async throws -> ExpiryStep<Int64> {
                try await stage.store.expireDeleted(
                    .customer,
                    of: Stage.shop,
                    before: time,
                    after: id,
                    limit: limit,
                    now: Stage.at(50)
                )
            }
            #expect(try await expire(before: Stage.at(5)) == ExpiryStep(expired: 0, next: nil))
            #expect(try await expire(before: Stage.at(9), limit: 1) == ExpiryStep(expired: 1, next: 1))
            #expect(try await expire(before: Stage.at(9), after: 1) == ExpiryStep(expired: 0, next: nil))
            let bare = try #require(try await stage.store.record(Stage.customerKey(1)))
            #expect(bare.record.life.isDeleted && !bare.record.hasContent && bare.record.foldedEmail == nil)
            let found = try await stage.store.customers(of: Stage.shop, foldedEmail: "ada@example.com", limit: 9)
            #expect(found.isEmpty)
            #expect(try await stage.store.link(Stage.lane(Stage.customerKey(1)))?.crmID == "crm-1")
            #expect(try await stage.store.record(Stage.customerKey(2))?.record.foldedEmail == "grace@example.com")
            #expect(try await stage.store.record(Stage.customerKey(3))?.record.foldedEmail == "zoe@example.com")
            #expect(try await expire(before: Stage.at(99)).expired == 0)
        },
        StoreCheck("Of notes past their time only how each record's newest delivery ended stays.") { stage in
            try await stage.own()
            try await stage.apply("w1", Stage.customer(1), Stage.customer(2))
            for round in Int64(1)...3 {
                for lane in try await stage.claim(now: Stage.at(round * 10)) {
                    let note = DeliveryNote(
                        at: Stage.at(round * 10),
                        outcome: "updated",
                        sent: ["email": "ada@example.com"],
                        message: "round \(round)"
                    )
                    try await stage.settle(lane, Stage.delivered("crm"), now: Stage.at(round * 10), note: note)
                }
                if round < 3 {
                    try await stage.apply("x\(round)", Stage.customer(1, first: "\(round)", version: round + 1))
                }
            }
            var place: NotePlace?
            var expired = 0
            repeat {
                let step = try await stage.store.expireNotes(before: Stage.at(25), after: place, limit: 1)
                expired += step.expired
                place = step.next
            } while place != nil
            // Two of three of the first, and what was sent in the only one of the second.
            #expect(expired == 3)
            let first = try #require(try await stage.entry(Stage.customerKey(1)))
            #expect(first.deliveries.map(\.message) == ["round 3"])
            #expect(first.deliveries.first?.sent == ["email": "ada@example.com"])
            let second = try #require(try await stage.entry(Stage.customerKey(2)))
            #expect(second.deliveries.map(\.message) == ["round 1"] && second.deliveries.first?.sent == [:])
        },
        StoreCheck("Entries of the log past their time go, the oldest first, within the limit.") { stage in
            for second in Int64(1)...4 {
                _ = try await stage.store.begin(
                    LoggedAction(startedAt: Stage.at(second), actor: "ada", action: "pause", subject: "hubspot")
                )
            }
            #expect(try await stage.store.expireActions(before: Stage.at(4), limit: 2) == 2)
            #expect(try await stage.store.expireActions(before: Stage.at(4), limit: 2) == 1)
            #expect(try await stage.store.actions(ActionFilter(), limit: 9).map(\.startedAt) == [Stage.at(4)])
        },
    ]
}
