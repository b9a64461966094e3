import Foundation
import Sandbox
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A database file that is damaged: it is refused before anything is written to it, and the last good backup is named.
@Suite("Damaged store", .timeLimit(.minutes(3)))
struct DamagedStoreTests {
    enum Damage: String, CaseIterable, Sendable {
        case overwrittenPages, foreignHeader, cutShort, empty
    }

    @Test(arguments: Damage.allCases) func itIsRefusedAndTheBackupBringsEverythingBack(_ damage: Damage) async throws {
        var settings = StageSettings.faulty(seed: 81)
        settings.hasFaultyMachine = false
        try await Stage.run(settings) { stage in
            let server = try await stage.serve()
            try await stage.deliver(await stage.sell(2))
            try await stage.settle()
            let backup = try await stage.sluice("db", "backup", "--json")
            let file = try #require(try backup.json()["file"]?.stringValue)
            let late = await stage.sell(2)
            try await stage.deliver(late)
            try await stage.settle()
            server.signal(SIGTERM)
            #expect(await server.ended() == .exited(0))
            try Self.damage(stage.database, damage)
            let damaged = try Data(contentsOf: URL(filePath: stage.database))

            let refused = try stage.launch("serve")
            #expect(await refused.ended() == .exited(1))
            #expect(refused.errors.text.contains("sluice db restore \(file)"), "\(refused.errors.text.suffix(800))")
            #expect(try Data(contentsOf: URL(filePath: stage.database)) == damaged, "the damaged file was written to")
            let checked = try await stage.sluice("db", "check")
            #expect(checked.code != 0, "\(checked.output)")

            let restored = try await stage.sluice("db", "restore", file, "--yes", "--without-erasures")
            #expect(restored.code == 0, "\(restored.errors)")
            _ = try await stage.serve()
            // What came since the backup is compared by itself; nothing that was made in the CRM is made again.
            try await stage.expectWhole()
        }
    }

    private static func damage(_ path: String, _ damage: Damage) throws {
        for further in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + further) }
        let handle = try #require(FileHandle(forUpdatingAtPath: path))
        defer { try? handle.close() }
        let size = try handle.seekToEnd()
        switch damage {
        case .overwrittenPages:
            try handle.seek(toOffset: 100)
            try handle.write(contentsOf: Data(repeating: 0xA5, count: Int(size) - 100))
        case .foreignHeader:
            try handle.seek(toOffset: 0)
            try handle.write(contentsOf: Data("not a database at all".utf8))
        case .cutShort: try handle.truncate(atOffset: size / 2)
        case .empty: try handle.truncate(atOffset: 0)
        }
    }
}
