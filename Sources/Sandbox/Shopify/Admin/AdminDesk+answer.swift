extension AdminDesk {
    /// The largest cost that a single query may have.
    static let costLimit = 1_000

    /// Answers a GraphQL request; every answer is a 200, refusals included.
    ///
    /// The body has `query`, `variables` and `operationName`; the bucket pays, the factor makes every query dearer.
    mutating func answer(_ body: SandboxJSON, bucket: inout PointBucket, costFactor: Int) -> SandboxJSON {
        searchWarnings = []
        bulk.settle(at: now)
        let document: GraphQLDocument
        do throws(GraphQLSyntaxError) {
            document = try GraphQLParser.parse(body["query"]?.stringValue ?? "")
        } catch {
            return Self.refusal([GraphQLProblem(error)])
        }
        let name = body["operationName"]?.stringValue
        let operation = name.map { name in document.operations.first { $0.name == name } } ?? document.operations.first
        guard let operation, name != nil || document.operations.count == 1 else {
            let message = name.map { "No operation named \"\($0)\"" } ?? "An operation name is required"
            return Self.refusal([GraphQLProblem(message: message, extensions: [])])
        }
        let schema = AdminSchema.schema
        let problems = GraphQLValidator.problems(in: operation, of: document, schema: schema)
        guard problems.isEmpty else { return Self.refusal(problems) }
        let variables: [String: SandboxJSON]
        do throws(GraphQLProblem) {
            variables = try operation.variables(from: body["variables"], schema: schema)
        } catch {
            return Self.refusal([error])
        }
        let cost = GraphQLCost(schema: schema, document: document, variables: variables)
        let requested = cost.requested(by: operation) * costFactor
        if let refusal = Self.refusal(cost: requested, bucket: &bucket, at: now) { return refusal }

        var execution = GraphQLExecution(schema: schema, document: document, variables: variables)
        let (data, spent) = execution.run(operation, root: &self)
        let actual = min(requested, spent * costFactor)
        bucket.spend(actual)
        var members: [SandboxJSON.Member] = []
        if !execution.problems.isEmpty {
            members.append(.init("errors", .array(execution.problems.map(\.json))))
        }
        members.append(.init("data", data))
        var extensions = [Self.cost(requested, actual, bucket)]
        if !searchWarnings.isEmpty { extensions.append(.init("search", .array(searchWarnings))) }
        members.append(.init("extensions", .object(extensions)))
        return .object(members)
    }

    private static func refusal(_ problems: [GraphQLProblem]) -> SandboxJSON {
        ["errors": .array(problems.map(\.json))]
    }

    /// Nil where the query can be paid.
    private static func refusal(cost: Int, bucket: inout PointBucket, at moment: SandboxTime) -> SandboxJSON? {
        guard cost <= costLimit else {
            let message = "Query cost is \(cost), which exceeds the single query max cost limit (\(costLimit))."
            let problem = GraphQLProblem(
                message: message,
                extensions: [
                    .init("code", "MAX_COST_EXCEEDED"), .init("cost", .integer(cost)),
                    .init("maxCost", .integer(costLimit)),
                    .init("documentation", "https://shopify.dev/api/usage/limits#rate-limits"),
                ]
            )
            return refusal([problem])
        }
        guard !bucket.admits(cost, at: moment) else { return nil }
        let problem = GraphQLProblem(
            message: "Throttled",
            extensions: [
                .init("code", "THROTTLED"), .init("documentation", "https://shopify.dev/api/usage/rate-limits"),
            ]
        )
        return [
            "errors": [problem.json], "extensions": .object([Self.cost(cost, nil, bucket)]),
        ]
    }

    private static func cost(_ requested: Int, _ actual: Int?, _ bucket: PointBucket) -> SandboxJSON.Member {
        .init(
            "cost",
            [
                "requestedQueryCost": .integer(requested), "actualQueryCost": actual.map { .integer($0) } ?? .null,
                "throttleStatus": bucket.throttleStatus,
            ]
        )
    }
}
