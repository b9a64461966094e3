// Text that looks like an expression and is none is a mistake: it would be sent to the letter, and nobody would see why.
extension ExpressionParser {
    /// Refuses a text that is about to be taken as it stands, where it speaks of a source field.
    ///
    /// `offset` is where it begins; only at the start of a value can it be a whole expression.
    static func refuseLookalikes(in text: String, at offset: Int = 0) throws(ExpressionMistake) {
        let whole = offset == 0 ? beginning(of: text) ?? filtered(text) : nil
        guard var mistake = whole ?? mention(in: text) else { return }
        mistake.offset += offset
        throw mistake
    }

    /// What a text names that gives no source field where it stands, such as a value of `map`; `nil` for plain text.
    static func lookalike(_ text: String) -> String? {
        var cursor = ExpressionCursor(text)
        if let path = try? cursor.path(), cursor.isAtEnd, looksLikeSource(path) { return path.text }
        if let path = mentioned(in: text) { return path.text }
        return beginning(of: text).map { _ in text }
    }

    /// What is said of a source field as one of the values of `map`.
    static func fixed(_ text: String, at offset: Int) -> ExpressionMistake {
        ExpressionMistake(
            offset,
            "\"map\" gives fixed values, so that \"\(text)\" would be sent as it stands",
            fix: "a \"switch\" gives source fields; as text it is written \"'\(text)'\""
        )
    }

    /// Refuses `${customer.email}`, which other languages have and which would leave a `$` in the text.
    ///
    /// An amount of money may follow a `$`.
    static func refuseDollars(_ parts: [ParsedExpression.Part]) throws(ExpressionMistake) {
        for (index, part) in parts.enumerated() {
            guard case .placeholder(let inner) = part, index > 0, case .text(let before) = parts[index - 1],
                before.hasSuffix("$"), case .path(let path) = inner.head,
                !(SourceCatalogue.find(path)?.field.type.isNumeric ?? false)
            else { continue }
            throw ExpressionMistake(
                max(0, path.offset - 2),
                "a source field in text is written {\(path.text)}, without \"$\"",
                fix: "leave the \"$\" out; where it is meant as text, write {'$'}{\(path.text)}"
            )
        }
    }

    /// Refuses `{{ customer.email }}`, which would leave a brace in the text.
    static func refuseDoubledBraces(_ scalars: [Unicode.Scalar]) throws(ExpressionMistake) {
        var cursor = ExpressionCursor(String(String.UnicodeScalarView(scalars)))
        while !cursor.isAtEnd {
            _ = cursor.take { $0 != "{" }
            let start = cursor.position
            guard cursor.skip("{{") else {
                if !cursor.isAtEnd { cursor.advance() }
                continue
            }
            cursor.skipSpaces()
            guard let path = try? cursor.path(), looksLikeSource(path) else { continue }
            throw ExpressionMistake(
                start,
                "a source field in text is written {\(path.text)}, with one brace",
                fix: "write it so; where a brace is meant as text, write {'{'}"
            )
        }
    }

    /// What stands behind a source field that is neither a filter nor the end.
    static func unexpected(_ cursor: ExpressionCursor, behind path: SourcePath) -> ExpressionMistake {
        var mistake = unexpected(cursor)
        let isName = SourceCatalogue.isNamed(path) && (cursor.current.map(ExpressionCursor.isWord) ?? false)
        if isName, let name = path.segments.last {
            let before = path.segments.dropLast().joined(separator: ".")
            var rest = cursor
            let more = rest.take { $0 != "|" && $0 != "{" && $0 != "}" }
            mistake.fix = "a name with spaces stands in quotes: \(before).'\(name) \(FilterCatalogue.trimmed(more))'"
        } else if let sign = cursor.current, "<>=!".unicodeScalars.contains(sign) {
            mistake.fix = "a condition stands under \"when\" of a \"switch\"; " + asText
        } else {
            mistake.fix = "in text, source fields stand in braces: \"{\(path.text)} …\"; " + asText
        }
        return mistake
    }

    private static let asText = "text that begins with a field's name is written \"'…'\""

    /// `Customer.email`, `customer. email`: a source field but for a capital or a space.
    private static func beginning(of text: String) -> ExpressionMistake? {
        var cursor = ExpressionCursor(text)
        cursor.skipSpaces()
        let start = cursor.position
        let root = cursor.take(while: ExpressionCursor.isWord)
        guard SourceCatalogue.roots.contains(root.lowercased()) else { return nil }
        cursor.skipSpaces()
        guard cursor.skip(".") else { return nil }
        cursor.skipSpaces()
        guard !cursor.isAtEnd else { return nil }
        let rest = cursor.take { ExpressionCursor.isWord($0) || $0 == "." }
        let written = root + "." + rest
        return ExpressionMistake(
            start,
            "\"\(root).\" begins like a source field, but there is none so written",
            fix: (ExpressionMistake.didYouMean(SourceCatalogue.nearest(to: written, scope: .line)).map { $0 + " " }
                ?? "")
                + asText.prefix(1).uppercased() + asText.dropFirst()
        )
    }

    /// `email | lower`: a filter behind a word.
    private static func filtered(_ text: String) -> ExpressionMistake? {
        var cursor = ExpressionCursor(text)
        cursor.skipSpaces()
        let start = cursor.position
        let word = cursor.take { ExpressionCursor.isWord($0) || $0 == "." }
        cursor.skipSpaces()
        guard !word.isEmpty, cursor.skip("|") else { return nil }
        cursor.skipSpaces()
        let filter = cursor.take(while: ExpressionCursor.isWord)
        cursor.skipSpaces()
        guard FilterCatalogue.byName[filter] != nil, cursor.isAtEnd || cursor.current == ":" || cursor.current == "|"
        else { return nil }
        return ExpressionMistake(
            start,
            "there is no source field \"\(word)\"",
            fix: (ExpressionMistake.didYouMean(SourceCatalogue.nearest(to: word, scope: .line)).map { $0 + " " } ?? "")
                + "Text with a filter is written \"'\(word)' | \(filter)\""
        )
    }

    /// `Order order.name`: a source field without its braces.
    private static func mention(in text: String) -> ExpressionMistake? {
        guard let path = mentioned(in: text) else { return nil }
        return ExpressionMistake(
            path.offset,
            "\"\(path.text)\" would be sent as it stands here",
            fix: "a source field in text stands in braces: {\(path.text)}; as text it is written {'\(path.text)'}"
        )
    }

    /// The first source field that a text names as it is, apart from addresses on the web and of e-mail.
    static func mentioned(in text: String) -> SourcePath? {
        var cursor = ExpressionCursor(text)
        while !cursor.isAtEnd {
            let gap = cursor.take { !ExpressionCursor.isWord($0) }
            while cursor.current == "-" { cursor.advance() }
            let start = cursor.position
            let isInside = gap.unicodeScalars.last.map { "./@\\".unicodeScalars.contains($0) } ?? false
            if !isInside, let path = try? cursor.path(), SourceCatalogue.find(path) != nil { return path }
            cursor.rewind(to: start)
            _ = cursor.take(while: ExpressionCursor.isWord)
        }
        return nil
    }
}

extension SourceCatalogue {
    /// Whether the last part of a path is a name of the merchant's choosing.
    fileprivate static func isNamed(_ path: SourcePath) -> Bool { !(find(path)?.names.isEmpty ?? true) }

    /// What fields are called behind their last point.
    static let lastWords = Set(
        all.compactMap { $0.path.split(separator: ".").last.map(String.init) }.filter { $0 == $0.lowercased() }
    )
}
