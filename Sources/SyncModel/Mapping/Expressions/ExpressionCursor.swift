import FoundationEssentials

/// A reading position in an expression.
struct ExpressionCursor {
    let scalars: [Unicode.Scalar]
    private(set) var position: Int

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        position = 0
    }

    var isAtEnd: Bool { position >= scalars.count }
    var current: Unicode.Scalar? { isAtEnd ? nil : scalars[position] }

    mutating func advance() { position += 1 }

    mutating func rewind(to earlier: Int) { position = earlier }

    mutating func skipSpaces() {
        while let scalar = current, scalar.properties.isWhitespace { advance() }
    }

    /// Consumes the text if it stands here.
    mutating func skip(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard scalars[min(position, scalars.count)...].starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    /// Consumes a keyword if it stands here as a whole word.
    mutating func skipKeyword(_ word: String) -> Bool {
        let start = position
        guard skip(word), current.map({ !Self.isWord($0) }) ?? true else {
            position = start
            return false
        }
        return true
    }

    /// The longest run of scalars that satisfy the condition.
    mutating func take(while condition: (Unicode.Scalar) -> Bool) -> String {
        var taken = String.UnicodeScalarView()
        while let scalar = current, condition(scalar) {
            taken.append(scalar)
            advance()
        }
        return String(taken)
    }

    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_" || scalar == "-"
    }

    /// Text between quotes of one kind; `\` takes the next character as it is, `\n` and `\t` are line break and tab.
    mutating func quoted() throws(ExpressionMistake) -> String? {
        guard let quote = current, quote == "'" || quote == "\"" else { return nil }
        let start = position
        advance()
        var text = String.UnicodeScalarView()
        while let scalar = current {
            advance()
            if scalar == quote { return String(text) }
            guard scalar == "\\" else {
                text.append(scalar)
                continue
            }
            guard let escaped = current else { break }
            advance()
            text.append(escaped == "n" ? "\n" : escaped == "t" ? "\t" : escaped)
        }
        throw ExpressionMistake(start, "the quote \(quote) is not closed", fix: "add a closing \(quote)")
    }

    /// A number that ends where the word ends.
    mutating func number() -> MappedValue? {
        let start = position
        let text = take { ("0"..."9").contains($0) || $0 == "-" || $0 == "." }
        if current.map({ !Self.isWord($0) && $0 != ":" && $0 != "/" }) ?? true, let value = DecimalText.number(text) {
            return value
        }
        position = start
        return nil
    }

    /// A dotted name whose parts are words or quoted text; `nil` where there is none with at least one dot.
    mutating func path() throws(ExpressionMistake) -> SourcePath? {
        let start = position
        guard let first = current, ("a"..."z").contains(first) else { return nil }
        var segments = [take(while: Self.isWord)]
        while current == "." {
            advance()
            if let text = try quoted() {
                segments.append(text)
                continue
            }
            let word = take(while: Self.isWord)
            guard !word.isEmpty else {
                position = start
                return nil
            }
            segments.append(word)
        }
        guard segments.count > 1 else {
            position = start
            return nil
        }
        return SourcePath(segments: segments, offset: start)
    }
}
