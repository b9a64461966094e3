import SyncModel
import Yams

/// A document's text with what the parser stumbles over put right, and where that was, so that every place is still that of the
/// file.
struct MendedYAML {
    /// As many as a person mends at one go.
    static let maximumCount = 50

    private(set) var text: String
    /// Keys that were given another name, by line and column.
    private var keys: [Place: String] = [:]
    /// Values that were put in quotes, by line and the column of the quote.
    private var quoted: Set<Place> = []
    private var lastLine = 0

    private struct Place: Hashable {
        var line: Int
        var column: Int
    }

    init(_ text: String) {
        self.text = text
    }

    /// Puts right what a failure is about.
    ///
    /// - Returns: what is wrong there; `nil` where it cannot be put right, and the text is as it was.
    mutating func mend(_ error: YamlError, in file: String) -> DocumentProblem? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        switch error {
        case .duplicatedKeysInMapping(let names, let context):
            guard let key = TwiceWrittenKey(names, line: context.mark.line, column: context.mark.column, lines),
                let name = Self.name(keys.count)
            else { return nil }
            var line = Array(lines[key.line - 1].unicodeScalars)
            line.replaceSubrange(key.column - 1..<key.column - 1 + key.length, with: [name])
            // What stands behind the key stays in its columns.
            line.insert(contentsOf: repeatElement(" ", count: key.length - 1), at: key.column)
            lines[key.line - 1] = Substring(String(String.UnicodeScalarView(line)))
            keys[Place(line: key.line, column: key.column)] = key.name
            text = lines.joined(separator: "\n")
            return key.problem(in: file)
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
            guard lines.indices.contains(mark.line - 1),
                IndentationMistake(problem, line: mark.line, column: mark.column, lines) == nil,
                let value = BareValue(lines[mark.line - 1]), value.wantsQuotes(problem)
            else { return nil }
            let place = Place(line: mark.line, column: value.column)
            // Quotes that did not help are no advice.
            guard !quoted.contains(place) else { return nil }
            lines[mark.line - 1] = Substring(value.before + value.quoted + value.after)
            quoted.insert(place)
            text = lines.joined(separator: "\n")
            return DocumentProblem(
                DocumentMark(file: file, line: mark.line, column: value.column),
                value.words(problem),
                fix: "write \(value.quoted)"
            )
        default: return nil
        }
    }

    /// A key as it stands in the file.
    func key(_ read: String, at mark: DocumentMark) -> String {
        keys[Place(line: mark.line, column: mark.column)] ?? read
    }

    /// The place that a scalar has in the file: behind a quote that is not there, text begins one column earlier.
    func place(_ mark: DocumentMark) -> DocumentMark {
        guard quoted.contains(Place(line: mark.line, column: mark.column)) else { return mark }
        var place = mark
        place.column -= 1
        return place
    }

    /// A name of one character for a key, which no document has: they are nobody's characters.
    private static func name(_ index: Int) -> Unicode.Scalar? { Unicode.Scalar(0xF_0000 + UInt32(index)) }
}
