/// What a field resolves to, before the selection below it is applied.
indirect enum GraphQLResult {
    case null
    case value(SandboxJSON)
    case object(GraphQLObject)
    case list([GraphQLResult])

    static func text(_ value: String?) -> GraphQLResult { .value(.text(value)) }

    static func flag(_ value: Bool) -> GraphQLResult { .value(.bool(value)) }

    static func integer(_ value: some BinaryInteger) -> GraphQLResult { .value(.integer(value)) }

    static func strings(_ values: [String]) -> GraphQLResult { .value(.strings(values)) }

    static func object(_ object: GraphQLObject?) -> GraphQLResult { object.map { .object($0) } ?? .null }

    static func objects(_ objects: [GraphQLObject]) -> GraphQLResult { .list(objects.map { .object($0) }) }

    /// A moment in whole seconds of UTC, as the Admin API writes it.
    static func moment(_ moment: SandboxTime?) -> GraphQLResult {
        .text(moment.map { String($0.isoMilliseconds.prefix(19)) + "Z" })
    }
}

/// A field that is asked for, with its arguments after coercion and defaults.
struct GraphQLCall {
    var name: String
    var arguments: [String: SandboxJSON] = [:]

    func text(_ name: String) -> String? { arguments[name]?.stringValue }
    func flag(_ name: String) -> Bool { arguments[name]?.boolValue ?? false }
}

/// An object of the answer whose fields are worked out when they are asked for.
struct GraphQLObject {
    let typeName: String
    let resolve: (GraphQLCall) throws -> GraphQLResult

    init(_ typeName: String, resolve: @escaping (GraphQLCall) throws -> GraphQLResult) {
        self.typeName = typeName
        self.resolve = resolve
    }

    /// An object whose fields are all at hand.
    init(_ typeName: String, _ fields: [String: GraphQLResult]) {
        self.init(typeName) { fields[$0.name] ?? .null }
    }
}

/// Resolves the fields of the query and mutation types.
protocol GraphQLRoot {
    mutating func resolve(_ call: GraphQLCall) throws -> GraphQLResult
}
