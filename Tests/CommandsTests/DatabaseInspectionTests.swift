import Foundation
import SQLStore
import SQLiteDriver
import SyncModel
import Testing

@testable import Commands

@Suite struct DatabaseInspectionTests {
    private static let start = Instant(seconds: 1_780_000_000)

    private let folder: ConfigurationFolder
    private let configuration: SluiceConfiguration

    init() throws {
        folder = try ConfigurationFolder([
            "sluice.yaml": "stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]\n"
        ])
        configuration = try folder.load()
    }

    private func findings(at time: Instant = start) async -> [Finding] {
        await DatabaseInspection(configuration: configuration, thorough: true, now: time).findings()
    }

    private func level(_ subject: String, in findings: [Finding]) -> Finding.Level? {
        findings.first(where: { $0.subject == subject })?.level
    }

    private func make() async throws {
        let database = try SQLiteDatabase(path: configuration.storage.path)
        _ = try await SQLStore(opening: database)
        try database.close()
    }

    @Test func rowsThatCannotBeReadAreNamedAndNoBackupIsAdvisedForThem() {
        let rows = (1...7).map { UnreadRow(store: StoreName("acme"), kind: "order", id: "\($0)", reason: "sealed") }
        let found = DatabaseInspection.finding(of: UnreadRows(rows))
        #expect(found.level == .problem && found.message.hasPrefix("7 cannot be read: order 1 of acme; "))
        #expect(found.message.contains("and 2 more (sealed)") && found.fix?.contains("restore no backup") == true)
        #expect(DatabaseInspection.finding(of: UnreadRows()).level == .fine)
    }

    @Test func aSoundStoreLacksOnlyABackup() async throws {
        try await make()
        let found = await findings()
        #expect(found.map(\.subject) == ["file", "schema", "contents", "rows", "inbox", "backup"])
        #expect(found.filter { $0.level != .fine }.map(\.subject) == ["backup"])
        _ = try await BackupFolder(configuration.backupFolder)
            .take(of: SQLiteFile(configuration.storage.path), at: Self.start)
        #expect(level("backup", in: await findings()) == .fine)
        #expect(level("backup", in: await findings(at: Self.start + .seconds(8 * 86_400))) == .warning)
    }

    @Test func damageIsAProblemThatNamesTheBackup() async throws {
        try await make()
        let backup = try await BackupFolder(configuration.backupFolder)
            .take(of: SQLiteFile(configuration.storage.path), at: Self.start).0
        try Data(repeating: 66, count: 40_000).write(to: URL(fileURLWithPath: configuration.storage.path))
        let found = try #require(await findings().first)
        #expect(found.level == .problem && found.subject == "file")
        #expect(found.fix?.contains("sluice db restore \(backup.path)") == true)
    }

    @Test func copiesThatWereNeverFinishedAreRemovedAfterADay() async throws {
        try await make()
        let manager = FileManager.default
        let path = configuration.backupFolder
        try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
        func leave(_ name: String, _ age: Int) throws {
            let written = Date(timeIntervalSince1970: Double(Self.start.microseconds / 1_000_000) - Double(age))
            try Data([1]).write(to: URL(fileURLWithPath: path + "/" + name))
            try manager.setAttributes([.modificationDate: written], ofItemAtPath: path + "/" + name)
        }
        try leave("sluice-20260101T000000Z.db.partial", 86_500)
        try leave("sluice-20260101T000000Z.db.partial-journal", 90_000)
        try leave("sluice-20260101T000000Z.db", 90_000)
        try leave("sluice-20260528T000000Z.db.partial", 80_000)
        try leave("own.db.partial", 90_000)
        let file = SQLiteFile(configuration.storage.path)
        _ = try await BackupFolder(path).take(of: file, at: Self.start)
        let left = try manager.contentsOfDirectory(atPath: path).sorted()
        #expect(left.count == 4 && left.contains("own.db.partial"))
        #expect(
            left.filter { $0.contains("sluice") && $0.contains("partial") } == ["sluice-20260528T000000Z.db.partial"]
        )
    }

    @Test func whatIsNoFileOfABackupIsSaidSo() throws {
        let place = folder.url.path
        try Data().write(to: URL(fileURLWithPath: place + "/empty.db"))
        try Data([1]).write(to: URL(fileURLWithPath: place + "/there.db"))
        let cases: [(String, String)] = [
            ("/dev/null", "is no file"), (place, "is a folder"), (place + "/empty.db", "is empty"),
            (place + "/none.db", "There is no backup"),
        ]
        for (path, words) in cases {
            let failure = #expect(throws: CommandFailure.self) { try BackupFile.checkThere(path) }
            #expect(failure?.message.contains(words) == true && failure?.message.contains("storage.url") == false)
        }
        let targets = [
            (place, "is a folder"), (place + "/there.db", "is there already"), (place + "/no/x.db", "no folder"),
        ]
        for (path, words) in targets {
            let failure = #expect(throws: CommandFailure.self) { try BackupFile.checkNew(path) }
            #expect(failure?.message.contains(words) == true)
        }
        #expect(throws: Never.self) { try BackupFile.checkThere(place + "/there.db") }
        #expect(throws: Never.self) { try BackupFile.checkNew(place + "/new.db") }
    }

    @Test func damagedPartsOfTheInboxAreNamed() async throws {
        try await make()
        let inbox = configuration.storage.path + ".inbox"
        try FileManager.default.createDirectory(atPath: inbox, withIntermediateDirectories: true)
        try Data().write(to: URL(fileURLWithPath: inbox + "/0001-0000000000000001.segment.damaged"))
        let found = try #require(await findings().first(where: { $0.subject == "inbox" }))
        #expect(found.level == .warning && found.message.contains("segment.damaged"))
    }
}
