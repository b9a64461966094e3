import Foundation

/// Colours on a terminal: a few words that tell good from bad, and nothing elsewhere.
struct TerminalStyle: Sendable, Hashable {
    let isOn: Bool

    static let plain = TerminalStyle(isTerminal: false, environment: [:])

    /// Of this process's standard output.
    static var current: TerminalStyle {
        TerminalStyle(isTerminal: Output.isTerminal, environment: ProcessInfo.processInfo.environment)
    }

    /// - Parameters:
    ///   - isTerminal: whether a person looks at it; a pipe or a file gets plain text.
    ///   - environment: where `NO_COLOR` with any value, or a `TERM` that is `dumb` or unknown, turns it off.
    init(isTerminal: Bool, environment: [String: String]) {
        let term = environment["TERM"] ?? ""
        isOn = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && !term.isEmpty && term != "dumb"
    }

    func good(_ text: String) -> String { colored(text, 32) }
    func busy(_ text: String) -> String { colored(text, 33) }
    func bad(_ text: String) -> String { colored(text, 31) }

    func toned(_ text: String, _ tone: TruthSentence.Tone) -> String {
        switch tone {
        case .good: good(text)
        case .busy: busy(text)
        case .bad: bad(text)
        }
    }

    private func colored(_ text: String, _ code: Int) -> String {
        isOn && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
