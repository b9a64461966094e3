package import Foundation

/// A Redis server of a test's own, on private ports and in a folder of its own.
package final class RedisServer: Sendable {
    package let port: Int
    package let tlsPort: Int
    package let folder: URL
    private let script: ServerScript

    /// Whether a server is installed; in CI one must be.
    package static let isInstalled: Bool = {
        let found = ["/usr/bin/redis-server", "/usr/bin/valkey-server", "/opt/homebrew/bin/redis-server"]
            .contains { FileManager.default.isExecutableFile(atPath: $0) }
        if !found { print("Redis is not installed: what needs it is left out (script/setup --tests installs it)") }
        return found || ProcessInfo.processInfo.environment["CI"] == "true"
    }()

    /// Starts a server without data.
    package init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "sluice-redis-\(UUID().uuidString)")
        port = try FreePort.take()
        tlsPort = try FreePort.take()
        script = ServerScript("redis", ["--temporary", folder.path, "\(port)", "\(tlsPort)"])
        try await script.start()
    }

    deinit {
        script.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The user whose rule docs/redis.md tells.
    package func url(stream: String = "sluice", user: String = "sluice:s3cret%2F%40%3A%3F") -> String {
        "redis://\(user)@127.0.0.1:\(port)/0?stream=\(stream)"
    }

    package func tlsURL(host: String = "localhost", stream: String = "sluice") -> String {
        "rediss://sluice:s3cret%2F%40%3A%3F@\(host):\(tlsPort)/0?stream=\(stream)"
    }

    /// The authority of its certificate.
    package var authority: String { folder.appending(path: "root.crt").path }

    /// The process id of the server itself; `nil` while it is stopped.
    package var id: Int32? { script.id }

    /// Starts it with its former data.
    package func start() async throws { try await script.start() }

    /// Stops it and waits for its end.
    package func stop() { script.stop() }

    /// Runs a command as its administrator; returns what `redis-cli` prints.
    @discardableResult
    package func command(_ words: String...) async throws -> String {
        try await ServerScript.run(
            ["redis-cli", "-h", "127.0.0.1", "-p", "\(port)", "--no-auth-warning", "-a", "admin"] + words
        )
    }
}
