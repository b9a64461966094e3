import Foundation
import SQLiteDriver
import SyncModel
import Testing

@testable import Commands
@testable import SQLStore

@Suite struct DatabaseRestoringTests {
    private static let shop = StoreName("acme")
    private static let crm = DestinationName("hubspot")
    private static let start = Instant(seconds: 1_780_000_000)

    private let stored: StoredConfiguration

    init() throws { stored = try StoredConfiguration() }

    private var configuration: SluiceConfiguration { stored.configuration }
    private var path: String { stored.path }

    private func restoring(_ backup: String, withoutErasures: Bool = false) -> DatabaseRestoring {
        DatabaseRestoring(
            configuration: configuration,
            backup: backup,
            withoutErasures: withoutErasures,
            clock: FixedClock(Self.start + .seconds(500))
        )
    }

    @discardableResult
    private func using<Value>(_ body: (SQLStore) async throws -> Value) async throws -> Value {
        try await stored.using(body)
    }

    private func apply(_ ids: ClosedRange<Int64>, to store: SQLStore) async throws {
        let batch = ids.map { id in
            var profile = CustomerProfile()
            profile.firstName = .value("Private\(id)")
            profile.email = .value("private\(id)@example.com")
            var customer = CustomerRecord(id: id)
            customer.profile = Versioned(
                profile,
                version: SourceVersion(at: Self.start, tie: Self.start, hash: UInt64(id))
            )
            let receipt = Receipt(
                store: Self.shop,
                webhookID: "w\(id)",
                topic: "customers/update",
                receivedAt: Self.start,
                body: Array("{\"first_name\":\"Private\(id)\"}".utf8)
            )
            return DecodedReceipt(receipt: receipt, content: .changes([.customer(customer)]))
        }
        _ = try await store.apply(
            batch,
            routing: RoutingTable([Self.shop: .init(destinations: [Self.crm])]),
            origin: .live,
            now: Self.start,
            position: nil
        )
    }

    private func erase(_ id: Int64, in store: SQLStore) async throws {
        let request = try await store.ask(
            ComplianceNotice(.customerRedact, customerID: id),
            of: Self.shop,
            now: Self.start + .seconds(100)
        )
        let key = RecordKey(store: Self.shop, kind: .customer, id: id)
        _ = try await store.erase(
            Erasure(request: request.id, keys: [key], lateUntil: Self.start, now: Self.start + .seconds(100))
        )
        _ = try await store.take(.done(file: nil, remark: nil), of: request.id, now: Self.start + .seconds(101))
    }

    private func takeBackup() async throws -> String {
        let folder = BackupFolder(configuration.backupFolder)
        return try await folder.take(of: SQLiteFile(path), at: Self.start + .seconds(50)).0.path
    }

    @Test func whoWasErasedSinceIsErasedAgain() async throws {
        try await using { try await apply(1...5, to: $0) }
        let backup = try await takeBackup()
        try await using { store in
            try await erase(2, in: store)
            try await apply(6...7, to: store)
        }
        let outcome = try await restoring(backup).restore(by: "ada")
        #expect(outcome.taken.erasedAgain == 1 && outcome.inventory.customers == 5)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(bytes.range(of: Data("Private2".utf8)) == nil)
        #expect(bytes.range(of: Data("Private3".utf8)) != nil)
        try await using { store in
            let erased = try await store.record(RecordKey(store: Self.shop, kind: .customer, id: 2))
            #expect(erased?.record.hasContent == false)
            // The server finds what is left to do, in the CRM above all, and what comes in again is not kept.
            #expect(try await store.requests(ComplianceFilter(isOpen: true), limit: 9).map(\.notice.customerID) == [2])
            #expect(try await store.crmErasures(of: Self.crm, now: Self.start + .seconds(600), limit: 9).count == 1)
            try await apply(2...2, to: store)
            #expect(
                try await store.record(RecordKey(store: Self.shop, kind: .customer, id: 2))?.record.hasContent == false
            )
            let log = try await store.actions(ActionFilter(action: "db restore"), limit: 1)
            #expect(log.first?.outcome == "1 records erased again" && log.first?.actor == "ada")
        }
        let aside = try #require(outcome.setAside)
        #expect(try await SQLiteFile(aside).inventory().customers == 7)
        #expect(!FileManager.default.fileExists(atPath: path + ".restoring"))
    }

    @Test("Nothing of the former store stands beside the restored one but its file under another name")
    func nothingIsLeftBeside() async throws {
        try await using { try await apply(1...5, to: $0) }
        let backup = try await takeBackup()
        // A log that is in use when it is copied.
        let database = try SQLiteDatabase(path: path)
        try await apply(6...7, to: SQLStore(opening: database))
        let log = try Data(contentsOf: URL(fileURLWithPath: path + "-wal"))
        try database.close()
        #expect(!log.isEmpty)
        func beside() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: stored.folder.url.path)
                .filter { $0.hasPrefix((path as NSString).lastPathComponent) && !$0.hasSuffix(".backups") }.sorted()
        }
        let outcome = try await restoring(backup).restore(by: "ada")
        let aside = try #require(outcome.setAside)
        #expect(try beside() == [path, aside].map { ($0 as NSString).lastPathComponent })
        // The file was removed by hand, and its log forgotten.
        for name in [path, aside] { try FileManager.default.removeItem(atPath: name) }
        try log.write(to: URL(fileURLWithPath: path + "-wal"))
        _ = try await restoring(backup).restore(by: "ada")
        #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
        let customers = try await using { try await $0.inventory().customers }
        #expect(customers == 5)
    }

    @Test("A link to the store is the store: who has it open is seen, and the restored one stands where the link leads")
    func aLinkIsFollowed() async throws {
        let real = stored.folder.url.appending(path: "elsewhere.db").path
        try await using { try await apply(1...5, to: $0) }
        let backup = try await takeBackup()
        try FileManager.default.moveItem(atPath: path, toPath: real)
        // Relative, and of two steps.
        let files = FileManager.default
        try files.createSymbolicLink(atPath: path, withDestinationPath: "step.db")
        try files.createSymbolicLink(
            atPath: stored.folder.url.appending(path: "step.db").path,
            withDestinationPath: "elsewhere.db"
        )
        #expect(SQLiteFile(path).path == real)
        let database = try SQLiteDatabase(path: path)
        try await apply(6...9, to: SQLStore(opening: database))
        #expect(SQLiteFile(path).logSize > 0)
        try database.close()
        let outcome = try await restoring(backup).restore(by: "ada")
        #expect(try files.destinationOfSymbolicLink(atPath: path) == "step.db")
        #expect(outcome.setAside?.hasPrefix(real + ".replaced-") == true)
        #expect(try await SQLiteFile(try #require(outcome.setAside)).inventory().customers == 9)
        #expect(try await using { try await $0.inventory().customers } == 5)
    }

    @Test func whatWasErasedBeforeTheBackupIsNotAskedAgain() async throws {
        try await using { store in
            try await apply(1...2, to: store)
            try await erase(2, in: store)
        }
        let outcome = try await restoring(try await takeBackup()).restore(by: "ada")
        #expect(outcome.taken.erasedAgain == 0)
        let open = try await using { try await $0.requests(ComplianceFilter(isOpen: true), limit: 9) }
        #expect(open.isEmpty)
    }

    @Test func aDamagedBackupChangesNothing() async throws {
        try await using { try await apply(1...5, to: $0) }
        let backup = try await takeBackup()
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        let handle = try #require(FileHandle(forWritingAtPath: backup))
        try handle.truncate(atOffset: 40_000)
        try handle.close()
        await #expect(throws: CommandFailure.self) { try await restoring(backup).verified() }
        await #expect(throws: CommandFailure.self) { try await restoring(backup + ".missing").verified() }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test func aBackupOfALaterReleaseIsRefused() async throws {
        try await using { store in
            try await apply(1...2, to: store)
            _ = try await store.database.write { session in
                try session.execute("INSERT INTO schema_version (version, applied_at) VALUES (9999, 0)", [])
            }
        }
        let later = stored.folder.url.appending(path: "later.db").path
        try FileManager.default.moveItem(atPath: path, toPath: later)
        do {
            _ = try await restoring(later).verified()
            Issue.record("a backup of a later release was taken")
        } catch let failure as CommandFailure {
            #expect(failure.message.hasPrefix("Nothing was restored.") && failure.message.contains("9999"))
        }
    }

    @Test func aStoreThatCannotBeReadIsReplacedOnlyAtOnesWord() async throws {
        try await using { try await apply(1...5, to: $0) }
        let backup = try await takeBackup()
        try Data(repeating: 65, count: 50_000).write(to: URL(fileURLWithPath: path))
        await #expect(throws: CommandFailure.self) { try await restoring(backup).restore(by: "ada") }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == 50_000)
        let outcome = try await restoring(backup, withoutErasures: true).restore(by: "ada")
        #expect(outcome.inventory.customers == 5)
        let customers = try await using { try await $0.inventory().customers }
        #expect(customers == 5)
    }

    @Test func aStoreThatIsGoneOrEmptyTellsNobodyWhoWasErased() async throws {
        try await using { try await apply(1...5, to: $0) }
        let backup = try await takeBackup()
        // Emptied, it would look like one of which nobody was erased.
        try Data().write(to: URL(fileURLWithPath: path))
        await #expect(throws: CommandFailure.self) { try await restoring(backup).restore(by: "ada") }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).isEmpty)
        for name in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + name) }
        let outcome = try await restoring(backup).restore(by: "ada")
        #expect(outcome.inventory.customers == 5 && !outcome.knowsErasures && outcome.setAside == nil)
    }

    @Test func aDamagedStoreIsRefusedWithTheLastGoodBackup() async throws {
        try await using { try await apply(1...5, to: $0) }
        let backup = try await takeBackup()
        for bytes in [Data(repeating: 65, count: 50_000), Data()] {
            try bytes.write(to: URL(fileURLWithPath: path))
            do {
                _ = try await StoreSession.open(configuration)
                Issue.record("a store of \(bytes.count) bytes was opened")
            } catch let failure as CommandFailure {
                #expect(failure.code == 1 && failure.message.contains("sluice db restore \(backup)"))
            }
        }
    }

    /// Makes the store as the release before the last step left it; returns its version.
    private func makeOlder() async throws -> Int {
        let database = try SQLiteDatabase(path: path)
        let dialect = database.dialect
        _ = try await database.write { session in
            try session.execute("CREATE TABLE schema_version (version BIGINT PRIMARY KEY, applied_at BIGINT)", [])
            for migration in Migration.all.dropLast() {
                for statement in migration.statements(dialect) { try session.execute(statement, []) }
                try session.execute(
                    "INSERT INTO schema_version (version, applied_at) VALUES (?, 0)",
                    [SQLValue(migration.version)]
                )
            }
            return 0
        }
        let version = try #require(try await SQLStore.version(of: database))
        try database.close()
        return version
    }

    @Test func anOlderSchemaIsBroughtForwardBehindABackup() async throws {
        let former = try await makeOlder()
        #expect(former < SQLStore.schemaVersion)
        _ = try await StoreSession.open(configuration)
        let made = try #require(BackupFolder(configuration.backupFolder).backups.first)
        #expect(made.isBeforeMigration && made.path.hasSuffix("-schema-\(former).db"))
        #expect(try await SQLiteFile(made.path).inventory().schemaVersion == former)
    }

    @Test func withoutABackupNoSchemaIsChanged() async throws {
        let former = try await makeOlder()
        // Where the folder should be, something else stands.
        try Data("x".utf8).write(to: URL(fileURLWithPath: configuration.backupFolder))
        do {
            _ = try await StoreSession.open(configuration)
            Issue.record("the schema was changed without a backup")
        } catch let failure as CommandFailure {
            #expect(failure.message.contains("nothing was changed"))
            #expect(failure.message.contains("db migrate --without-backup"))
        }
        #expect(try await SQLiteFile(path).inventory().schemaVersion == former)
        _ = try await StoreSession.openStore(configuration, backsUp: false)
        #expect(try await SQLiteFile(path).inventory().schemaVersion == SQLStore.schemaVersion)
    }
}

@Suite struct BackupFolderTests {
    @Test func namesTellTheTime() async throws {
        let time = Instant(seconds: 1_780_000_000)
        #expect(BackupFolder.fileName(at: time) == "sluice-20260528T202640Z.db")
        #expect(BackupFolder.fileName(at: time, before: 13) == "sluice-20260528T202640Z-schema-13.db")
        let folder = try ConfigurationFolder([
            "sluice-20260528T202640Z.db": "", "sluice-20260528T202641Z-schema-13.db": "", "sluice-x.db": "",
            "sluice-20260528T202642Z.db.partial": "", "sluice-20260528T202639Z.db": "", "other.db": "",
        ])
        let backups = BackupFolder(folder.url.path).backups
        #expect(backups.map(\.takenAt) == [time + .seconds(1), time, time - .seconds(1)])
        #expect(backups.map(\.isBeforeMigration) == [true, false, false])
        #expect(try BackupFolder(folder.url.path).keep(1, at: time) == 1)
        #expect(BackupFolder(folder.url.path).backups.map(\.takenAt) == [time + .seconds(1), time])
    }
}
