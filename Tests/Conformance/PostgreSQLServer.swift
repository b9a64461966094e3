package import Foundation
import Synchronization

/// A PostgreSQL server of a test's own, on a private port and folder, which ends with this process whatever happens to it.
package final class PostgreSQLServer: Sendable {
    package struct Trouble: Error, CustomStringConvertible {
        package var description: String
    }

    private struct Running {
        var input: Pipe
        var output: Pipe
        var id: Int32
    }

    package let port: Int
    package let folder: URL
    private let running = Mutex<Running?>(nil)

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
        try await start()
    }

    deinit {
        stop()
        try? FileManager.default.removeItem(at: folder)
    }

    package static let user = "sluice"
    package static let password = "s3cret/@:?"

    /// Where a database is found.
    package func url(_ database: String, parameters: String = "sslmode=disable", port: Int? = nil) -> String {
        "postgres://\(Self.user):s3cret%2F%40%3A%3F@127.0.0.1:\(port ?? self.port)/\(database)?\(parameters)"
    }

    /// The process id of the server itself; `nil` while it is stopped.
    package var id: Int32? { running.withLock { $0?.id } }

    /// Starts it, again with its former data after a stop.
    package func start() async throws {
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = Self.script
        process.arguments = ["--temporary", folder.path, "\(port)"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var text = Data()
                while !text.contains(0x0A), case let data = output.fileHandleForReading.availableData, !data.isEmpty {
                    text += data
                }
                continuation.resume(returning: String(decoding: text, as: UTF8.self))
            }
        }
        guard line.hasPrefix("ready "), let id = Int32(line.dropFirst(6).filter(\.isNumber)) else {
            throw Trouble(description: "PostgreSQL did not start: \(line)")
        }
        running.withLock { $0 = Running(input: input, output: output, id: id) }
    }

    /// Stops it and waits for its end; what is connected is cut off.
    package func stop() {
        let stopped = running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let stopped else { return }
        try? stopped.input.fileHandleForWriting.write(contentsOf: Data("keep\n".utf8))
        try? stopped.input.fileHandleForWriting.close()
        var text = Data()
        while !text.contains(0x0A), case let data = stopped.output.fileHandleForReading.availableData, !data.isEmpty {
            text += data
        }
    }

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
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement, url(database, port: port),
        ]
        process.standardInput = FileHandle.nullDevice
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        let (text, told, code) = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        try process.run()
                        let text = output.fileHandleForReading.readDataToEndOfFile()
                        let told = errors.fileHandleForReading.readDataToEndOfFile()
                        process.waitUntilExit()
                        return (text, told, process.terminationStatus)
                    }
                )
            }
        }
        guard code == 0 else { throw Trouble(description: "\(statement): \(String(decoding: told, as: UTF8.self))") }
        return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "script/postgresql")
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
