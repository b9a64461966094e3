package import Foundation
import Testing

/// The checker that reads recordings, where it lies beside this checkout.
package enum ContractCheck {
    /// In CI its absence is a failure, elsewhere a skipped test.
    package static var isDemanded: Bool {
        tool != nil || ProcessInfo.processInfo.environment["CI"] == "true"
    }

    /// `nil` where there is none.
    package static var tool: URL? {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let shared = ProcessInfo.processInfo.environment["SLUICE_SHARED"].map { URL(filePath: $0) }
        let file = (shared ?? root.appending(path: "../shared")).appending(path: "contract-check/check")
        return FileManager.default.isExecutableFile(atPath: file.path) ? file : nil
    }

    /// The status and the text that the checker ends with.
    package static func run(
        _ tool: URL,
        on file: String,
        expecting system: String
    ) async throws -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = tool
        process.arguments = [file, "--expect", system]
        process.standardOutput = pipe
        process.standardError = pipe
        let (ends, end) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { end.yield($0.terminationStatus) }
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        let status = await ends.first { _ in true }
        return (try #require(status), String(decoding: output, as: UTF8.self))
    }
}
