/// Parses schema text: types, interfaces, unions, enumerations, inputs and scalars, without descriptions.
struct GraphQLSchemaParser {
    private var reader: GraphQLTokenReader

    init(_ text: String) throws(GraphQLSyntaxError) { reader = try GraphQLTokenReader(text) }

    /// The next type; nil at the end.
    mutating func next() throws(GraphQLSyntaxError) -> GraphQLSchema.TypeDefinition? {
        guard !reader.isAtEnd else { return nil }
        let word = reader.current
        reader.advance()
        let name = try reader.name()
        switch word.text {
        case "scalar": return .init(kind: .scalar, name: name)
        case "union":
            try reader.expect("=")
            var members: [String] = []
            repeat { members.append(try reader.name()) } while reader.take(mark: "|")
            return .init(kind: .union, name: name, related: members)
        case "enum": return .init(kind: .enumeration, name: name, values: try values())
        case "input": return .init(kind: .input, name: name, inputs: try inputs(from: "{", to: "}"))
        case "type", "interface":
            var interfaces: [String] = []
            if reader.take(word: "implements") {
                repeat { interfaces.append(try reader.name()) } while reader.take(mark: "&")
            }
            let kind: GraphQLSchema.TypeDefinition.Kind = word.text == "type" ? .object : .interface
            return .init(kind: kind, name: name, fields: try fields(), related: interfaces)
        default: throw .unexpected(word)
        }
    }

    private mutating func values() throws(GraphQLSyntaxError) -> [String] {
        try reader.expect("{")
        var values: [String] = []
        while !reader.take(mark: "}") {
            values.append(try reader.name())
            _ = try skipDirectives()
        }
        return values
    }

    private mutating func fields() throws(GraphQLSyntaxError) -> [String: GraphQLSchema.Field] {
        try reader.expect("{")
        var fields: [String: GraphQLSchema.Field] = [:]
        while !reader.take(mark: "}") {
            let name = try reader.name()
            let arguments = reader.isMark("(") ? try inputs(from: "(", to: ")") : []
            try reader.expect(":")
            let type = try reader.typeReference()
            let isDeprecated = try skipDirectives()
            fields[name] = .init(name: name, type: type, arguments: arguments, isDeprecated: isDeprecated)
        }
        return fields
    }

    private mutating func inputs(
        from open: String,
        to close: String
    ) throws(GraphQLSyntaxError) -> [GraphQLSchema.Input] {
        try reader.expect(open)
        var inputs: [GraphQLSchema.Input] = []
        while !reader.take(mark: close) {
            let name = try reader.name()
            try reader.expect(":")
            let type = try reader.typeReference()
            let value = reader.take(mark: "=") ? try reader.value(isConstant: true) : nil
            _ = try skipDirectives()
            inputs.append(.init(name: name, type: type, defaultValue: value))
        }
        return inputs
    }

    /// Whether one of them deprecates.
    private mutating func skipDirectives() throws(GraphQLSyntaxError) -> Bool {
        var isDeprecated = false
        while reader.take(mark: "@") {
            isDeprecated = try reader.name() == "deprecated" || isDeprecated
            if reader.take(mark: "(") {
                while !reader.take(mark: ")") { _ = try reader.argument(isConstant: true) }
            }
        }
        return isDeprecated
    }
}
