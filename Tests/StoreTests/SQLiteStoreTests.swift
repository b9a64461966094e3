import Conformance
import Foundation
import SQLStore
import SQLiteDriver
import SyncModel
import Testing

/// A folder that is removed at the end of a test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "sluice-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var database: String { path + "/sluice.db" }
}

extension SQLDialect {
    /// SQLite with a clock that stands in a table of the database and is moved by tests.
    static let standingStill = {
        var dialect = SQLDialect.sqlite
        dialect.now = "(SELECT now FROM standing_clock)"
        return dialect
    }()
}

@Suite struct SQLiteStoreTests {
    @Test(arguments: StoreConformance.checks)
    func conforms(_ check: StoreCheck) async throws {
        let folder = try TemporaryFolder()
        // Made before the clock's table: a database with nothing but that is another program's.
        let plain = try SQLiteDatabase(path: folder.database)
        _ = try await SQLStore(opening: plain)
        try plain.close()
        let database = try SQLiteDatabase(path: folder.database, dialect: .standingStill)
        try await database.write { session in
            try session.execute("CREATE TABLE standing_clock (now BIGINT NOT NULL)", [])
            try session.execute("INSERT INTO standing_clock (now) VALUES (1780000000000000)", [])
        }
        let store = try await SQLStore(opening: database)
        let stage = StoreStage(
            StoreUnderTest(store) { duration in
                let step = SQLValue(duration.microseconds)
                _ = try await database.write { try $0.execute("UPDATE standing_clock SET now = now + ?", [step]) }
            }
        )
        try await check.run(stage)
        try database.close()
        withExtendedLifetime(folder) {}
    }
}
