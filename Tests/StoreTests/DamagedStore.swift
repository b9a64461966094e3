import Foundation
import SQLStore
import SQLiteDriver
import SyncModel
import Testing

@testable import Conformance

/// A store, with the means to reach under it.
struct DamagedStore {
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

    static let noBody: [SQLValue] = [.blob(Array("{]".utf8))]

    /// On each kind of store.
    static func each(_ body: (DamagedStore) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase(path: folder.database)
        let store = try await SQLStore(opening: database)
        try await body(DamagedStore(stage: StoreStage(StoreUnderTest(store) { _ in }), database: database))
        try database.close()
        withExtendedLifetime(folder) {}
        #if PostgreSQL
        guard PostgreSQLServer.isInstalled else { return }
        try await StandingDatabases.run { database, store in
            try await body(DamagedStore(stage: StoreStage(StoreUnderTest(store) { _ in }), database: database))
        }
        #endif
    }
}
