/// Runs one operation: answers exactly what is selected, and counts what it cost.
struct GraphQLExecution {
    private let schema: GraphQLSchema
    private let document: GraphQLDocument
    private let variables: [String: SandboxJSON]
    private(set) var problems: [GraphQLProblem] = []

    /// A connection that was left out of an object, to be read on its own.
    struct Separated {
        var object: GraphQLObject
        var field: GraphQLField
    }

    private let separatesConnections: Bool
    private var separated: [Separated] = []

    private struct Outcome {
        /// Nil where a field that must not be null has no value: the object around it becomes null.
        var json: SandboxJSON?
        var cost = 0
    }

    /// Connections are separated for ``plain(_:_:)``, as bulk operations want it.
    init(
        schema: GraphQLSchema,
        document: GraphQLDocument,
        variables: [String: SandboxJSON],
        separatesConnections: Bool = false
    ) {
        self.separatesConnections = separatesConnections
        self.schema = schema
        self.document = document
        self.variables = variables
    }

    /// `data` of the answer, and the points spent.
    mutating func run(
        _ operation: GraphQLOperation,
        root: inout some GraphQLRoot
    ) -> (data: SandboxJSON, cost: Int) {
        let isMutation = operation.kind == .mutation
        let type = isMutation ? schema.mutationType : schema.queryType
        var members: [SandboxJSON.Member] = []
        var cost = 0
        var isNull = false
        for (key, field) in document.fields(of: operation.selections, on: type, schema, variables) {
            let outcome = run(field, key: key, on: type, path: []) { call in try root.resolve(call) }
            let spent = isMutation ? GraphQLCost.mutation + max(0, outcome.cost - 2) : outcome.cost
            cost += spent
            guard let json = outcome.json else {
                isNull = true
                continue
            }
            members.append(.init(key, json))
        }
        return (isNull ? .null : .object(members), cost)
    }

    /// The object without its connections, and those connections.
    mutating func plain(
        _ object: GraphQLObject,
        _ selections: [GraphQLSelection]
    ) -> (json: SandboxJSON, connections: [Separated]) {
        separated = []
        let outcome = completeObject(object, selections, .named(object.typeName), [])
        return (outcome.json ?? .null, separated)
    }

    private mutating func run(
        _ field: GraphQLField,
        key: String,
        on type: String,
        path: [SandboxJSON],
        resolve: (GraphQLCall) throws -> GraphQLResult
    ) -> Outcome {
        if field.name == "__typename" { return Outcome(json: .string(type)) }
        guard let definition = schema.types[type]?.fields[field.name] else { return Outcome(json: .null) }
        let path = path + [.string(key)]
        let arguments = GraphQLCoercion(schema: schema).arguments(of: field, definition, variables: variables)
        do {
            let result = try resolve(GraphQLCall(name: field.name, arguments: arguments))
            return complete(result, definition.type, field, path)
        } catch let failure as GraphQLFailure {
            var problem = GraphQLProblem(
                message: failure.message,
                locations: [field.location],
                extensions: failure.extensions
            )
            problem.path = path
            problems.append(problem)
        } catch {
            problems.append(
                GraphQLProblem(message: "Internal error", extensions: [.init("code", "INTERNAL_SERVER_ERROR")])
            )
        }
        let isConnection = schema.types[definition.type.name]?.isConnection ?? false
        return Outcome(json: definition.type.isNonNull ? nil : .null, cost: isConnection ? 2 : 1)
    }

    private mutating func complete(
        _ result: GraphQLResult,
        _ type: GraphQLTypeReference,
        _ field: GraphQLField,
        _ path: [SandboxJSON]
    ) -> Outcome {
        switch result {
        case .null:
            return Outcome(json: type.isNonNull ? nil : .null, cost: GraphQLCost.base(of: type.name))
        case .value(let json):
            return Outcome(json: json.isNull && type.isNonNull ? nil : json)
        case .list(let values): return completeList(values, type, field, path)
        case .object(let object):
            if schema.types[object.typeName]?.isConnection ?? false {
                return completeConnection(object, type, field, path)
            }
            var outcome = completeObject(object, field.selections, type, path)
            outcome.cost += GraphQLCost.base(of: type.name)
            return outcome
        }
    }

    private mutating func completeObject(
        _ object: GraphQLObject,
        _ selections: [GraphQLSelection],
        _ type: GraphQLTypeReference,
        _ path: [SandboxJSON]
    ) -> Outcome {
        var members: [SandboxJSON.Member] = []
        var cost = 0
        var isNull = false
        for (key, field) in document.fields(of: selections, on: object.typeName, schema, variables) {
            if separatesConnections, isConnection(field, on: object.typeName) {
                separated.append(Separated(object: object, field: field))
                continue
            }
            let outcome = run(field, key: key, on: object.typeName, path: path, resolve: object.resolve)
            cost += outcome.cost
            if let json = outcome.json { members.append(.init(key, json)) } else { isNull = true }
        }
        return Outcome(json: isNull ? (type.isNonNull ? nil : .null) : .object(members), cost: cost)
    }

    private func isConnection(_ field: GraphQLField, on type: String) -> Bool {
        guard let name = schema.types[type]?.fields[field.name]?.type.name else { return false }
        return schema.types[name]?.isConnection ?? false
    }

    private mutating func completeList(
        _ values: [GraphQLResult],
        _ type: GraphQLTypeReference,
        _ field: GraphQLField,
        _ path: [SandboxJSON]
    ) -> Outcome {
        guard case .list(let element) = type.nullable else { return Outcome(json: .null) }
        var items: [SandboxJSON] = []
        var cost = 0
        for (index, value) in values.enumerated() {
            let outcome = complete(value, element, field, path + [.integer(index)])
            cost = max(cost, outcome.cost)
            guard let json = outcome.json else { return Outcome(json: type.isNonNull ? nil : .null, cost: cost) }
            items.append(json)
        }
        let isLeaf = schema.types[type.name]?.isLeaf ?? true
        return Outcome(json: .array(items), cost: isLeaf ? 0 : max(cost, GraphQLCost.base(of: type.name)))
    }

    /// A connection costs by the number of nodes that came, not by what a list would.
    private mutating func completeConnection(
        _ object: GraphQLObject,
        _ type: GraphQLTypeReference,
        _ field: GraphQLField,
        _ path: [SandboxJSON]
    ) -> Outcome {
        var members: [SandboxJSON.Member] = []
        var cost = 2
        for (key, part) in document.fields(of: field.selections, on: object.typeName, schema, variables) {
            let outcome = run(part, key: key, on: object.typeName, path: path, resolve: object.resolve)
            guard let json = outcome.json else { return Outcome(json: type.isNonNull ? nil : .null, cost: cost) }
            members.append(.init(key, json))
            if part.name == "nodes" || part.name == "edges" {
                let weight = GraphQLCost.weight(of: max(1, json.arrayValue?.count ?? 0))
                cost += weight * max(1, outcome.cost - (part.name == "edges" ? 1 : 0))
            }
        }
        return Outcome(json: .object(members), cost: cost)
    }
}
