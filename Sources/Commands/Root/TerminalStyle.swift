import Foundation

/// Colours on a terminal: a few words that tell good from bad, and nothing elsewhere.
struct TerminalStyle: Sendable, Hashable {
    /// Where a colour begins and ends, until the text is written: no character of any language, so that escape sequences
    /// in the text itself can be told from ours.
    enum Mark: UInt32 {
        case end = 0xFDD0
        case good, busy, bad

        var sequence: String {
            switch self {
            case .end: "\u{1B}[0m"
            case .good: "\u{1B}[32m"
            case .busy: "\u{1B}[33m"
            case .bad: "\u{1B}[31m"
            }
        }

        fileprivate var text: String { Unicode.Scalar(rawValue).map { String(Character($0)) } ?? "" }
    }

    let isOn: Bool
    /// Whether the cursor can be moved, which a terminal may do that shows no colours.
    let canMove: Bool

    static let plain = TerminalStyle(isTerminal: false, environment: [:])

    /// Of this process's standard output.
    static var current: TerminalStyle {
        TerminalStyle(isTerminal: Output.isTerminal, environment: ProcessInfo.processInfo.environment)
    }

    /// Of its error output.
    static var error: TerminalStyle {
        TerminalStyle(isTerminal: Output.isErrorTerminal, environment: ProcessInfo.processInfo.environment)
    }

    /// - Parameters:
    ///   - isTerminal: whether a person looks at it; a pipe or a file gets plain text.
    ///   - environment: where `NO_COLOR` with any value, or a `TERM` that is `dumb` or unknown, turns it off.
    init(isTerminal: Bool, environment: [String: String]) {
        let term = environment["TERM"] ?? ""
        canMove = isTerminal && !term.isEmpty && term != "dumb"
        isOn = canMove && (environment["NO_COLOR"] ?? "").isEmpty
    }

    func good(_ text: String) -> String { colored(text, .good) }
    func busy(_ text: String) -> String { colored(text, .busy) }
    func bad(_ text: String) -> String { colored(text, .bad) }

    func toned(_ text: String, _ tone: TruthSentence.Tone) -> String {
        switch tone {
        case .good: good(text)
        case .busy: busy(text)
        case .bad: bad(text)
        }
    }

    private func colored(_ text: String, _ mark: Mark) -> String {
        isOn && !text.isEmpty ? mark.text + text + Mark.end.text : text
    }
}
