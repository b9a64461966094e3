import Foundation

/// BullMQ's Python package beside a queue of its own.
package struct BullMQPeer: Sendable {
    package let server: RedisServer
    package let queue = "queue-\(UUID().uuidString)"

    package init(_ server: RedisServer) { self.server = server }

    private static let python =
        ProcessInfo.processInfo.environment["SLUICE_BULLMQ_PYTHON"]
        ?? ServerScript.root.appending(path: ".build/bullmq/bin/python").path

    /// Whether the package is installed; in CI it must be.
    package static let isInstalled: Bool = {
        let found = FileManager.default.isExecutableFile(atPath: python)
        if !found {
            print("BullMQ's package is not installed: what needs it is left out (script/setup --tests does it)")
        }
        return found || ProcessInfo.processInfo.environment["CI"] == "true"
    }()

    package func run(_ act: String, _ words: [String] = []) async throws -> Any {
        let script = ServerScript.root.appending(path: "Tests/BullMQ/peer.py").path
        let text = try await ServerScript.run([Self.python, script, act, "\(server.port)", queue] + words)
        return try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    }

    /// How many jobs are in which state, without states that have none.
    package func counts() async throws -> [String: Int] {
        let looked = try await run("look") as? [String: Any]
        return (looked?["counts"] as? [String: Int] ?? [:]).filter { $0.value > 0 }
    }
}
