import Foundation
import Testing

/// A configuration that makes no sense is told of in a few lines, by every command alike, and nothing is made or changed.
@Suite("Nonsense", .timeLimit(.minutes(4)))
struct NonsenseTests {
    private static let commands: [[String]] = [
        ["doctor"], ["setup"], ["connect", "shopify", "--store", "acme"], ["connect", "zoho", "--code", "x"], ["serve"],
        ["reload"],
        ["status"], ["status", "--json"], ["show", "order", "1"], ["show", "customer", "1"], ["backfill"],
        ["jobs", "list"], ["jobs", "pause", "1"], ["jobs", "resume", "1"], ["jobs", "cancel", "1"], ["reconcile"],
        ["audit"], ["failures", "list"], ["failures", "retry"], ["failures", "discard", "--destination", "x"],
        ["identity", "list"], ["identity", "undo", "customer", "1"], ["mapping", "preview", "hubspot", "order", "1"],
        ["mapping", "plan"], ["mapping", "apply"], ["redact", "list"],
        ["export", "customer", "1"], ["redact", "customer", "1"], ["replay", "--store", "acme"], ["pause", "hubspot"],
        ["resume", "hubspot"], ["log"], ["db", "check"], ["db", "migrate"], ["db", "backup"], ["db", "reseal"],
        ["db", "restore", "x.db"],
    ]

    private static let files: [(name: String, bytes: [UInt8])] = [
        ("empty", []), ("no YAML", Array("a: [b\n\t: }".utf8)), ("a list", Array("[1, 2, 3]".utf8)),
        ("wrong kinds", Array("stores: 5\ndestinations: { a: b }\nserver: []\nstorage: x\n".utf8)),
        ("bytes", (0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 37) }),
        ("depth", Array((String(repeating: "[", count: 20_000) + String(repeating: "]", count: 20_000)).utf8)),
        ("a bomb", Array(bomb.utf8)),
    ]

    /// Aliases that would grow to 10^9 entries.
    private static let bomb: String = {
        var lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        for level in 1..<9 {
            let parts = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            lines.append("a\(level): &a\(level) [\(parts)]")
        }
        return lines.joined(separator: "\n") + "\n"
    }()

    @Test func everyCommandSaysSoAndChangesNothing() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sluice-nonsense-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (number, arguments) in Self.commands.enumerated() {
            try await check(arguments + ["--config", "missing.yaml"], in: folder, names: [])
            let file = Self.files[number % Self.files.count]
            try Data(file.bytes).write(to: folder.appending(path: "sluice.yaml"))
            try await check(arguments, in: folder, names: ["sluice.yaml"])
            try FileManager.default.removeItem(at: folder.appending(path: "sluice.yaml"))
        }
        for file in Self.files {
            try Data(file.bytes).write(to: folder.appending(path: "sluice.yaml"))
            try await check(["serve"], in: folder, names: ["sluice.yaml"])
        }
    }

    private func check(_ arguments: [String], in folder: URL, names: [String]) async throws {
        let child = try ChildProcess(
            try SluiceBinary.url(),
            arguments,
            environment: ["PATH": "/usr/bin:/bin"],
            folder: folder
        )
        let end = await child.ended()
        #expect(end == .exited(2), "\(arguments): \(end) \(child.errors.text.prefix(300))")
        let lines = child.errors.text.split(separator: "\n")
        #expect((1...12).contains(lines.count), "\(arguments): \(child.errors.text.prefix(2_000))")
        #expect(child.output.text.isEmpty, "\(arguments): \(child.output.text.prefix(300))")
        #expect(!child.errors.text.contains("Fatal error") && !child.errors.text.contains(".swift:"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == names, "\(arguments)")
    }
}
