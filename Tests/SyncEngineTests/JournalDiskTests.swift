import Foundation
import SyncEngine
import SyncModel
import Testing

/// On a real file system that is nearly full: needs root, to mount a small one in memory.
@Suite struct JournalDiskTests {
    /// CI skips nothing, so there the test runs and fails where it cannot mount.
    private static let isExpected = geteuid() == 0 || ProcessInfo.processInfo.environment["CI"] == "true"

    @Test(.enabled(if: isExpected, "needs to mount a small file system: run as root on Linux"))
    func fullDiskIsToldAndSurvived() async throws {
        let scratch = ScratchFolder()
        try FileManager.default.createDirectory(atPath: scratch.path, withIntermediateDirectories: true)
        try #require(run("/bin/mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", scratch.path))
        defer { _ = run("/bin/umount", "-l", scratch.path) }
        let writer = try JournalWriter(path: scratch.path + "/journal", clock: FixedClock())
        try Data(count: 600_000).write(to: URL(fileURLWithPath: scratch.path + "/ballast"))
        var accepted: [String] = []
        var refusal: InboxFailure?
        for number in 0..<1000 where refusal == nil {
            refusal = await failure(appending: receipt(number, size: 10_000), to: writer)
            if refusal == nil { accepted.append("webhook-\(number)") }
        }
        #expect(refusal == .full)
        await #expect(throws: InboxFailure.full) { try await writer.check() }
        try FileManager.default.removeItem(atPath: scratch.path + "/ballast")
        try await writer.check()
        try await writer.append(receipt(5000))
        accepted.append("webhook-5000")
        await writer.close()
        let found = try await readAll(JournalReader(path: scratch.path + "/journal"))
        #expect(found.receipts.map(\.webhookID) == accepted)
        #expect(found.damage.isEmpty)
    }

    private func run(_ program: String, _ arguments: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
