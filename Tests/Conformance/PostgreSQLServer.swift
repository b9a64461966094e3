package import Foundation

/// A PostgreSQL server of a test's own, on a private port and folder, which ends with this process whatever happens to it.
package final class PostgreSQLServer: Sendable {
    package let port: Int
    package let folder: URL
    private let script: ServerScript

    /// Whether a server is installed; in CI one must be.
    package static let isInstalled: Bool = {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql"))?.isEmpty == false
        if !found { print("PostgreSQL is not installed: what needs it is left out (script/setup --tests installs it)") }
        return found || ProcessInfo.processInfo.environment["CI"] == "true"
    }()

    /// One for all tests of this process that only need databases of their own.
    package static let shared = SharedServer()

    /// Starts a server with an empty folder.
    package init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "sluice-postgresql-\(UUID().uuidString)")
        port = try FreePort.take()
        script = ServerScript("postgresql", ["--temporary", folder.path, "\(port)"])
        try await script.start()
    }

    deinit {
        script.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    package static let user = "sluice"
    package static let password = "s3cret/@:?"

    /// Where a database is found.
    package func url(_ database: String, parameters: String = "sslmode=disable", port: Int? = nil) -> String {
        "postgres://\(Self.user):s3cret%2F%40%3A%3F@127.0.0.1:\(port ?? self.port)/\(database)?\(parameters)"
    }

    /// The process id of the server itself; `nil` while it is stopped.
    package var id: Int32? { script.id }

    /// Starts it, again with its former data after a stop.
    package func start() async throws { try await script.start() }

    /// Stops it and waits for its end; what is connected is cut off.
    package func stop() { script.stop() }

    /// Makes a database; of another one, where that is named, to which nobody is connected.
    package func makeDatabase(_ name: String, of template: String? = nil) async throws {
        try await sql("CREATE DATABASE \(name) TEMPLATE \(template ?? "template0") ENCODING 'UTF8'")
    }

    package func dropDatabase(_ name: String) async throws {
        try await sql("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    }

    /// Runs a statement as its administrator; returns what it gives.
    @discardableResult
    package func sql(
        _ statement: String,
        in database: String = "postgres",
        throughPort port: Int? = nil
    ) async throws -> String {
        try await ServerScript.run([
            "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement, url(database, port: port),
        ])
    }
}

/// Starts a server when it is first asked for.
package actor SharedServer {
    private var server: Task<PostgreSQLServer, any Error>?

    package func started() async throws -> PostgreSQLServer {
        if let server { return try await server.value }
        let starting = Task { try await PostgreSQLServer() }
        server = starting
        return try await starting.value
    }
}
