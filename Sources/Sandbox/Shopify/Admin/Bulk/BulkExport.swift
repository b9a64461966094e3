/// Works through a bulk query page by page and writes its lines.
///
/// It reads the shop as it was at the start, which a copy of the value keeps.
struct BulkExport {
    private let document: GraphQLDocument
    private let schema: GraphQLSchema
    private let catalogue: AdminCatalogue
    private let lineOrder: BulkOptions.LineOrder
    /// Root connections that are still to be read, and where each goes on.
    private var roots: [(field: GraphQLField, after: String?)]
    /// Children that wait for a place further on.
    private var held: [SandboxJSON] = []
    private var generator: SeededGenerator
    private(set) var lines: [UInt8] = []
    private(set) var objectCount = 0
    private(set) var rootObjectCount = 0
    private(set) var failure: GraphQLFailure?
    /// Whether the result was written before, so that there is nothing to do.
    private(set) var isRepeated = false

    private static let pageSize = 250

    init(
        document: GraphQLDocument,
        operation: GraphQLOperation,
        schema: GraphQLSchema,
        catalogue: AdminCatalogue,
        lineOrder: BulkOptions.LineOrder,
        seed: UInt64
    ) {
        self.document = document
        self.schema = schema
        self.catalogue = catalogue
        self.lineOrder = lineOrder
        generator = SeededGenerator(seed: seed)
        roots = document.fields(of: operation.selections, on: schema.queryType, schema, [:])
            .map { ($0.field, nil) }
    }

    var isFinished: Bool { failure != nil || (roots.isEmpty && held.isEmpty) }

    /// Leaves nothing to be read.
    mutating func finish() {
        roots = []
        isRepeated = true
    }

    /// Reads about so many root objects more.
    mutating func advance(roots limit: Int) {
        let goal = rootObjectCount + limit
        while !isFinished, rootObjectCount < goal {
            guard let root = roots.first else {
                write(held)
                held = []
                return
            }
            do {
                roots[0].after = try readPage(of: root.field, after: root.after)
                if roots[0].after == nil { roots.removeFirst() }
            } catch let error as GraphQLFailure {
                failure = error
            } catch {
                failure = GraphQLFailure("\(error)", code: "INTERNAL_SERVER_ERROR")
            }
        }
    }

    /// Takes the lines that were written since the last time.
    mutating func takeLines() -> [UInt8] {
        defer { lines.removeAll(keepingCapacity: true) }
        return lines
    }

    /// - Returns: where the next page begins; nil after the last.
    private mutating func readPage(of field: GraphQLField, after: String?) throws -> String? {
        let call = call(field, on: schema.queryType, after: after)
        let connection: GraphQLResult =
            switch field.name {
            case "orders": try catalogue.orders(call)
            case "customers": try catalogue.customers(call)
            default: .null
            }
        let page = try Page(connection)
        guard let selections = nodeSelections(of: field, on: schema.queryType) else { return nil }
        var window: [SandboxJSON] = []
        var children: [SandboxJSON] = []
        for node in page.nodes {
            rootObjectCount += 1
            let start = children.count
            let line = try object(node, selections, parent: nil, into: &children)
            window.append(line)
            if lineOrder == .grouped {
                window += children[start...]
                children.removeSubrange(start...)
            }
        }
        spread(children, over: &window)
        write(window)
        return page.next
    }

    /// Puts children where the chosen order wants them; some wait for the next page.
    private mutating func spread(_ children: [SandboxJSON], over window: inout [SandboxJSON]) {
        guard lineOrder != .grouped else { return }
        var placed = held
        held = []
        for child in children {
            if generator.chance(0.1) { held.append(child) } else { placed.append(child) }
        }
        placed.shuffle(using: &generator)
        guard lineOrder == .anywhere else {
            window += placed
            return
        }
        for child in placed { window.insert(child, at: generator.integer(0...window.count)) }
    }

    private mutating func object(
        _ node: GraphQLObject,
        _ selections: [GraphQLSelection],
        parent: String?,
        into children: inout [SandboxJSON]
    ) throws -> SandboxJSON {
        objectCount += 1
        var execution = GraphQLExecution(
            schema: schema,
            document: document,
            variables: [:],
            separatesConnections: true
        )
        let (json, connections) = execution.plain(node, selections)
        for connection in connections {
            let type = connection.object.typeName
            guard let inner = nodeSelections(of: connection.field, on: type) else { continue }
            var after: String?
            repeat {
                let page = try Page(connection.object.resolve(call(connection.field, on: type, after: after)))
                for child in page.nodes {
                    let line = try object(child, inner, parent: json["id"]?.stringValue, into: &children)
                    children.append(line)
                }
                after = page.next
            } while after != nil
        }
        guard let parent, case .object(let members) = json else { return json }
        return .object(members + [SandboxJSON.Member("__parentId", .string(parent))])
    }

    private func call(_ field: GraphQLField, on type: String, after: String?) -> GraphQLCall {
        guard let definition = schema.types[type]?.fields[field.name] else { return GraphQLCall(name: field.name) }
        var arguments = GraphQLCoercion(schema: schema).arguments(of: field, definition, variables: [:])
        arguments["first"] = .integer(Self.pageSize)
        arguments["last"] = nil
        arguments["after"] = after.map { .string($0) }
        return GraphQLCall(name: field.name, arguments: arguments)
    }

    private func nodeSelections(of field: GraphQLField, on type: String) -> [GraphQLSelection]? {
        let connection = schema.types[type]?.fields[field.name]?.type.name ?? ""
        let edges = document.fields(of: field.selections, on: connection, schema, [:]).first { $0.key == "edges" }
        let edge = schema.types[connection]?.fields["edges"]?.type.name ?? ""
        return document.fields(of: edges?.field.selections ?? [], on: edge, schema, [:])
            .first { $0.field.name == "node" }?.field.selections
    }

    private mutating func write(_ window: [SandboxJSON]) {
        for line in window { lines += BulkLine.bytes(of: line) }
    }

    /// The nodes of a connection, read through its own fields.
    private struct Page {
        var nodes: [GraphQLObject] = []
        var next: String?

        init(_ result: GraphQLResult) throws {
            guard case .object(let connection) = result else { return }
            if case .list(let items) = try connection.resolve(GraphQLCall(name: "nodes")) {
                nodes = items.compactMap { if case .object(let node) = $0 { node } else { nil } }
            }
            guard case .object(let info) = try connection.resolve(GraphQLCall(name: "pageInfo")),
                case .value(.bool(true)) = try info.resolve(GraphQLCall(name: "hasNextPage")),
                case .value(let cursor) = try info.resolve(GraphQLCall(name: "endCursor"))
            else { return }
            next = cursor.stringValue
        }
    }
}
