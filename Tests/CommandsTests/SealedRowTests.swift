@testable import Conformance
import Foundation
import SQLiteDriver
import Shopify
import SyncModel
import Testing

@testable import SQLStore

/// One sealed value that does not open holds up nothing but its record.
@Suite struct SealedRowTests {
    private static let former = Secret(String(repeating: "a", count: 32))
    private static let later = Secret(String(repeating: "b", count: 32))

    private func onDatabase(_ body: (SQLiteDatabase) async throws -> Void) async throws {
        let folder = try ConfigurationFolder([:])
        let database = try SQLiteDatabase(path: folder.url.appendingPathComponent("sealed.db").path)
        try await body(database)
        try database.close()
        withExtendedLifetime(folder) {}
    }

    private func stage(_ database: SQLiteDatabase, _ newest: Secret, _ old: Secret...) async throws -> StoreStage {
        let keys = try #require(PayloadKeys(sealing: newest, opening: old))
        let store = try await SQLStore(opening: database, seal: keys)
        return StoreStage(StoreUnderTest(store) { _ in })
    }

    /// As between the restarts of two servers, the first of which seals with a new key.
    @Test func aRecordUnderAnotherKeyIsParkedWithTheKeysMark() async throws {
        try await onDatabase { database in
            let former = try await stage(database, Self.former)
            let later = try await stage(database, Self.later, Self.former)
            try await later.apply("w2", StoreStage.customer(2, email: "b@example.com"))
            try await former.apply("w1", StoreStage.customer(1, email: "a@example.com"))
            let epoch = try await former.own()
            #expect(try await former.claim(epoch: epoch).map(\.key.record) == [StoreStage.customerKey(1)])
            let parked = try await former.store.parkedLanes(FailureFilter(), limit: 9)
            #expect(parked.map(\.key.record) == [StoreStage.customerKey(2)])
            let mark = try #require(PayloadKeys(sealing: Self.later, opening: [])?.mark)
            let fault = try #require(parked.first?.fault)
            #expect(fault.code == .unreadableRow)
            #expect(fault.message.contains(mark) && fault.message.contains("storage.old_seal_keys"))
            // News of it are kept, and are merged with nothing.
            let report = try await former.apply("w3", StoreStage.customer(2, first: "Bob", version: 5))
            #expect(report.undecodable == 1)
            // Who has the key goes on.
            _ = try await later.store.release(FailureFilter(), discard: false, limit: nil, now: StoreStage.start)
            #expect(try await later.claim(epoch: epoch).map(\.key.record) == [StoreStage.customerKey(2)])
        }
    }

    /// What the CRM held last is in doubt then, and nothing else.
    @Test func whatWasDeliveredLastAndWasChangedSinceIsDeliveredAnew() async throws {
        try await onDatabase { database in
            let stage = try await stage(database, Self.former)
            for id in [1, 2] as [Int64] { try await stage.apply("w\(id)", StoreStage.customer(id)) }
            let epoch = try await stage.own()
            for lane in try await stage.claim(epoch: epoch) {
                try await stage.settle(lane, StoreStage.delivered("c\(lane.key.record.id)"), epoch: epoch)
            }
            let changed = try await database.write { session in
                let rows = try session.query("SELECT holding FROM lanes WHERE id = 1", [])
                guard case .blob(var bytes)? = rows.first?.values.first, let last = bytes.popLast() else { return 0 }
                bytes.append(last ^ 1)
                return try session.execute("UPDATE lanes SET holding = ? WHERE id = 1", [.blob(bytes)])
            }
            #expect(changed == 1)
            for id in [1, 2] as [Int64] {
                try await stage.apply("n\(id)", StoreStage.customer(id, first: "Ada", version: 5))
            }
            let claimed = try await stage.claim(epoch: epoch)
            let held = Dictionary(uniqueKeysWithValues: claimed.map { ($0.key.record.id, $0.delivered) })
            #expect(held == [1: nil, 2: StoreStage.state])
        }
    }
}
