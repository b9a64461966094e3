import Foundation
import Synchronization

/// What commands print: data to standard output, everything else to standard error.
enum Output {
    private static let broken = Mutex(false)

    /// Whether something could not be written, so that the process must not end as if it had been.
    static var isBroken: Bool { broken.withLock { $0 } }

    /// A line, or several, without what would steer the terminal.
    static func line(_ text: String) { write(TerminalText.shown(text, style: .current)) }

    /// JSON as it came: what would steer a terminal is written as JSON's escapes, so the values stay what they are.
    static func document(_ json: String) { write(TerminalText.escaped(json)) }

    private static func write(_ text: String) {
        guard !isBroken else { return }
        do {
            try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
        } catch {
            broken.withLock { $0 = true }
            // Nobody reads any more, as behind `| head`: what runs is stopped as by Ctrl-C, tidying up behind itself.
            if !isBrokenPipe(error) { Self.error("sluice: cannot write the output: \(error.localizedDescription)") }
            raise(SIGTERM)
        }
    }

    static func error(_ text: String) { draw(TerminalText.shown(text, style: .plain)) }

    /// What moves the cursor of the error output's terminal; whoever calls it answers for every character.
    static func draw(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    }

    private static func isBrokenPipe(_ error: any Error) -> Bool {
        let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
        return cause.domain == NSPOSIXErrorDomain && cause.code == Int(EPIPE)
    }

    /// A value as JSON with snake_case keys, on one line per member.
    static func json(_ value: some Encodable) throws {
        document(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return encoder
    }

    /// Starts a screen that is shown again and again anew; elsewhere than on a terminal that can, an empty line.
    static func clearScreen() {
        write(TerminalStyle.current.canMove ? "\u{1B}[2J\u{1B}[H" : "")
    }

    static var isTerminal: Bool { isatty(1) == 1 }
    static var isErrorTerminal: Bool { isatty(2) == 1 }

    static func table(_ rows: [[String]], indent: String = "  ") {
        for row in self.rows(rows, indent: indent) { line(row) }
    }

    /// Columns padded to their widest cell, two spaces between.
    static func rows(_ rows: [[String]], indent: String = "  ") -> [String] {
        let rows = rows.map { $0.map(TerminalText.oneLine) }
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { index, cell in
                index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
            }
            let text = indent + cells.joined(separator: "  ")
            return String(text.reversed().drop { $0 == " " }.reversed())
        }
    }
}
