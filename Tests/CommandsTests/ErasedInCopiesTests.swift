import Foundation
import SyncModel
import Testing

@testable import Commands

@Suite struct ErasedInCopiesTests {
    private static let now = Instant(seconds: 1_780_000_000)
    private static let day = Duration.seconds(86_400)

    private func copy(_ days: Int) -> BackupFolder.Backup {
        BackupFolder.Backup(path: "/b/\(days)", takenAt: Self.now - Self.day * days, isBeforeMigration: false)
    }

    /// The finding where people were erased so many days ago.
    private func finding(_ erased: [Int], _ copies: [Int], kind: ComplianceKind = .customerRedact) -> Finding? {
        let requests = erased.map { days in
            var request = ComplianceRequest(
                id: ComplianceRequest.ID(rawValue: 1),
                store: StoreName("acme"),
                notice: ComplianceNotice(kind, customerID: 1),
                source: "w",
                askedAt: Self.now - Self.day * days,
                receivedAt: Self.now - Self.day * days
            )
            request.take(.done(file: nil, remark: nil), now: Self.now - Self.day * days)
            return request
        }
        return ErasedInCopies(requests, copies.map { copy($0) }).finding(now: Self.now)
    }

    @Test func copiesFromBeforeAnErasureAreNamed() {
        #expect(finding([], [1, 100]) == nil)
        #expect(finding([10], [1, 9]) == nil)
        // Whoever rotates backups has none of them soon.
        let recent = finding([10], [1, 11, 12])
        #expect(recent?.level == .fine && recent?.message.hasPrefix("2 files were made") == true)
        let long = finding([10, 31], [1, 11, 32, 200])
        #expect(long?.level == .warning && long?.message.contains("/b/200, /b/32") == true)
        #expect(long?.message.contains("/b/11") == false && long?.fix?.contains("remove") == true)
        #expect(finding([31], [200], kind: .dataRequest) == nil)
    }

    @Test func storesThatWereSetAsideAreFoundByTheirNames() throws {
        let folder = try ConfigurationFolder([:])
        let path = folder.url.appendingPathComponent("sluice.db").path
        for name in ["", ".replaced-20260501T100000Z", ".replaced-20260501T100000Z-wal", ".replaced-x", ".bak"] {
            _ = FileManager.default.createFile(atPath: path + name, contents: Data())
        }
        let found = ErasedInCopies.setAside(beside: path)
        #expect(found.map(\.path) == [path + ".replaced-20260501T100000Z"])
        #expect(found.first?.takenAt == Timestamp("2026-05-01T10:00:00Z")?.instant)
    }
}
