import Conformance
import Dispatch
import Foundation
import SQLiteDriver
import SyncModel
import Testing

@testable import SQLStore

/// What holds for the file itself, beyond the contracts of every store.
@Suite struct SQLiteFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func receipts(_ ids: ClosedRange<Int>, prefix: String = "w", padding: Int = 0) -> [DecodedReceipt] {
        ids.map { id in
            var profile = CustomerProfile()
            profile.firstName = .value("Zoë \(id)")
            var customer = CustomerRecord(id: Int64(id))
            let version = SourceVersion(at: Instant(seconds: 1), tie: Instant(seconds: 1), hash: UInt64(id))
            customer.profile = Versioned(profile, version: version)
            let receipt = Receipt(
                store: StoreName("acme"),
                webhookID: "\(prefix)\(id)",
                topic: "customers/update",
                receivedAt: Instant(seconds: 5),
                body: [UInt8](repeating: 32, count: padding)
            )
            return DecodedReceipt(receipt: receipt, content: .changes([.customer(customer)]))
        }
    }

    private let routing = RoutingTable([StoreName("acme"): .init(destinations: [DestinationName("hubspot")])])

    private func apply(_ batch: [DecodedReceipt], to store: SQLStore) async throws -> ApplyReport {
        try await store.apply(
            batch,
            routing: routing,
            origin: .live,
            now: Instant(seconds: 9),
            position: TransportPosition(source: "journal", offset: Int64(batch.count))
        )
    }

    @Test func whatIsCommittedIsMovedIntoTheFileWithoutAnotherCommit() async throws {
        let database = try SQLiteDatabase(path: folder.database)
        let store = try await SQLStore(opening: database)
        _ = try await apply(receipts(1...50, padding: 20_000), to: store)
        // Nobody tells when the file has grown; at the latest two seconds after the commit it has.
        let clock = ContinuousClock()
        let latest = clock.now + .seconds(30)
        while try fileSize() < 1_000_000, clock.now < latest { try await clock.sleep(for: .milliseconds(50)) }
        #expect(try fileSize() >= 1_000_000)
        try database.close()
    }

    private func fileSize() throws -> Int {
        try #require(URL(fileURLWithPath: folder.database).resourceValues(forKeys: [.fileSizeKey]).fileSize)
    }

    @Test func reopeningKeepsEverything() async throws {
        let first = try SQLiteDatabase(path: folder.database)
        let store = try await SQLStore(opening: first)
        _ = try await apply(receipts(1...20), to: store)
        let lease = try await store.acquire(lease: "a", owner: "one", lasting: .seconds(60))
        let before = try await store.overview()
        let story = try await store.story(of: RecordKey(store: StoreName("acme"), kind: .customer, id: 7), limit: 9)
        try first.close()

        let reopened = try await SQLStore(opening: SQLiteDatabase(path: folder.database))
        #expect(try await reopened.overview() == before)
        #expect(before.lanes.map(\.count) == [20])
        let again = try await reopened.story(of: RecordKey(store: StoreName("acme"), kind: .customer, id: 7), limit: 9)
        #expect(again == story && story != nil)
        #expect(try await reopened.position(of: "journal") == 20)
        #expect(try await apply(receipts(1...20), to: reopened).duplicates == 20)
        #expect(try await reopened.acquire(lease: "a", owner: "two", lasting: .seconds(60)) == nil)
        #expect(try await reopened.acquire(lease: "a", owner: "one", lasting: .seconds(60))?.epoch == lease?.epoch)
    }

    @Test func leasesRunOnTheDatabasesClock() async throws {
        let store = try await SQLStore(opening: SQLiteDatabase(path: folder.database))
        let before = Instant(microseconds: Int64(Date.now.timeIntervalSince1970 * 1e6))
        let lease = try #require(try await store.acquire(lease: "a", owner: "one", lasting: .seconds(60)))
        let ends = lease.expiresAt.since(before)
        #expect(ends > .seconds(59) && ends < .seconds(90))
    }

    @Test func anotherProgramsDatabaseIsRefusedAndLeftAsItIs() async throws {
        let database = try SQLiteDatabase(path: folder.database)
        _ = try await database.write { try $0.execute("CREATE TABLE songs (title TEXT)", []) }
        let expected = StoreFailure.foreign(database: folder.database)
        await #expect(throws: expected) { _ = try await SQLStore(opening: database) }
        let tables = try await database.read { session in
            try session.query(database.dialect.tables, []).map { try $0.text(0) }
        }
        #expect(tables == ["songs"])
    }

    @Test func theFileIsItsOwnersAlone() async throws {
        let store = try await SQLStore(opening: SQLiteDatabase(path: folder.database))
        #expect(try await store.pauses().isEmpty)
        for file in [folder.database, folder.database + "-wal", folder.database + "-shm"] {
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(file)")
        }
        // Until here it has been open: its last connection removes the files beside it.
        #expect(try await store.pauses().isEmpty)
    }

    @Test func aNewerSchemaIsRefused() async throws {
        let database = try SQLiteDatabase(path: folder.database)
        _ = try await SQLStore(opening: database)
        let newer = SQLStore.schemaVersion + 3
        _ = try await database.write { session in
            try session.execute("INSERT INTO schema_version (version, applied_at) VALUES (?, 0)", [SQLValue(newer)])
        }
        let expected = StoreFailure.newerSchema(
            database: folder.database,
            found: newer,
            known: SQLStore.schemaVersion
        )
        await #expect(throws: expected) {
            _ = try await SQLStore(opening: database)
        }
        #expect(expected.description.contains(folder.database))
    }

    @Test func aFormerSchemaIsBroughtForwardWithWhatItHolds() async throws {
        let database = try SQLiteDatabase(path: folder.database)
        _ = try await database.write { session in
            try session.execute("CREATE TABLE schema_version (version BIGINT PRIMARY KEY, applied_at BIGINT)", [])
            for statement in Migration.initial.statements(database.dialect) { try session.execute(statement, []) }
            try session.execute("INSERT INTO schema_version (version, applied_at) VALUES (1, 0)", [])
            try session.execute(
                "INSERT INTO lanes (destination, store, kind, id, state, wanted, delivered, forced_at, origin, attempts,"
                    + " crm_object, crm_id, standing, is_adopted, associated_to, notes)"
                    + " VALUES ('crm', 'acme', 'order', 7, 'clean', 3, 3, 0, 0, 0, 'deals', 'd7', 'owner', 0, 'c1', 0)",
                []
            )
        }
        let store = try await SQLStore(opening: database)
        let key = LaneKey(
            destination: DestinationName("crm"),
            record: RecordKey(store: StoreName("acme"), kind: .order, id: 7)
        )
        #expect(try await store.link(key) == Link(object: "deals", crmID: "d7", associatedTo: "c1"))
        try await store.unlink(key)
        let versions = try await database.read { session in
            try session.query("SELECT version FROM schema_version ORDER BY version", []).map { try $0.integer(0) }
        }
        #expect(versions == Migration.all.map { Int64($0.version) })
    }

    @Test func writesAreDurableAndPagesLarge() async throws {
        let database = try SQLiteDatabase(path: folder.database)
        _ = try await SQLStore(opening: database)
        func pragma(_ name: String) async throws -> [SQLValue] {
            try await database.write { try $0.query("PRAGMA \(name)", []) }.flatMap(\.values)
        }
        #expect(try await pragma("synchronous") == [2])
        #expect(try await pragma("journal_mode") == ["wal"])
        #expect(try await pragma("page_size") == [16_384])
    }

    @Test func twoConnectionsShareOneFile() async throws {
        let one = try await SQLStore(opening: SQLiteDatabase(path: folder.database))
        let two = try await SQLStore(opening: SQLiteDatabase(path: folder.database))
        // Both write at once, over overlapping deliveries: each is applied exactly once.
        let applied = try await withThrowingTaskGroup(of: Int.self) { group in
            for round in 0..<10 {
                let batch = receipts(round * 10...round * 10 + 19)
                for store in [one, two] {
                    group.addTask { try await apply(batch, to: store).applied }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(applied == 110)
        #expect(try await two.overview() == (try await one.overview()))
        #expect(try await two.overview().lanes.map(\.count) == [110])
        #expect(try await one.acquire(lease: "a", owner: "one", lasting: .seconds(60))?.epoch == 1)
        #expect(try await two.acquire(lease: "a", owner: "two", lasting: .seconds(60)) == nil)
    }

    @Test func aCurrentSchemaIsOpenedAndReadWhileAnotherWrites() async throws {
        let first = try SQLiteDatabase(path: folder.database)
        _ = try await SQLStore(opening: first)
        let (begun, announcement) = AsyncStream.makeStream(of: Void.self)
        let end = DispatchSemaphore(value: 0)
        defer { end.signal() }
        let writing = Task {
            try await first.write { _ in
                announcement.finish()
                end.wait()
            }
        }
        for await _ in begun {}
        var options = SQLiteDatabase.Options()
        options.busyTimeout = .milliseconds(200)
        let second = try await SQLStore(opening: SQLiteDatabase(path: folder.database, options: options))
        #expect(try await second.pauses().isEmpty)
        // The lock is held: who writes waits, and is told at last.
        await #expect(throws: StoreFailure.self) {
            _ = try await second.acquire(lease: "a", owner: "two", lasting: .seconds(60))
        }
        end.signal()
        try await writing.value
        #expect(try await second.acquire(lease: "a", owner: "two", lasting: .seconds(60)) != nil)
    }

    @Test func aFullDiskIsNamedAndRecoveredFrom() async throws {
        var options = SQLiteDatabase.Options()
        options.maximumPages = 160
        let database = try SQLiteDatabase(path: folder.database, options: options)
        let store = try await SQLStore(opening: database)
        _ = try await apply(receipts(1...5), to: store)
        let before = try await store.overview()
        await #expect(throws: StoreFailure.full(database: folder.database)) {
            _ = try await apply(receipts(100...300, padding: 16_000), to: store)
        }
        // Nothing of the failed batch is there, and the next one that fits is stored.
        #expect(try await store.overview() == before)
        #expect(try await apply(receipts(6...7), to: store).applied == 2)
        #expect(try await store.overview().receipts == [.applied: 7])
    }

    @Test func aFileThatIsNoDatabaseIsNamed() async throws {
        try Data(repeating: 65, count: 40_000).write(to: URL(fileURLWithPath: folder.database))
        do {
            _ = try await SQLStore(opening: SQLiteDatabase(path: folder.database))
            Issue.record("a file of letters was opened as a database")
        } catch let failure as StoreFailure {
            guard case .corrupt(folder.database, _) = failure else {
                Issue.record("\(failure)")
                return
            }
        }
    }

    @Test func aMissingFolderIsNamed() async throws {
        let path = folder.path + "/missing/sluice.db"
        do {
            _ = try SQLiteDatabase(path: path)
            Issue.record("a file was made in a folder that is not there")
        } catch let failure as StoreFailure {
            guard case .cannotOpen(path, _) = failure else {
                Issue.record("\(failure)")
                return
            }
        }
    }

    @Test func aTransactionThatThrowsLeavesNothing() async throws {
        let database = try SQLiteDatabase(path: folder.database)
        let store = try await SQLStore(opening: database)
        await #expect(throws: StoreFailure.unreadable("stop")) {
            _ = try await database.write { session in
                try session.execute("INSERT INTO transport_positions (source, place) VALUES ('a', 1)", [])
                throw StoreFailure.unreadable("stop")
            }
        }
        #expect(try await store.position(of: "a") == nil)
    }

    @Test func aCancelledTaskStillWrites() async throws {
        let store = try await SQLStore(opening: SQLiteDatabase(path: folder.database))
        let batch = receipts(1...3)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await apply(batch, to: store)
        }
        #expect(try await task.value.applied == 3)
    }
}
