import SyncModel

/// A command's end that is not success, with the exit code that scripts rely on.
package struct CommandFailure: Error {
    package var code: Int32
    package var message: String

    /// It was tried and failed.
    static func failed(_ message: String) -> CommandFailure { CommandFailure(code: 1, message: message) }
    /// The arguments or the configuration are wrong.
    static func usage(_ message: String) -> CommandFailure { CommandFailure(code: 2, message: message) }
    static func timedOut(_ message: String) -> CommandFailure { CommandFailure(code: 3, message: message) }

    static func configuration(_ problems: DocumentProblems) -> CommandFailure {
        let count = problems.problems.count
        let head = count == 1 ? "The configuration has a mistake:" : "The configuration has \(count) mistakes:"
        return .usage(head + "\n" + problems.problems.map { "  " + $0.description }.joined(separator: "\n"))
    }
}
