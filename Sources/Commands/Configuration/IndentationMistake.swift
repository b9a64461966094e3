/// A line that begins too far left or too far right, found where the parser stumbles over it.
///
/// The parser stumbles at the line at fault, or, where that one begins too far left and could stand there, at the next one
/// that goes on as the lines before it did.
struct IndentationMistake: Equatable {
    let line: Int
    let column: Int

    /// Reads where the parser stumbled, line and column counted from 1; `nil` for a mistake of another kind.
    init?(_ problem: String, line: Int, column: Int, _ lines: [Substring]) {
        guard lines.indices.contains(line - 1) else { return nil }
        let text = lines[line - 1]
        switch problem {
        case _ where problem.contains("mapping values are not allowed"):
            // A second key in one line is a value that wants quotes.
            guard !text.prefix(max(0, column - 1)).contains(": ") else { return nil }
        case _ where problem.contains("did not find expected key"),
            _ where problem.contains("did not find expected '-' indicator"):
            // Within braces or brackets nothing is indented.
            guard Self.indentation(text) == column - 1 else { return nil }
        default: return nil
        }
        let blamed = Self.blamed(line - 1, lines)
        self.line = blamed + 1
        self.column = Self.indentation(lines[blamed]) + 1
    }

    /// The line further left before this one, if the line before that stands where this one does; else this one.
    private static func blamed(_ index: Int, _ lines: [Substring]) -> Int {
        let own = indentation(lines[index])
        let before = lines[..<index].indices.reversed().filter { isContent(lines[$0]) }
        guard let place = before.firstIndex(where: { indentation(lines[$0]) < own }) else { return index }
        let next = before.index(after: place)
        guard next < before.endIndex, indentation(lines[before[next]]) == own else { return index }
        return before[place]
    }

    private static func isContent(_ line: Substring) -> Bool {
        line.first { $0 != " " && $0 != "\r" }.map { $0 != "#" } ?? false
    }

    private static func indentation(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }
}
