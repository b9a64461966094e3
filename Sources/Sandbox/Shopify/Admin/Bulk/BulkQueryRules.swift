/// What a query must be like to run in bulk.
struct BulkQueryRules {
    static let connectionLimit = 5
    static let depthLimit = 2

    private let schema: GraphQLSchema
    private let document: GraphQLDocument
    private var connections = 0
    private var deepest = 0
    private var isInsideList = false
    private var withoutEdges: [String] = []
    private var withoutID: [String] = []

    /// The query's operation, or why it cannot run in the service's words.
    static func operation(
        in text: String,
        schema: GraphQLSchema
    ) -> Result<(document: GraphQLDocument, operation: GraphQLOperation), Refused> {
        let document: GraphQLDocument
        do throws(GraphQLSyntaxError) {
            document = try GraphQLParser.parse(text)
        } catch {
            return .failure(Refused(messages: ["Invalid bulk query: \(error.message)"]))
        }
        guard let operation = document.operations.first, operation.kind == .query else {
            return .failure(Refused(messages: ["Invalid operation type. Only `query` operations are supported."]))
        }
        if let problem = GraphQLValidator.problems(in: operation, of: document, schema: schema).first {
            return .failure(Refused(messages: ["Invalid bulk query: \(problem.message)"]))
        }
        var rules = BulkQueryRules(schema: schema, document: document)
        let messages = rules.messages(operation)
        return messages.isEmpty ? .success((document, operation)) : .failure(Refused(messages: messages))
    }

    struct Refused: Error {
        var messages: [String]
    }

    private init(schema: GraphQLSchema, document: GraphQLDocument) {
        self.schema = schema
        self.document = document
    }

    private mutating func messages(_ operation: GraphQLOperation) -> [String] {
        let roots = document.fields(of: operation.selections, on: schema.queryType, schema, [:])
        for root in roots { look(at: root.field, on: schema.queryType, depth: 0, isInList: false) }
        var messages: [String] = []
        if roots.contains(where: { $0.field.name == "node" || $0.field.name == "nodes" }) {
            messages.append("Bulk queries cannot contain a top level `node` field.")
        }
        if connections == 0 { messages.append("Bulk queries must contain at least one connection.") }
        if connections > Self.connectionLimit {
            messages.append("Bulk queries cannot contain more than \(Self.connectionLimit) connections.")
        }
        if deepest > Self.depthLimit {
            messages.append(
                "Bulk queries cannot contain connections with a nesting depth greater than \(Self.depthLimit)."
            )
        }
        if isInsideList {
            messages.append("Queries that contain a connection field within a list field are not currently supported.")
        }
        if let first = withoutEdges.first {
            messages.append(
                "All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: "
                    + "'\(first) { edges { node {'. Selecting via 'nodes' is not supported. Invalid connection fields: "
                    + "'\(withoutEdges.joined(separator: "', '"))'."
            )
        }
        if !withoutID.isEmpty {
            messages.append(
                "The parent 'node' field for a nested connection must select the 'id' field without an alias and must "
                    + "be of 'ID' return type. Connection fields without 'id': \(withoutID.joined(separator: ", "))."
            )
        }
        return messages
    }

    private mutating func look(at field: GraphQLField, on type: String, depth: Int, isInList: Bool) {
        guard let definition = schema.types[type]?.fields[field.name],
            let result = schema.types[definition.type.name], !result.isLeaf
        else { return }
        guard result.isConnection else {
            let isInList = isInList || definition.type.isList
            for inner in fields(field.selections, on: result.name) {
                look(at: inner, on: result.name, depth: depth, isInList: isInList)
            }
            return
        }
        connections += 1
        deepest = max(deepest, depth)
        if isInList { isInsideList = true }
        let edges = fields(field.selections, on: result.name).first { $0.name == "edges" }
        let edgeType = result.fields["edges"]?.type.name ?? ""
        guard let edges, let node = fields(edges.selections, on: edgeType).first(where: { $0.name == "node" }) else {
            withoutEdges.append(field.name)
            return
        }
        let nodeType = schema.types[edgeType]?.fields["node"]?.type.name ?? ""
        let before = connections
        let inner = fields(node.selections, on: nodeType)
        for part in inner { look(at: part, on: nodeType, depth: depth + 1, isInList: false) }
        if connections > before, !inner.contains(where: { $0.key == "id" && $0.name == "id" }) {
            withoutID.append(field.name)
        }
    }

    private func fields(_ selections: [GraphQLSelection], on type: String) -> [GraphQLField] {
        document.fields(of: selections, on: type, schema, [:]).map(\.field)
    }
}
