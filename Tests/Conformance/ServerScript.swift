package import Foundation
import Synchronization

/// A server of a test's own that a script of ours runs, which ends with this process whatever happens to it.
package final class ServerScript: Sendable {
    package struct Trouble: Error, CustomStringConvertible {
        package var description: String
    }

    private struct Running {
        var input: Pipe
        var output: Pipe
        var id: Int32
    }

    private let script: URL
    private let arguments: [String]
    private let running = Mutex<Running?>(nil)

    /// - Parameters:
    ///   - name: of the script, in `script/`.
    ///   - arguments: what it takes.
    package init(_ name: String, _ arguments: [String]) {
        script = Self.root.appending(path: "script/\(name)")
        self.arguments = arguments
    }

    /// The process id of the server itself; `nil` while it is stopped.
    package var id: Int32? { running.withLock { $0?.id } }

    /// Starts it, again with its former data after a stop.
    package func start() async throws {
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = script
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: Self.line(of: output)) }
        }
        guard line.hasPrefix("ready "), let id = Int32(line.dropFirst(6).filter(\.isNumber)) else {
            throw Trouble(description: "\(script.lastPathComponent) did not start: \(line)")
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
        _ = Self.line(of: stopped.output)
    }

    private static func line(of output: Pipe) -> String {
        var text = Data()
        while !text.contains(0x0A), case let data = output.fileHandleForReading.availableData, !data.isEmpty {
            text += data
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Runs a client program to its end; returns what it prints.
    package static func run(_ words: [String]) async throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
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
        guard code == 0 else {
            throw Trouble(description: "\(words.last ?? ""): \(String(decoding: told, as: UTF8.self))")
        }
        return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
}
