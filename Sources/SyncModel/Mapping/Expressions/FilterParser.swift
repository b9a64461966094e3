/// Reads `| name: argument, argument | name …`.
enum FilterParser {
    /// Filters up to the first thing that is none.
    static func filters(_ cursor: inout ExpressionCursor) throws(ExpressionMistake) -> [ParsedFilter] {
        var filters: [ParsedFilter] = []
        cursor.skipSpaces()
        while cursor.skip("|") {
            cursor.skipSpaces()
            let offset = cursor.position
            let name = cursor.take(while: ExpressionCursor.isWord)
            guard !name.isEmpty else {
                throw ExpressionMistake(
                    offset,
                    "there is no filter after \"|\"",
                    fix: cursor.current == "|" ? "\"or\" stands between conditions" : nil
                )
            }
            var filter = ParsedFilter(name: name, offset: offset)
            cursor.skipSpaces()
            if cursor.skip(":") {
                repeat { filter.arguments.append(try argument(&cursor, of: name)) } while cursor.skip(",")
            }
            filters.append(filter)
        }
        return filters
    }

    private static func argument(
        _ cursor: inout ExpressionCursor,
        of filter: String
    ) throws(ExpressionMistake) -> ParsedArgument {
        cursor.skipSpaces()
        let offset = cursor.position
        let value: ParsedArgument.Value
        if let text = try cursor.quoted() {
            value = .literal(.text(text))
        } else if cursor.skip("{") {
            value = .table(try table(&cursor, from: offset))
        } else if let number = cursor.number() {
            value = .literal(number)
        } else if let path = try sourcePath(&cursor) {
            value = .path(path)
        } else {
            let word = cursor.take { !$0.properties.isWhitespace && !"|,{}()[]".unicodeScalars.contains($0) }
            guard !word.isEmpty else {
                throw ExpressionMistake(offset, "\"\(filter)\" has no argument after \":\"")
            }
            value = .literal(word == "true" ? .boolean(true) : word == "false" ? .boolean(false) : .text(word))
        }
        cursor.skipSpaces()
        return ParsedArgument(value: value, offset: offset)
    }

    private static func sourcePath(_ cursor: inout ExpressionCursor) throws(ExpressionMistake) -> SourcePath? {
        let start = cursor.position
        guard let path = try cursor.path() else { return nil }
        if ExpressionParser.looksLikeSource(path) { return path }
        cursor.rewind(to: start)
        return nil
    }

    /// One side of an entry.
    private struct Item {
        var text: String
        var value: MappedValue
        var isQuoted: Bool
        var offset: Int
    }

    /// The inside of `{a: b, 'c d': e}` up to its closing brace; values may be several words.
    private static func table(
        _ cursor: inout ExpressionCursor,
        from start: Int
    ) throws(ExpressionMistake) -> [ParsedArgument.TableEntry] {
        var entries: [ParsedArgument.TableEntry] = []
        while true {
            cursor.skipSpaces()
            if cursor.skip("}") { return entries }
            let offset = cursor.position
            let key = try item(&cursor, until: ":,}")
            guard cursor.skip(":"), !key.text.isEmpty else {
                guard !cursor.isAtEnd else {
                    throw ExpressionMistake(start, "the table is not closed", fix: "add a \"}\"")
                }
                throw ExpressionMistake(offset, "a table's entry is written \"from: to\"")
            }
            let value = try item(&cursor, until: ",}")
            if entries.contains(where: { $0.key == key.text }) {
                throw ExpressionMistake(offset, "\"\(key.text)\" stands twice in the table")
            }
            if !value.isQuoted, let named = ExpressionParser.lookalike(value.text) {
                throw ExpressionParser.fixed(named, at: value.offset)
            }
            entries.append(.init(key: key.text, value: value.value, offset: key.offset))
            guard cursor.skip(",") || cursor.current == "}" else {
                throw ExpressionMistake(start, "the table is not closed", fix: "add a \"}\"")
            }
        }
    }

    private static func item(
        _ cursor: inout ExpressionCursor,
        until end: String
    ) throws(ExpressionMistake) -> Item {
        cursor.skipSpaces()
        let offset = cursor.position
        if let text = try cursor.quoted() {
            cursor.skipSpaces()
            return Item(text: text, value: text.isEmpty ? .clear : .text(text), isQuoted: true, offset: offset)
        }
        let stops = end.unicodeScalars
        var text = cursor.take { !stops.contains($0) }
        while text.unicodeScalars.last?.properties.isWhitespace ?? false { text.unicodeScalars.removeLast() }
        return Item(text: text, value: literal(plain: text), isQuoted: false, offset: offset)
    }

    /// A value of a table written without quotes.
    static func literal(plain text: String) -> MappedValue {
        switch text {
        case "", "~", "null": .clear
        case "true": .boolean(true)
        case "false": .boolean(false)
        default: DecimalText.number(text) ?? .text(text)
        }
    }
}
