/// Walks over tokens; what documents and schemas have in common.
struct GraphQLTokenReader {
    private let tokens: [GraphQLToken]
    private var index = 0
    private var depth = 0

    private static let depthLimit = 100

    init(_ text: String) throws(GraphQLSyntaxError) { tokens = try GraphQLLexer.tokens(of: text) }

    var current: GraphQLToken { tokens[min(index, tokens.count - 1)] }
    var isAtEnd: Bool { current.kind == .end }

    mutating func advance() { index += 1 }

    func isMark(_ mark: String) -> Bool { current.kind == .mark && current.text == mark }

    func isWord(_ word: String) -> Bool { current.kind == .name && current.text == word }

    mutating func take(mark: String) -> Bool {
        guard isMark(mark) else { return false }
        advance()
        return true
    }

    mutating func take(word: String) -> Bool {
        guard isWord(word) else { return false }
        advance()
        return true
    }

    mutating func expect(_ mark: String) throws(GraphQLSyntaxError) {
        guard take(mark: mark) else { throw .unexpected(current) }
    }

    mutating func name() throws(GraphQLSyntaxError) -> String {
        guard current.kind == .name else { throw .unexpected(current) }
        defer { advance() }
        return current.text
    }

    mutating func typeReference() throws(GraphQLSyntaxError) -> GraphQLTypeReference {
        try enter()
        defer { depth -= 1 }
        var type: GraphQLTypeReference
        if take(mark: "[") {
            type = .list(try typeReference())
            try expect("]")
        } else {
            type = .named(try name())
        }
        return take(mark: "!") ? .nonNull(type) : type
    }

    /// A value; a constant one has no variables.
    mutating func value(isConstant: Bool = false) throws(GraphQLSyntaxError) -> GraphQLValue {
        try enter()
        defer { depth -= 1 }
        let token = current
        switch token.kind {
        case .integer:
            advance()
            return .integer(token.text)
        case .float:
            advance()
            return .float(token.text)
        case .string:
            advance()
            return .string(token.text)
        case .name:
            advance()
            switch token.text {
            case "true": return .bool(true)
            case "false": return .bool(false)
            case "null": return .null
            default: return .enumeration(token.text)
            }
        default: return try compound(isConstant: isConstant)
        }
    }

    private mutating func compound(isConstant: Bool) throws(GraphQLSyntaxError) -> GraphQLValue {
        if !isConstant, take(mark: "$") { return .variable(try name()) }
        if take(mark: "[") {
            var values: [GraphQLValue] = []
            while !take(mark: "]") { values.append(try value(isConstant: isConstant)) }
            return .list(values)
        }
        guard take(mark: "{") else { throw .unexpected(current) }
        var members: [GraphQLArgument] = []
        while !take(mark: "}") { members.append(try argument(isConstant: isConstant)) }
        return .object(members)
    }

    mutating func argument(isConstant: Bool = false) throws(GraphQLSyntaxError) -> GraphQLArgument {
        let location = current.location
        let name = try name()
        try expect(":")
        return GraphQLArgument(name: name, value: try value(isConstant: isConstant), location: location)
    }

    /// Counts one level of nesting; ``leave()`` ends it.
    mutating func enter() throws(GraphQLSyntaxError) {
        depth += 1
        guard depth <= Self.depthLimit else { throw .unexpected(current) }
    }

    mutating func leave() { depth -= 1 }
}
