extension SearchExpression {
    /// Reads a query; nil where it asks for nothing.
    ///
    /// Terms side by side must all match, as with `AND`; `OR`, `NOT`, a leading `-` and parentheses work as well. An
    /// unbalanced parenthesis is passed over.
    init?(parsing text: String?) {
        var parser = SearchParser(words: SearchParser.words(of: text ?? ""))
        guard let result = parser.alternatives() else { return nil }
        self = result
    }
}

private struct SearchParser {
    private let words: [String]
    private var index = 0

    init(words: [String]) { self.words = words }

    /// Splits at spaces and parentheses that are not inside quotes.
    static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        for character in text {
            if let open = quote {
                word.append(character)
                if character == open { quote = nil }
            } else if character == "'" || character == "\"" {
                quote = character
                word.append(character)
            } else if character == "(" || character == ")" {
                if word == "-" { words.append("NOT") } else if !word.isEmpty { words.append(word) }
                words.append(String(character))
                word = ""
            } else if character.isWhitespace {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    private var current: String? { index < words.count ? words[index] : nil }

    mutating func alternatives() -> SearchExpression? {
        var parts: [SearchExpression] = []
        repeat {
            if let part = conjunction() { parts.append(part) }
        } while take("OR") || take(")")
        return parts.count > 1 ? .any(parts) : parts.first
    }

    private mutating func take(_ word: String) -> Bool {
        guard current == word else { return false }
        index += 1
        return true
    }

    private mutating func conjunction() -> SearchExpression? {
        var parts: [SearchExpression] = []
        while let word = current, word != "OR", word != ")" {
            if take("AND") { continue }
            if let part = factor() { parts.append(part) }
        }
        return parts.count > 1 ? .all(parts) : parts.first
    }

    private mutating func factor() -> SearchExpression? {
        if take("NOT") { return factor().map { .not($0) } }
        if take("(") { return group() }
        guard let word = current else { return nil }
        index += 1
        if word.hasPrefix("-"), word.count > 1 { return .not(.term(Self.term(String(word.dropFirst())))) }
        return .term(Self.term(word))
    }

    private mutating func group() -> SearchExpression? {
        var parts: [SearchExpression] = []
        repeat {
            if let part = conjunction() { parts.append(part) }
        } while take("OR")
        _ = take(")")
        return parts.count > 1 ? .any(parts) : parts.first
    }

    private static func term(_ word: String) -> SearchExpression.Term {
        let isQuoted = word.hasPrefix("'") || word.hasPrefix("\"")
        guard !isQuoted, let colon = word.firstIndex(of: ":") else {
            return .init(field: nil, comparison: .equal, value: unquoted(word))
        }
        var rest = String(word[word.index(after: colon)...])
        var comparison = SearchExpression.Comparison.equal
        for candidate in [SearchExpression.Comparison.lessOrEqual, .greaterOrEqual, .less, .greater]
        where rest.hasPrefix(candidate.rawValue) {
            comparison = candidate
            rest.removeFirst(candidate.rawValue.count)
            break
        }
        return .init(field: String(word[..<colon]).lowercased(), comparison: comparison, value: unquoted(rest))
    }

    private static func unquoted(_ text: String) -> String {
        guard text.count >= 2, let first = text.first, first == text.last, first == "'" || first == "\"" else {
            return text
        }
        return String(text.dropFirst().dropLast())
    }
}
