import SyncModel
import Testing

@testable import Conformance
@testable import SQLStore

/// What is past its time goes, whether it can be read or not, as far as its row tells when that is.
@Suite struct RetainedRowTests {
    @Test func aNoteThatCannotBeReadGoesWithTheNextOfItsLane() async throws {
        try await DamagedStore.each { damaged in
            let stage = damaged.stage
            let store = damaged.store
            _ = try await stage.own()
            try await stage.apply("w0", StoreStage.customer(1), StoreStage.customer(2))
            for round in Int64(1)...3 {
                for lane in try await stage.claim(now: StoreStage.at(round * 10)) {
                    let note = DeliveryNote(
                        at: StoreStage.at(round * 10),
                        outcome: "updated",
                        sent: ["email": "ada@example.com"],
                        message: "round \(round)"
                    )
                    try await stage.settle(
                        lane,
                        StoreStage.delivered("crm"),
                        now: StoreStage.at(round * 10),
                        note: note
                    )
                }
                try await stage.apply("x\(round)", StoreStage.customer(1, first: "\(round)", version: round + 1))
            }
            func spoil(_ condition: String) async throws {
                let count = try await damaged.database.write { session in
                    try session.execute("UPDATE deliveries SET note = ? WHERE \(condition)", DamagedStore.noBody)
                }
                #expect(count == 1)
            }
            func numbers() async throws -> [Int64] {
                try await damaged.database.read { session in
                    try session.query("SELECT number FROM deliveries WHERE id = 1 ORDER BY number", [])
                        .map { try $0.integer(0) }
                }
            }
            try await spoil("id = 1 AND number = 2")
            try await spoil("id = 2 AND number = 1")
            let early = try await store.expireNotes(before: StoreStage.at(25), after: nil, limit: 9)
            #expect(early == ExpiryStep(expired: 1, next: nil))
            #expect(try await numbers() == [2, 3], "the next one that can be read is too young")
            // The third is emptied; of the other lane nothing tells the time.
            let late = try await store.expireNotes(before: StoreStage.at(35), after: nil, limit: 9)
            #expect(late == ExpiryStep(expired: 2, next: nil))
            #expect(try await numbers() == [3])
        }
    }

    @Test func aDeletedRecordThatCannotBeReadGoesByItsRow() async throws {
        try await DamagedStore.each { damaged in
            let stage = damaged.stage
            _ = try await stage.own()
            try await stage.apply("w1", StoreStage.customer(1, email: "ada@example.com"), StoreStage.customer(2))
            try await stage.deliverAll()
            for id in [1, 2] as [Int64] {
                try await stage.apply(
                    "d\(id)",
                    .trace(.customer, id, life: RecordLife(deletedAt: StoreStage.at(5))),
                    now: StoreStage.at(5)
                )
            }
            try await stage.deliverAll(now: StoreStage.at(6))
            try await damaged.put(DamagedStore.noBody, into: StoreStage.customerKey(1))
            func expire(before time: Instant) async throws -> Int {
                try await damaged.store.expireDeleted(
                    .customer,
                    of: StoreStage.shop,
                    before: time,
                    after: 0,
                    limit: 9,
                    now: StoreStage.at(50)
                ).expired
            }
            #expect(try await expire(before: StoreStage.at(5)) == 0)
            #expect(try await expire(before: StoreStage.at(9)) >= 1)
            let bare = try #require(try await damaged.store.record(StoreStage.customerKey(1)))
            #expect(bare.record.life.isDeleted && !bare.record.hasContent)
            let body = try await damaged.body(StoreStage.customerKey(1))
            #expect(body != DamagedStore.noBody)
        }
    }
}
