/// A query, as far as it is understood here: `SELECT … FROM … [WHERE …] [ORDER BY …] [LIMIT …]`.
struct OrgQuery: Sendable {
    indirect enum Condition: Sendable {
        case comparison(field: String, isEqual: Bool, values: [String?])
        case all([Condition])
        case any([Condition])
    }

    var fields: [String]
    var object: String
    var condition: Condition?
    var order: (field: String, isDescending: Bool)?
    var limit: Int?

    static let malformed = OrgProblem("MALFORMED_QUERY", "unexpected token")

    init(_ text: String) throws(OrgProblem) {
        var reader = Reader(tokens: try Self.tokens(text))
        try reader.keyword("SELECT")
        fields = [try reader.name()]
        while reader.take(",") { fields.append(try reader.name()) }
        try reader.keyword("FROM")
        object = try reader.name()
        if reader.takeKeyword("WHERE") { condition = try reader.disjunction() }
        if reader.takeKeyword("ORDER") {
            try reader.keyword("BY")
            let field = try reader.name()
            let isDescending = reader.takeKeyword("DESC")
            if !isDescending { _ = reader.takeKeyword("ASC") }
            order = (field, isDescending)
        }
        if reader.takeKeyword("LIMIT") { limit = Int(try reader.name()) }
        guard reader.isAtEnd else { throw Self.malformed }
    }

    enum Token: Sendable, Equatable {
        case word(String)
        case literal(String)
        case mark(String)
    }

    private static func tokens(_ text: String) throws(OrgProblem) -> [Token] {
        var tokens: [Token] = []
        var rest = text[...]
        while let first = rest.first {
            if first.isWhitespace {
                rest = rest.dropFirst()
            } else if first == "'" {
                var literal = ""
                rest = rest.dropFirst()
                while let next = rest.first, next != "'" {
                    rest = rest.dropFirst()
                    if next == "\\", let escaped = rest.first {
                        literal.append(escaped == "n" ? "\n" : escaped == "r" ? "\r" : escaped)
                        rest = rest.dropFirst()
                    } else {
                        literal.append(next)
                    }
                }
                guard rest.first == "'" else { throw OrgQuery.malformed }
                rest = rest.dropFirst()
                tokens.append(.literal(literal))
            } else if "(),".contains(first) {
                tokens.append(.mark(String(first)))
                rest = rest.dropFirst()
            } else if first == "=" || first == "!" {
                let isUnequal = rest.hasPrefix("!=")
                guard first == "=" || isUnequal else { throw OrgQuery.malformed }
                tokens.append(.mark(isUnequal ? "!=" : "="))
                rest = rest.dropFirst(isUnequal ? 2 : 1)
            } else {
                let word = rest.prefix { !$0.isWhitespace && !"(),='!".contains($0) }
                tokens.append(.word(String(word)))
                rest = rest.dropFirst(word.count)
            }
        }
        return tokens
    }

    struct Reader {
        var tokens: [Token]
        var place = 0

        var isAtEnd: Bool { place == tokens.count }
        private var current: Token? { place < tokens.count ? tokens[place] : nil }

        mutating func take(_ mark: String) -> Bool {
            guard current == .mark(mark) else { return false }
            place += 1
            return true
        }

        mutating func takeKeyword(_ word: String) -> Bool {
            guard case .word(let text)? = current, text.uppercased() == word else { return false }
            place += 1
            return true
        }

        mutating func keyword(_ word: String) throws(OrgProblem) {
            guard takeKeyword(word) else { throw OrgQuery.malformed }
        }

        mutating func name() throws(OrgProblem) -> String {
            guard case .word(let text)? = current else { throw OrgQuery.malformed }
            place += 1
            return text
        }

        mutating func disjunction() throws(OrgProblem) -> Condition {
            var parts = [try conjunction()]
            while takeKeyword("OR") { parts.append(try conjunction()) }
            return parts.count == 1 ? parts[0] : .any(parts)
        }

        private mutating func conjunction() throws(OrgProblem) -> Condition {
            var parts = [try comparison()]
            while takeKeyword("AND") { parts.append(try comparison()) }
            return parts.count == 1 ? parts[0] : .all(parts)
        }

        private mutating func comparison() throws(OrgProblem) -> Condition {
            if take("(") {
                let inner = try disjunction()
                guard take(")") else { throw OrgQuery.malformed }
                return inner
            }
            let field = try name()
            if takeKeyword("IN") {
                guard take("(") else { throw OrgQuery.malformed }
                var values = [try value()]
                while take(",") { values.append(try value()) }
                guard take(")") else { throw OrgQuery.malformed }
                return .comparison(field: field, isEqual: true, values: values)
            }
            if take("=") { return .comparison(field: field, isEqual: true, values: [try value()]) }
            guard take("!=") else { throw OrgQuery.malformed }
            return .comparison(field: field, isEqual: false, values: [try value()])
        }

        private mutating func value() throws(OrgProblem) -> String? {
            switch current {
            case .literal(let text)?:
                place += 1
                return text
            case .word(let text)?:
                place += 1
                return text.lowercased() == "null" ? nil : text
            default: throw OrgQuery.malformed
            }
        }
    }
}
