import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A program that runs beside the test, stopped by its own process id and nothing else.
final class ChildProcess: Sendable {
    enum End: Sendable, Hashable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    let id: Int32
    let output: CapturedStream
    let errors: CapturedStream
    private let end = Outcome<End>()

    /// Starts it with the given environment only.
    init(_ program: URL, _ arguments: [String], environment: [String: String], folder: URL) throws {
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = program
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        let end = end
        process.terminationHandler = { process in
            let status = process.terminationStatus
            end.settle(process.terminationReason == .exit ? .exited(status) : .killed(signal: status))
        }
        try process.run()
        id = process.processIdentifier
        self.output = CapturedStream(output.fileHandleForReading)
        self.errors = CapturedStream(errors.fileHandleForReading)
    }

    var hasEnded: Bool { end.known != nil }

    /// Sends a signal, unless it has ended: its id may be another process's by then.
    func signal(_ number: Int32) {
        if !hasEnded { kill(id, number) }
    }

    /// Waits for the end and for all that it wrote; a cancelled test kills it.
    func ended() async -> End {
        await withTaskCancellationHandler {
            let end = await end.value()
            await output.ended()
            await errors.ended()
            return end
        } onCancel: {
            signal(SIGKILL)
        }
    }
}

/// What a child writes to one stream, kept whole and told line by line.
final class CapturedStream: Sendable {
    private struct State {
        var text: [UInt8] = []
        var watchers: [(match: @Sendable (String) -> Bool, found: Outcome<String?>)] = []
        var hasEnded = false
    }

    private let state = Mutex(State())
    private let end = Outcome<Void>()

    init(_ handle: FileHandle) {
        Thread.detachNewThread { [self] in
            // What is there, as soon as something is; nothing at the end.
            while case let data = handle.availableData, !data.isEmpty { take(data) }
            try? handle.close()
            let watchers = state.withLock { state in
                state.hasEnded = true
                defer { state.watchers = [] }
                return state.watchers
            }
            for watcher in watchers { watcher.found.settle(nil) }
            end.settle(())
        }
    }

    var text: String { state.withLock { String(decoding: $0.text, as: UTF8.self) } }

    /// The first line that fits, written before or later; `nil` where the stream or the test ends without one.
    func line(where match: @escaping @Sendable (String) -> Bool) async -> String? {
        let found = Outcome<String?>()
        let known = state.withLock { state -> String?? in
            if let line = Self.line(in: state.text, match) { return line }
            guard !state.hasEnded else { return .some(nil) }
            state.watchers.append((match, found))
            return nil
        }
        if let known { return known }
        // Else a test whose time is over would wait for its line for ever, and the whole run with it.
        return await withTaskCancellationHandler {
            await found.value()
        } onCancel: {
            found.settle(nil)
        }
    }

    func ended() async { await end.value() }

    private func take(_ data: Data) {
        let found = state.withLock { state in
            state.text += data
            guard !state.watchers.isEmpty else { return [(Outcome<String?>, String)]() }
            var found: [(Outcome<String?>, String)] = []
            state.watchers.removeAll { watcher in
                guard let line = Self.line(in: state.text, watcher.match) else { return false }
                found.append((watcher.found, line))
                return true
            }
            return found
        }
        for (outcome, line) in found { outcome.settle(line) }
    }

    /// Whole lines only.
    private static func line(in text: [UInt8], _ match: (String) -> Bool) -> String? {
        text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
            .dropLast(text.last == UInt8(ascii: "\n") ? 0 : 1)
            .lazy.map { String(decoding: $0, as: UTF8.self) }.first(where: match)
    }
}
