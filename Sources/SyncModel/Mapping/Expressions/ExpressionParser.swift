/// Reads the value of a field: a path with filters, text with placeholders, or a literal.
enum ExpressionParser {
    /// Reads a field's value.
    ///
    /// `text` is the scalar as YAML gives it; where it stood in quotes there, words that are no path are text.
    static func parse(_ text: String, isQuoted: Bool) throws(ExpressionMistake) -> ParsedExpression {
        var cursor = ExpressionCursor(text)
        cursor.skipSpaces()
        let start = cursor.position
        if cursor.isAtEnd {
            guard isQuoted else { throw missing(start) }
            return ParsedExpression(head: .literal(.clear), offset: 0)
        }
        if let expression = try whole(&cursor, isQuoted: isQuoted) { return expression }
        cursor.rewind(to: start)
        if text.unicodeScalars.contains(where: { $0 == "{" || $0 == "}" }) {
            cursor.rewind(to: 0)
            return try template(&cursor)
        }
        if isQuoted {
            try refuseLookalikes(in: text)
            return ParsedExpression(head: .literal(.text(text)), offset: 0)
        }
        if let literal = plainLiteral(text) { return ParsedExpression(head: .literal(literal), offset: start) }
        throw ExpressionMistake(
            start,
            "\"\(shortened(text))\" is neither a source field nor text in quotes",
            fix: SourceCatalogue.nearest(to: firstWord(text), scope: .line).map {
                "did you mean \"\($0)\"? Text needs quotes"
            }
                ?? "put text in quotes"
        )
    }

    private static func missing(_ offset: Int) -> ExpressionMistake {
        ExpressionMistake(offset, "there is no value", fix: "write \"\" to clear the field, or leave the line out")
    }

    /// A path or quoted text with filters that spans the whole scalar; `nil` where it is something else.
    private static func whole(
        _ cursor: inout ExpressionCursor,
        isQuoted: Bool
    ) throws(ExpressionMistake) -> ParsedExpression? {
        let start = cursor.position
        let head: ParsedExpression.Head
        if cursor.current == "'" || cursor.current == "\"" {
            // In YAML's own quotes, text may begin with an apostrophe.
            guard let text = try? cursor.quoted() else {
                if isQuoted { return nil }
                throw ExpressionMistake(start, "the quote is not closed", fix: "add the closing quote")
            }
            head = .literal(text.isEmpty ? .clear : .text(text))
        } else if let path = try cursor.path() {
            head = .path(path)
        } else {
            return nil
        }
        cursor.skipSpaces()
        guard cursor.isAtEnd || cursor.current == "|" else {
            if case .path(let path) = head, looksLikeSource(path) { throw unexpected(cursor, behind: path) }
            return nil
        }
        if case .path(let path) = head, cursor.isAtEnd, isQuoted, !looksLikeSource(path), !endsLikeSource(path) {
            return nil
        }
        var expression = ParsedExpression(head: head, offset: start)
        expression.filters = try FilterParser.filters(&cursor)
        guard cursor.isAtEnd else { throw unexpected(cursor) }
        return expression
    }

    /// Whether a dotted word in quotes speaks of a source field, perhaps misspelt, or is text such as `example.com`.
    static func looksLikeSource(_ path: SourcePath) -> Bool {
        SourceCatalogue.roots.contains(path.root)
            || path.root.count > 3 && NearestName.of(path.root, among: SourceCatalogue.roots) != nil
    }

    /// Whether a dotted word ends as a source field does: `shop.name`, `contact.email`.
    private static func endsLikeSource(_ path: SourcePath) -> Bool {
        path.segments.last.map(SourceCatalogue.lastWords.contains) ?? false
    }

    /// What stands at the head of a condition's operand or a placeholder, with its filters.
    static func operand(_ cursor: inout ExpressionCursor) throws(ExpressionMistake) -> ParsedExpression {
        cursor.skipSpaces()
        let start = cursor.position
        let head: ParsedExpression.Head
        if let text = try cursor.quoted() {
            head = .literal(.text(text))
        } else if let number = cursor.number() {
            head = .literal(number)
        } else if let path = try cursor.path() {
            head = .path(path)
        } else if let word = keyword(&cursor) {
            head = .literal(word)
        } else {
            let word = cursor.take(while: ExpressionCursor.isWord)
            guard !word.isEmpty else { throw unexpected(cursor) }
            throw ExpressionMistake(
                start,
                "\"\(word)\" is neither a source field nor text in quotes",
                fix: SourceCatalogue.nearest(to: word, scope: .line).map { "did you mean \"\($0)\"? Text needs quotes" }
                    ?? "put text in quotes: '\(word)'"
            )
        }
        var expression = ParsedExpression(head: head, offset: start)
        cursor.skipSpaces()
        expression.filters = try FilterParser.filters(&cursor)
        return expression
    }

    private static func keyword(_ cursor: inout ExpressionCursor) -> MappedValue? {
        if cursor.skipKeyword("true") { return .boolean(true) }
        if cursor.skipKeyword("false") { return .boolean(false) }
        if cursor.skipKeyword("null") { return .clear }
        return nil
    }

    /// Text with `{path | filter}` placeholders; `{{` and `}}` are braces.
    private static func template(_ cursor: inout ExpressionCursor) throws(ExpressionMistake) -> ParsedExpression {
        try refuseDoubledBraces(cursor.scalars)
        var parts: [ParsedExpression.Part] = []
        while !cursor.isAtEnd {
            let offset = cursor.position
            let text = cursor.take { $0 != "{" && $0 != "}" }
            try refuseLookalikes(in: text, at: offset)
            if !text.isEmpty { parts.append(.text(text)) }
            let start = cursor.position
            if cursor.skip("{{") {
                parts.append(.text("{"))
            } else if cursor.skip("}}") {
                parts.append(.text("}"))
            } else if cursor.skip("{") {
                parts.append(.placeholder(try operand(&cursor)))
                cursor.skipSpaces()
                guard cursor.skip("}") else {
                    guard cursor.isAtEnd else { throw unexpected(cursor) }
                    throw ExpressionMistake(start, "the placeholder is not closed", fix: "add a \"}\"")
                }
            } else if cursor.current == "}" {
                throw ExpressionMistake(
                    start,
                    "there is a \"}\" without a \"{\"",
                    fix: "write \"}}\" for a brace in the text"
                )
            }
        }
        try refuseDollars(parts)
        return ParsedExpression(head: .template(parts), offset: 0)
    }

    private static func plainLiteral(_ text: String) -> MappedValue? {
        switch text {
        case "true", "True", "TRUE": .boolean(true)
        case "false", "False", "FALSE": .boolean(false)
        default: DecimalText.number(text)
        }
    }

    static func unexpected(_ cursor: ExpressionCursor) -> ExpressionMistake {
        guard let scalar = cursor.current else {
            return ExpressionMistake(cursor.position, "the expression ends too early")
        }
        var rest = cursor
        let word = rest.take(while: ExpressionCursor.isWord)
        return ExpressionMistake(cursor.position, "\"\(word.isEmpty ? String(scalar) : word)\" is not expected here")
    }

    private static func firstWord(_ text: String) -> String {
        String(text.prefix { $0 != " " && $0 != "|" })
    }

    private static func shortened(_ text: String) -> String {
        text.count > 40 ? text.prefix(40) + "…" : text
    }
}
