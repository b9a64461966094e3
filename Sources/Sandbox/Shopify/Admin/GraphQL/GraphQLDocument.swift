/// A parsed document: operations in their order, fragments by name.
struct GraphQLDocument: Sendable {
    var operations: [GraphQLOperation] = []
    var fragments: [String: GraphQLFragment] = [:]
}

struct GraphQLOperation: Sendable {
    enum Kind: String, Sendable {
        case query, mutation, subscription
    }

    var kind: Kind
    var name: String?
    var variables: [GraphQLVariable]
    var selections: [GraphQLSelection]
    var location: GraphQLLocation

    /// How the service names the operation at the start of an error's path, for example `query Orders`.
    var pathName: String { name.map { "\(kind.rawValue) \($0)" } ?? kind.rawValue }
}

struct GraphQLVariable: Sendable {
    var name: String
    var type: GraphQLTypeReference
    var defaultValue: GraphQLValue?
    var location: GraphQLLocation
}

struct GraphQLFragment: Sendable {
    var name: String
    var type: String
    var selections: [GraphQLSelection]
    var location: GraphQLLocation
}

indirect enum GraphQLSelection: Sendable {
    case field(GraphQLField)
    case spread(name: String, directives: [GraphQLDirective], location: GraphQLLocation)
    case inline(
        type: String?,
        directives: [GraphQLDirective],
        selections: [GraphQLSelection],
        location: GraphQLLocation
    )
}

struct GraphQLField: Sendable {
    var alias: String?
    var name: String
    var arguments: [GraphQLArgument] = []
    var directives: [GraphQLDirective] = []
    var selections: [GraphQLSelection] = []
    var location: GraphQLLocation

    /// The member of the answer.
    var key: String { alias ?? name }
}

struct GraphQLArgument: Sendable {
    var name: String
    var value: GraphQLValue
    var location: GraphQLLocation
}

struct GraphQLDirective: Sendable {
    var name: String
    var arguments: [GraphQLArgument]
    var location: GraphQLLocation
}
