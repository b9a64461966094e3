/// A query of the `select … from … where … limit` kind, as far as the simulated organisation reads it.
struct ZohoQuery: Sendable {
    indirect enum Condition: Sendable {
        case isOne(field: String, of: Set<String>)
        case isSet(field: String)
        case both(Condition, Condition)
        case either(Condition, Condition)

        var fields: [String] {
            switch self {
            case .isOne(let field, _), .isSet(let field): [field]
            case .both(let one, let other), .either(let one, let other): one.fields + other.fields
            }
        }

        func holds(_ record: ZohoStoredRecord) -> Bool {
            switch self {
            case .isOne("id", let values): values.contains(record.id)
            case .isOne(let field, let values): record[field].map { values.contains($0.lowercased()) } ?? false
            case .isSet(let field): record[field]?.isEmpty == false
            case .both(let one, let other): one.holds(record) && other.holds(record)
            case .either(let one, let other): one.holds(record) || other.holds(record)
            }
        }

        /// The only records that can hold it.
        func candidates(in table: ZohoTable) -> Set<String> {
            switch self {
            case .isOne("id", let values): values
            case .isOne(let field, let values): Set(values.flatMap { table.holders(field, $0) })
            case .isSet: Set(table.records.keys)
            case .both(let one, _): one.candidates(in: table)
            case .either(let one, let other): one.candidates(in: table).union(other.candidates(in: table))
            }
        }
    }

    var columns: [String]
    var module: String
    var condition: Condition
    var offset: Int
    var limit: Int
}

/// Reads such a query, and refuses what exceeds its limits: 50 values in a list, 50 columns, 2,000 rows.
struct ZohoQueryParser {
    struct Mistake: Error {
        let words: String

        init(_ words: String) { self.words = words }
    }

    private enum Token: Equatable {
        case word(String)
        case text(String)
        case sign(Character)
    }

    private var tokens: [Token] = []
    private var place = 0

    init(_ text: String) {
        var rest = Array(text)[...]
        while let character = rest.first {
            if character.isWhitespace {
                rest.removeFirst()
            } else if character == "'" {
                rest.removeFirst()
                var value = ""
                while let next = rest.popFirst(), next != "'" {
                    if next == "\\", let escaped = rest.popFirst() { value.append(escaped) } else { value.append(next) }
                }
                tokens.append(.text(value))
            } else if character.isLetter || character.isNumber || character == "_" || character == "." {
                let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
                tokens.append(.word(String(word)))
                rest = rest.dropFirst(word.count)
            } else {
                tokens.append(.sign(character))
                rest.removeFirst()
            }
        }
    }

    mutating func parse() throws(Mistake) -> ZohoQuery {
        try expect("select")
        var columns = [try word()]
        while take(",") { columns.append(try word()) }
        guard columns.count <= 50 else { throw Mistake("more than 50 columns") }
        try expect("from")
        let module = try word()
        try expect("where")
        let condition = try disjunction()
        var (offset, limit) = (0, 200)
        if isNext("limit") {
            place += 1
            limit = try number()
            if take(",") { (offset, limit) = (limit, try number()) }
        }
        guard limit <= 2_000 else { throw Mistake("limit exceeds 2000") }
        guard place == tokens.count else { throw Mistake("unexpected text at the end") }
        return ZohoQuery(columns: columns, module: module, condition: condition, offset: offset, limit: limit)
    }

    private mutating func disjunction() throws(Mistake) -> ZohoQuery.Condition {
        var condition = try single()
        // More than two criteria must be in brackets, two by two.
        if isNext("or") {
            place += 1
            condition = .either(condition, try single())
        } else if isNext("and") {
            place += 1
            condition = .both(condition, try single())
        }
        return condition
    }

    private mutating func single() throws(Mistake) -> ZohoQuery.Condition {
        if take("(") {
            let inner = try disjunction()
            guard take(")") else { throw Mistake("a bracket is missing") }
            return inner
        }
        let field = try word()
        if take("=") { return .isOne(field: field, of: [try value()]) }
        if isNext("is") {
            place += 1
            try expect("not")
            try expect("null")
            return .isSet(field: field)
        }
        try expect("in")
        guard take("(") else { throw Mistake("a list is missing") }
        var values: Set<String> = [try value()]
        var count = 1
        while take(",") {
            values.insert(try value())
            count += 1
        }
        guard take(")") else { throw Mistake("a bracket is missing") }
        guard count <= 50 else { throw Mistake("more than 50 values") }
        return .isOne(field: field, of: values)
    }

    private func isNext(_ word: String) -> Bool {
        guard place < tokens.count, case .word(let text) = tokens[place] else { return false }
        return text.lowercased() == word
    }

    private mutating func expect(_ word: String) throws(Mistake) {
        guard isNext(word) else { throw Mistake("\(word) is missing") }
        place += 1
    }

    private mutating func take(_ sign: Character) -> Bool {
        guard place < tokens.count, tokens[place] == .sign(sign) else { return false }
        place += 1
        return true
    }

    private mutating func word() throws(Mistake) -> String {
        guard place < tokens.count, case .word(let text) = tokens[place] else { throw Mistake("a name is missing") }
        place += 1
        return text
    }

    private mutating func number() throws(Mistake) -> Int {
        guard let number = Int(try word()) else { throw Mistake("a number is missing") }
        return number
    }

    /// A value, folded as comparisons do.
    private mutating func value() throws(Mistake) -> String {
        guard place < tokens.count else { throw Mistake("a value is missing") }
        defer { place += 1 }
        switch tokens[place] {
        case .text(let text), .word(let text): return text.lowercased()
        case .sign: throw Mistake("a value is missing")
        }
    }
}
