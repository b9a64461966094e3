import Foundation
import SyncModel
import Testing

@testable import Commands

@Suite struct KeptBackupsTests {
    private static let now = Instant(seconds: 1_780_000_000)

    private let folder: ConfigurationFolder
    private let backups: BackupFolder

    init() throws {
        folder = try ConfigurationFolder([:])
        backups = BackupFolder(folder.url.path)
    }

    private func make(_ days: [Int], before schema: Int? = nil) {
        for day in days {
            let name = BackupFolder.fileName(at: Self.now + .seconds(day * 86_400), before: schema)
            _ = FileManager.default.createFile(atPath: folder.url.path + "/" + name, contents: Data("backup".utf8))
        }
    }

    private var days: [Int] {
        backups.backups.map { Int($0.takenAt.since(Self.now).components.seconds / 86_400) }
    }

    @Test func theOldestGo() throws {
        make([0, -1, -2, -3])
        make([-9], before: 13)
        #expect(try backups.keep(2, at: Self.now) == 2)
        #expect(days == [0, -1, -9])
    }

    /// The clock was ahead once: what was made then pushed out each new one at once.
    @Test(arguments: [1, 2, 3])
    func theOneThatWasJustMadeStays(_ count: Int) throws {
        make([400, 401, 0, -1])
        #expect(try backups.keep(count, at: Self.now) == 4 - count)
        #expect(days.filter { $0 <= 0 } == Array([0, -1].prefix(count)))
        #expect(backups.newest(at: Self.now)?.takenAt == Self.now)
    }

    @Test func whereTheClockIsBehindNoneOfTheOthersGoesBeforeTheOldest() throws {
        make([-400, -1, -2, -3])
        #expect(try backups.keep(3, at: Self.now - .seconds(400 * 86_400)) == 1)
        #expect(days == [-1, -2, -400])
        #expect(BackupFolder(folder.url.path + "/none").newest(at: Self.now) == nil)
    }
}
