import Conformance
import Foundation
import SQLiteDriver
import SyncModel
import Testing

@testable import SQLStore

#if canImport(Glibc)
import Glibc
#endif

/// Copies of a file, and what is told of a damaged one.
@Suite struct SQLiteBackupTests {
    private let folder: TemporaryFolder
    private static let shop = StoreName("acme")

    init() throws {
        folder = try TemporaryFolder()
    }

    private var backup: String { folder.path + "/backup.db" }

    private func fill(_ store: SQLStore, _ ids: ClosedRange<Int>) async throws {
        let batch = ids.map { id in
            var profile = CustomerProfile()
            profile.firstName = .value("Person \(id)")
            var customer = CustomerRecord(id: Int64(id))
            customer.profile = Versioned(
                profile,
                version: SourceVersion(at: Instant(seconds: 1), tie: Instant(seconds: 1), hash: UInt64(id))
            )
            let receipt = Receipt(
                store: Self.shop,
                webhookID: "w\(id)",
                topic: "customers/update",
                receivedAt: Instant(seconds: 5),
                body: [UInt8](repeating: 65, count: 2_000)
            )
            return DecodedReceipt(receipt: receipt, content: .changes([.customer(customer)]))
        }
        _ = try await store.apply(
            batch,
            routing: RoutingTable([Self.shop: .init(destinations: [DestinationName("hubspot")])]),
            origin: .live,
            now: Instant(seconds: 9),
            position: nil
        )
    }

    #if os(Linux)
    @Test func lookingAtAFileThatIsOpenEndsNoLockOfSQLites() async throws {
        let database = try SQLiteDatabase(path: folder.database)
        try await fill(SQLStore(opening: database), 1...3)
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.database)
        let number = try #require((attributes[.systemFileNumber] as? NSNumber)?.uint64Value)
        let held = {
            try String(contentsOfFile: "/proc/locks", encoding: .utf8).split(separator: "\n")
                .filter { $0.contains(" \(getpid()) ") && $0.contains(":\(number) ") }
                .map { $0.split(separator: " ").dropFirst().joined(separator: " ") }
        }
        let before = try held()
        #expect(!before.isEmpty)
        let file = SQLiteFile(folder.database)
        #expect(file.damage() == nil && file.damage() == nil)
        #expect(try await file.problems(thorough: false).isEmpty)
        #expect(try await file.copy(to: backup).customers == 3)
        #expect(try Set(before).isSubset(of: held()))
        try database.close()
    }
    #endif

    @Test func aCopyIsOneMomentOfAStoreThatIsWrittenMeanwhile() async throws {
        let database = try SQLiteDatabase(path: folder.database)
        let store = try await SQLStore(opening: database)
        try await fill(store, 1...300)
        let copied = try await withThrowingTaskGroup(of: StoreInventory?.self) { group in
            group.addTask {
                for round in 1...20 { try await fill(store, round * 300 + 1...round * 300 + 50) }
                return nil
            }
            let path = backup
            group.addTask { try await SQLiteFile(folder.database).copy(to: path) }
            var copied: StoreInventory?
            for try await found in group { if let found { copied = found } }
            return try #require(copied)
        }
        // Whatever the moment was, everything in it agrees with everything else, by batches of 50.
        #expect(copied.disagreements.isEmpty)
        #expect(copied.customers >= 300 && copied.customers % 50 == 0)
        #expect(copied.receipts == copied.customers && copied.lanes == copied.customers)
        #expect(try await SQLiteFile(backup).inventory() == copied)
        #expect(try await store.inventory().customers == 1_300)
        let mode = try FileManager.default.attributesOfItem(atPath: backup)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.contains("partial") })
        try database.close()
    }

    @Test func aNameThatIsTakenIsNotWrittenOver() async throws {
        let store = try await SQLStore(opening: SQLiteDatabase(path: folder.database))
        try await fill(store, 1...1)
        try Data("precious".utf8).write(to: URL(fileURLWithPath: backup))
        await #expect(throws: StoreFailure.self) { _ = try await SQLiteFile(folder.database).copy(to: backup) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: backup)) == Data("precious".utf8))
    }

    @Test func whatWasErasedIsNotInACopy() async throws {
        let database = try SQLiteDatabase(path: folder.database)
        let store = try await SQLStore(opening: database)
        try await fill(store, 1...40)
        _ = try await database.write { try $0.execute("DELETE FROM records WHERE id > 1", []) }
        _ = try await SQLiteFile(folder.database).copy(to: backup)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: backup))
        #expect(bytes.range(of: Data("Person 1".utf8)) != nil)
        #expect(bytes.range(of: Data("Person 7".utf8)) == nil)
        try database.close()
    }

    @Test func aFileThatWasCutShortIsRefused() async throws {
        let database = try SQLiteDatabase(path: folder.database)
        let store = try await SQLStore(opening: database)
        try await fill(store, 1...200)
        // Nothing is left in the log beside it, from which SQLite would take the pages.
        #expect(try await database.scrub())
        try database.close()
        #expect(SQLiteFile(folder.database).damage() == nil)
        let handle = try #require(FileHandle(forWritingAtPath: folder.database))
        try handle.truncate(atOffset: 65_536)
        try handle.close()
        guard case .corrupt(folder.database, let detail) = SQLiteFile(folder.database).damage() else {
            Issue.record("a file of four pages was taken for the whole")
            return
        }
        #expect(detail.contains("cut short"))
        await #expect(throws: StoreFailure.self) { try await SQLiteFile(folder.database).problems(thorough: false) }
    }

    @Test func aDamagedPageIsFound() async throws {
        let database = try SQLiteDatabase(path: folder.database)
        let store = try await SQLStore(opening: database)
        try await fill(store, 1...200)
        // Nothing is left in the log beside it, from which SQLite would take the pages.
        #expect(try await database.scrub())
        try database.close()
        #expect(try await SQLiteFile(folder.database).problems(thorough: true).isEmpty)
        let size = SQLiteFile(folder.database).size
        let handle = try #require(FileHandle(forWritingAtPath: folder.database))
        for page in stride(from: Int64(16_384 * 2), to: size, by: 16_384) {
            try handle.seek(toOffset: UInt64(page))
            try handle.write(contentsOf: Data(repeating: 0xA5, count: 64))
        }
        try handle.close()
        // Said as a list, or refused while it is read.
        do {
            #expect(try await !SQLiteFile(folder.database).problems(thorough: false).isEmpty)
        } catch let failure as StoreFailure {
            guard case .corrupt = failure else {
                Issue.record("\(failure)")
                return
            }
        }
        await #expect(throws: StoreFailure.self) { _ = try await SQLiteFile(folder.database).copy(to: backup) }
        #expect(!FileManager.default.fileExists(atPath: backup))
    }

    @Test func aTallyThatLiesIsTold() async throws {
        let database = try SQLiteDatabase(path: folder.database)
        let store = try await SQLStore(opening: database)
        try await fill(store, 1...3)
        #expect(try await store.inventory().disagreements.isEmpty)
        _ = try await database.write { try $0.execute("UPDATE store_tallies SET customers = 9", []) }
        #expect(try await store.inventory().disagreements == ["3 customers are there, 9 are told"])
        try database.close()
    }

    @Test func nobodyHasAFileOpenThatIsClosed() async throws {
        let database = try SQLiteDatabase(path: folder.database)
        _ = try await SQLStore(opening: database)
        try database.close()
        #expect(SQLiteFile(folder.database).holder() == nil)
    }
}
