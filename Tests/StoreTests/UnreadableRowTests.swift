import Foundation
import SQLStore
import SQLiteDriver
import SyncModel
import Testing

@testable import Conformance

/// One row that cannot be read is set aside with a sentence of what to do; everything else goes on.
@Suite struct UnreadableRowTests {
    /// A store, with the means to reach under it.
    private struct Damaged {
        let stage: StoreStage
        let database: any SQLDatabase

        var store: any SyncStore { stage.store }

        func body(_ key: RecordKey) async throws -> [SQLValue] {
            let place = Self.values(key)
            return try await database.read { session in
                try session.query("SELECT body FROM records WHERE store = ? AND kind = ? AND id = ?", place)
                    .flatMap(\.values)
            }
        }

        func put(_ body: [SQLValue], into key: RecordKey) async throws {
            let values = body + Self.values(key)
            let count = try await database.write { session in
                try session.execute("UPDATE records SET body = ? WHERE store = ? AND kind = ? AND id = ?", values)
            }
            #expect(count == 1)
        }

        func spoilLane(_ key: RecordKey) async throws {
            let values = Self.values(key)
            let count = try await database.write { session in
                try session.execute(
                    "UPDATE lanes SET crm_object = 'contact', crm_id = '5', standing = 'nonsense'"
                        + " WHERE store = ? AND kind = ? AND id = ?",
                    values
                )
            }
            #expect(count == 1)
        }

        func parked() async throws -> [RecordKey: DeliveryFault] {
            let lanes = try await store.parkedLanes(FailureFilter(), limit: 100)
            return Dictionary(uniqueKeysWithValues: lanes.map { ($0.key.record, $0.fault) })
        }

        func retry() async throws {
            _ = try await store.release(
                FailureFilter(code: .unreadableRow),
                discard: false,
                limit: nil,
                now: StoreStage.start
            )
        }

        private static func values(_ key: RecordKey) -> [SQLValue] {
            [.text(key.store.rawValue), .text(key.kind.rawValue), .integer(key.id)]
        }
    }

    private static let noBody: [SQLValue] = [.blob(Array("{]".utf8))]

    /// On each kind of store.
    private func each(_ body: (Damaged) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase(path: folder.database)
        let store = try await SQLStore(opening: database)
        try await body(Damaged(stage: StoreStage(StoreUnderTest(store) { _ in }), database: database))
        try database.close()
        withExtendedLifetime(folder) {}
        #if PostgreSQL
        guard PostgreSQLServer.isInstalled else { return }
        try await StandingDatabases.run { database, store in
            try await body(Damaged(stage: StoreStage(StoreUnderTest(store) { _ in }), database: database))
        }
        #endif
    }

    private func customer(_ id: Int64) -> RecordKey { StoreStage.customerKey(id) }
    private func order(_ id: Int64) -> RecordKey { StoreStage.orderKey(id) }

    @Test func aRecordHoldsUpItselfAndItsOrdersOnly() async throws {
        try await each { damaged in
            let stage = damaged.stage
            for id in [1, 2, 3] as [Int64] { try await stage.apply("c\(id)", StoreStage.customer(id)) }
            try await stage.apply("o11", StoreStage.order(11, customer: 2))
            try await stage.apply("o12", StoreStage.order(12, customer: 1))
            let epoch = try await stage.own()
            let sound = try await damaged.body(customer(2))
            try await damaged.put(Self.noBody, into: customer(2))
            let claimed = try await stage.claim(epoch: epoch)
            #expect(Set(claimed.map(\.key.record)) == [customer(1), customer(3), order(12)])
            let parked = try await damaged.parked()
            #expect(Set(parked.keys) == [customer(2), order(11)])
            #expect(parked.values.allSatisfy { $0.code == .unreadableRow && $0.message.contains("sluice db check") })
            // Mended, it goes on from where it was.
            try await damaged.put(sound, into: customer(2))
            try await damaged.retry()
            let rest = try await stage.claim(epoch: epoch)
            #expect(Set(rest.map(\.key.record)) == [customer(2), order(11)])
        }
    }

    @Test func aDeliveryThatCannotBeMergedIsKeptForLater() async throws {
        try await each { damaged in
            let stage = damaged.stage
            try await stage.apply("c2", StoreStage.customer(2))
            let sound = try await damaged.body(customer(2))
            try await damaged.put(Self.noBody, into: customer(2))
            let report = try await damaged.store.apply(
                [
                    StoreStage.receipt(
                        "w1",
                        [StoreStage.customer(2, first: "Ada", version: 5), StoreStage.customer(4)]
                    ),
                    StoreStage.receipt("w2", [StoreStage.customer(5)]),
                ],
                routing: StoreStage.routing,
                origin: .live,
                now: StoreStage.start,
                position: nil
            )
            #expect(report.applied == 1 && report.undecodable == 1 && report.marked == [StoreStage.crm])
            #expect(try await damaged.body(customer(2)) == Self.noBody, "nothing is put over it")
            #expect(try await damaged.store.record(customer(4)) != nil)
            #expect(try await damaged.store.record(customer(5)) != nil)
            let kept = try await damaged.store.receipts(ReplayFilter(state: .undecodable), after: 0, limit: 10)
            #expect(kept.map(\.receipt.webhookID) == ["w1"])
            let epoch = try await stage.own()
            #expect(Set(try await stage.claim(epoch: epoch).map(\.key.record)) == [customer(4), customer(5)])
            #expect(try await damaged.parked().keys.map { $0 } == [customer(2)], "a person sees it")
            try await damaged.put(sound, into: customer(2))
            #expect(try await damaged.store.record(customer(2)) != nil)
        }
    }

    @Test func aLaneHoldsUpItselfOnlyAndCanBeMarked() async throws {
        try await each { damaged in
            let stage = damaged.stage
            for id in [1, 2] as [Int64] { try await stage.apply("c\(id)", StoreStage.customer(id)) }
            let epoch = try await stage.own()
            try await damaged.spoilLane(customer(1))
            #expect(try await stage.claim(epoch: epoch).map(\.key.record) == [customer(2)])
            #expect(try await damaged.parked().values.map(\.code) == [.unreadableRow])
            // News of it are taken, and it is told once more.
            let report = try await stage.apply("c1b", StoreStage.customer(1, first: "Ada", version: 5))
            #expect(report.applied == 1 && report.marked == [StoreStage.crm])
            #expect(try await damaged.parked().isEmpty)
            #expect(try await stage.claim(epoch: epoch).isEmpty)
            #expect(try await damaged.parked().keys.map { $0 } == [customer(1)])
        }
    }
}
