package import Foundation

/// A simulation of AWS SQS of a test's own, on a private port, which checks signatures and permissions.
package final class MotoServer: Sendable {
    package let port: Int
    package let folder: URL
    private let script: ServerScript

    package static let python =
        ProcessInfo.processInfo.environment["SLUICE_MOTO_PYTHON"]
        ?? ServerScript.root.appending(path: ".build/moto/bin/python").path

    /// Whether it is installed; in CI it must be.
    package static let isInstalled: Bool = {
        let found = FileManager.default.isExecutableFile(atPath: python)
        if !found { print("moto is not installed: what needs it is left out (script/setup --tests installs it)") }
        return found || ProcessInfo.processInfo.environment["CI"] == "true"
    }()

    /// Starts one with the queues `sluice` and, for its dead letters, `sluice-dead`.
    package init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "sluice-moto-\(UUID().uuidString)")
        port = try FreePort.take()
        script = ServerScript("moto", [folder.path, "\(port)"])
        try await script.start()
    }

    deinit {
        script.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    package func url(queue: String = "sluice") -> String {
        "sqs://127.0.0.1:\(port)/123456789012/\(queue)?region=eu-west-1"
    }

    /// What a process needs that asks as this profile: `default`, `receiver` or `admin`.
    package func environment(profile: String = "default") -> [String: String] {
        [
            "AWS_SHARED_CREDENTIALS_FILE": credentials, "AWS_CONFIG_FILE": folder.appending(path: "none").path,
            "AWS_PROFILE": profile, "AWS_EC2_METADATA_DISABLED": "true",
        ]
    }

    package var credentials: String { folder.appending(path: "credentials").path }

    /// The process id of the server itself; `nil` while it is stopped.
    package var id: Int32? { script.id }

    /// Starts it again, without any of its former data.
    package func start() async throws { try await script.start() }

    /// Stops it and waits for its end.
    package func stop() { script.stop() }
}
