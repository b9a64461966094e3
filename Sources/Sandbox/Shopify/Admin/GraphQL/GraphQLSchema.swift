/// The types that a document may speak of.
struct GraphQLSchema: Sendable {
    struct Field: Sendable {
        var name: String
        var type: GraphQLTypeReference
        var arguments: [Input]
        var isDeprecated: Bool
    }

    /// An argument of a field, or a member of an input type.
    struct Input: Sendable {
        var name: String
        var type: GraphQLTypeReference
        var defaultValue: GraphQLValue?

        var isRequired: Bool { type.isNonNull && defaultValue == nil }
    }

    struct TypeDefinition: Sendable {
        enum Kind: Sendable {
            case scalar, object, interface, union, enumeration, input
        }

        var kind: Kind
        var name: String
        var fields: [String: Field] = [:]
        var inputs: [Input] = []
        var values: [String] = []
        /// The interfaces of an object, or the members of a union.
        var related: [String] = []

        var isLeaf: Bool { kind == .scalar || kind == .enumeration }
        var isConnection: Bool { kind == .object && name.hasSuffix("Connection") && fields["pageInfo"] != nil }
    }

    let queryType: String
    let mutationType: String
    private(set) var types: [String: TypeDefinition] = [:]

    /// Reads a schema; what cannot be read is left out, which the schema's own tests would notice.
    init(_ text: String, queryType: String, mutationType: String) {
        self.queryType = queryType
        self.mutationType = mutationType
        for name in ["ID", "String", "Int", "Float", "Boolean"] {
            types[name] = TypeDefinition(kind: .scalar, name: name)
        }
        guard var parser = try? GraphQLSchemaParser(text) else { return }
        while let type = try? parser.next() { types[type.name] = type }
    }

    /// Whether an object of the concrete type meets a fragment's condition.
    func isObject(_ concrete: String, kindOf condition: String) -> Bool {
        guard concrete != condition else { return true }
        if types[concrete]?.related.contains(condition) ?? false { return true }
        return types[condition]?.kind == .union && types[condition]?.related.contains(concrete) ?? false
    }

    /// Whether any object could be both.
    func canOverlap(_ left: String, _ right: String) -> Bool {
        types.values.contains {
            $0.kind == .object && isObject($0.name, kindOf: left) && isObject($0.name, kindOf: right)
        }
    }
}
