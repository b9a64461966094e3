/// The value of a line `key: value` that stands there without quotes.
struct BareValue: Equatable {
    /// What stands before and behind it in the line.
    let before: String
    let after: String
    let text: String

    /// - Parameter line: a line of a block mapping; `nil` where it has no key, no value, or one in quotes.
    init?(_ line: Substring) {
        let scalars = Array(line.unicodeScalars)
        var index = 0
        func isSpace(_ index: Int) -> Bool { scalars.indices.contains(index) && scalars[index] == " " }
        while isSpace(index) || scalars.indices.contains(index) && scalars[index] == "-" && isSpace(index + 1) {
            index += 1
        }
        guard scalars.indices.contains(index), scalars[index] != "#" else { return nil }
        if scalars[index] == "\"" || scalars[index] == "'" {
            guard let end = scalars[(index + 1)...].firstIndex(of: scalars[index]) else { return nil }
            index = end + 1
        }
        guard let colon = scalars[index...].indices.first(where: { scalars[$0] == ":" && isSpace($0 + 1) }) else {
            return nil
        }
        var start = colon + 1
        while isSpace(start) { start += 1 }
        var end = scalars[start...].indices.first { scalars[$0] == "#" && isSpace($0 - 1) } ?? scalars.count
        while end > start, scalars[end - 1] == " " || scalars[end - 1] == "\r" || scalars[end - 1] == "\t" { end -= 1 }
        guard start < end, !"\"'|>".unicodeScalars.contains(scalars[start]) else { return nil }
        func string(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }
        before = string(0..<start)
        text = string(start..<end)
        after = string(end..<scalars.count)
    }

    /// Where it begins in its line, counted from 1.
    var column: Int { before.unicodeScalars.count + 1 }

    /// Characters that mean something to YAML where a value begins.
    private static let special = "{@`%*&!".unicodeScalars

    /// Whether quotes are what a mistake of the parser asks for.
    func wantsQuotes(_ problem: String) -> Bool { isSplit(problem) || beginsSpecially }

    private func isSplit(_ problem: String) -> Bool {
        problem.contains("mapping values are not allowed") && text.contains(": ")
    }

    private var beginsSpecially: Bool { text.unicodeScalars.first.map(Self.special.contains) ?? false }

    /// What is told of it.
    func words(_ problem: String) -> String {
        isSplit(problem)
            ? "a value that holds \": \" stands in quotes"
            : "a value that begins with \"\(text.prefix(1))\" stands in quotes"
    }

    /// The same value in quotes.
    var quoted: String {
        text.contains("\"") || text.contains("\\")
            ? "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
            : "\"\(text)\""
    }
}
