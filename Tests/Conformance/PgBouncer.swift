import Foundation

/// Debian's PgBouncer before a server, in transaction mode: each transaction may run on another connection.
package final class PgBouncer: Sendable {
    package let port: Int
    private let process: Process
    private let folder: URL

    private static let program = URL(filePath: "/usr/sbin/pgbouncer")

    /// Whether it is installed; in CI it must be.
    package static var isInstalled: Bool {
        FileManager.default.isExecutableFile(atPath: program.path)
            || ProcessInfo.processInfo.environment["CI"] == "true"
    }

    package init(before server: PostgreSQLServer) async throws {
        port = try FreePort.take()
        folder = FileManager.default.temporaryDirectory.appending(path: "sluice-pgbouncer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let password = PostgreSQLServer.password
        let settings = """
            [databases]
            * = host=127.0.0.1 port=\(server.port)
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = \(port)
            unix_socket_dir =
            auth_type = scram-sha-256
            auth_file = \(folder.path)/users.txt
            pool_mode = transaction
            default_pool_size = 4
            max_client_conn = 200
            server_idle_timeout = 1
            """
        try Data(settings.utf8).write(to: folder.appending(path: "pgbouncer.ini"))
        try Data("\"\(PostgreSQLServer.user)\" \"\(password)\"\n".utf8).write(to: folder.appending(path: "users.txt"))
        process = Process()
        // It ends with the input of the shell, that is with this process, whatever happens to it.
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c",
            """
            run=; [ "$(id -u)" -ne 0 ] || run="setpriv --reuid=nobody --regid=$(id -g nobody) --clear-groups --"
            chmod -R a+rX "$1"; $run "$2" -q "$1/pgbouncer.ini" 2>"$1/log" & cat >/dev/null; kill $!; wait $!; rm -rf "$1"
            """,
            "pgbouncer", folder.path, Self.program.path,
        ]
        process.standardInput = Pipe()
        try process.run()
        for _ in 0..<200 {
            if (try? await server.sql("SELECT 1", throughPort: port)) == "1" { return }
            try await Task.sleep(for: .milliseconds(25))
        }
        throw ServerScript.Trouble(description: "PgBouncer did not start")
    }

    deinit {
        try? (process.standardInput as? Pipe)?.fileHandleForWriting.close()
    }
}
