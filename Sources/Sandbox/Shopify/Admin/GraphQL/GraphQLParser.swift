/// Parses executable documents: operations and fragments.
struct GraphQLParser {
    private var reader: GraphQLTokenReader

    static func parse(_ text: String) throws(GraphQLSyntaxError) -> GraphQLDocument {
        var parser = GraphQLParser(reader: try GraphQLTokenReader(text))
        return try parser.document()
    }

    private init(reader: GraphQLTokenReader) { self.reader = reader }

    private mutating func document() throws(GraphQLSyntaxError) -> GraphQLDocument {
        var result = GraphQLDocument()
        guard !reader.isAtEnd else { throw .unexpected(reader.current) }
        while !reader.isAtEnd {
            if reader.isWord("fragment") {
                let fragment = try fragment()
                result.fragments[fragment.name] = fragment
            } else {
                result.operations.append(try operation())
            }
        }
        return result
    }

    private mutating func operation() throws(GraphQLSyntaxError) -> GraphQLOperation {
        let location = reader.current.location
        if reader.isMark("{") {
            return GraphQLOperation(kind: .query, variables: [], selections: try selections(), location: location)
        }
        let word = reader.current
        guard word.kind == .name, let kind = GraphQLOperation.Kind(rawValue: word.text) else { throw .unexpected(word) }
        reader.advance()
        let name = reader.current.kind == .name ? try reader.name() : nil
        var variables: [GraphQLVariable] = []
        if reader.take(mark: "(") {
            while !reader.take(mark: ")") { variables.append(try variable()) }
        }
        _ = try directives()
        return GraphQLOperation(
            kind: kind,
            name: name,
            variables: variables,
            selections: try selections(),
            location: location
        )
    }

    private mutating func variable() throws(GraphQLSyntaxError) -> GraphQLVariable {
        let location = reader.current.location
        try reader.expect("$")
        let name = try reader.name()
        try reader.expect(":")
        let type = try reader.typeReference()
        let value = reader.take(mark: "=") ? try reader.value(isConstant: true) : nil
        return GraphQLVariable(name: name, type: type, defaultValue: value, location: location)
    }

    private mutating func fragment() throws(GraphQLSyntaxError) -> GraphQLFragment {
        let location = reader.current.location
        reader.advance()
        let name = try reader.name()
        guard reader.take(word: "on") else { throw .unexpected(reader.current) }
        let type = try reader.name()
        _ = try directives()
        return GraphQLFragment(name: name, type: type, selections: try selections(), location: location)
    }

    private mutating func selections() throws(GraphQLSyntaxError) -> [GraphQLSelection] {
        try reader.enter()
        defer { reader.leave() }
        try reader.expect("{")
        var result: [GraphQLSelection] = []
        repeat { result.append(try selection()) } while !reader.isMark("}")
        reader.advance()
        return result
    }

    private mutating func selection() throws(GraphQLSyntaxError) -> GraphQLSelection {
        let location = reader.current.location
        guard reader.take(mark: "...") else { return .field(try field()) }
        if reader.current.kind == .name, !reader.isWord("on") {
            let name = try reader.name()
            return .spread(name: name, directives: try directives(), location: location)
        }
        let type = reader.take(word: "on") ? try reader.name() : nil
        let directives = try directives()
        return .inline(type: type, directives: directives, selections: try selections(), location: location)
    }

    private mutating func field() throws(GraphQLSyntaxError) -> GraphQLField {
        let location = reader.current.location
        var name = try reader.name()
        var alias: String?
        if reader.take(mark: ":") {
            alias = name
            name = try reader.name()
        }
        var field = GraphQLField(alias: alias, name: name, location: location)
        field.arguments = try arguments()
        field.directives = try directives()
        if reader.isMark("{") { field.selections = try selections() }
        return field
    }

    private mutating func arguments() throws(GraphQLSyntaxError) -> [GraphQLArgument] {
        guard reader.take(mark: "(") else { return [] }
        var result: [GraphQLArgument] = []
        repeat { result.append(try reader.argument()) } while !reader.isMark(")")
        reader.advance()
        return result
    }

    private mutating func directives() throws(GraphQLSyntaxError) -> [GraphQLDirective] {
        var result: [GraphQLDirective] = []
        while reader.isMark("@") {
            let location = reader.current.location
            reader.advance()
            result.append(
                GraphQLDirective(name: try reader.name(), arguments: try arguments(), location: location)
            )
        }
        return result
    }
}
