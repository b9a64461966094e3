extension AdminDesk {
    /// Nil where the field has nothing to do with bulk operations.
    mutating func bulkField(_ call: GraphQLCall) throws -> GraphQLResult? {
        switch call.name {
        case "bulkOperation":
            let text = call.text("id") ?? ""
            guard let id = ShopifyID(text), id.type == "BulkOperation" else {
                throw GraphQLFailure("Invalid id: \(text)", code: "RESOURCE_NOT_FOUND")
            }
            return operationObject(id.number)
        case "bulkOperations": return try operations(call)
        case "currentBulkOperation":
            guard call.text("type") != "MUTATION" else { return .null }
            return bulk.operations.last.map { operationObject($0.id) } ?? .null
        case "bulkOperationRunQuery":
            return run(call.text("query") ?? "", isGrouped: call.flag("groupObjects"))
        case "bulkOperationCancel": return cancel(call.text("id").flatMap(ShopifyID.init)?.number ?? 0)
        default: return nil
        }
    }

    func operationObject(_ id: Int64) -> GraphQLResult {
        .object(bulk.operation(id).map { $0.object(base: base, resultSeconds: bulk.options.resultSeconds) })
    }

    private mutating func operations(_ call: GraphQLCall) throws -> GraphQLResult {
        let request = try PageRequest(call)
        let text = call.text("query") ?? ""
        let expression = SearchExpression(parsing: text)
        for term in expression?.terms ?? [] {
            if term.field == "created_at" { try AdminCatalogue.checkMoment(term, "created_at") }
            if let accepted = Self.acceptedValues[term.field ?? ""], !accepted.contains(term.value.uppercased()) {
                searchWarnings.append(
                    SearchWarnings.entry(
                        text: text,
                        path: call.name,
                        term: term,
                        message: "Input `\(term.value)` is not an accepted value.",
                        code: "invalid_value"
                    )
                )
            }
        }
        let found = bulk.operations.filter { operation in
            expression?.matches { term in
                switch term.field {
                case "id": term.compares(operation.id)
                case "status":
                    Self.statuses.contains(term.value.uppercased()) && term.compares(operation.status.rawValue)
                case "type", "operation_type": term.compares("query")
                case "created_at": term.compares(operation.createdAt)
                default: true
                }
            } ?? true
        }
        let (base, seconds) = (self.base, bulk.options.resultSeconds)
        return PageOfNodes.of(found, request, id: \.id) { operation in
            let moment = String(operation.createdAt.isoMilliseconds.prefix(19)).replacing("T", with: " ")
            return .string(moment + ".000000")
        } node: {
            $0.object(base: base, resultSeconds: seconds)
        }.connection("BulkOperationConnection")
    }

    /// `EXPIRED` is a status, but none that can be searched for.
    private static let statuses: Set<String> = ["CREATED", "RUNNING", "COMPLETED", "CANCELING", "CANCELED", "FAILED"]
    private static let acceptedValues: [String: Set<String>] = [
        "status": statuses, "type": ["QUERY", "MUTATION"], "operation_type": ["QUERY", "MUTATION"],
    ]

    private mutating func run(_ text: String, isGrouped: Bool) -> GraphQLResult {
        let active = bulk.active
        guard active.count < bulk.options.concurrentQueries else {
            let ids = active.map(\.gid).joined(separator: ", ")
            let message = "A bulk query operation for this app and shop is already in progress: \(ids)."
            return Self.payload("RunQuery", nil, [Self.error(nil, message, code: "OPERATION_IN_PROGRESS")])
        }
        switch BulkQueryRules.operation(in: text, schema: AdminSchema.schema) {
        case .failure(let refused):
            return Self.payload(
                "RunQuery",
                nil,
                refused.messages.map { Self.error(["query"], $0, code: "INVALID") }
            )
        case .success(let (document, operation)):
            prepareForBulk(text)
            let started = bulk.start(
                text,
                isGrouped: isGrouped,
                document: document,
                operation: operation,
                catalogue: catalogue,
                at: now
            )
            return Self.payload(
                "RunQuery",
                started.object(base: base, resultSeconds: bulk.options.resultSeconds),
                []
            )
        }
    }

    private mutating func cancel(_ id: Int64) -> GraphQLResult {
        let before = bulk.operation(id)
        guard let operation = bulk.cancel(id) else {
            let error = SubscriptionBook.UserError(field: ["id"], message: "Bulk operation does not exist")
            return Self.payload("Cancel", nil, [error.object])
        }
        var errors: [GraphQLObject] = []
        if let before, !before.status.isActive {
            let message = "A bulk operation cannot be canceled when it is \(before.status.rawValue.lowercased())"
            errors.append(GraphQLObject("UserError", ["field": .null, "message": .text(message)]))
        }
        return Self.payload(
            "Cancel",
            operation.object(base: base, resultSeconds: bulk.options.resultSeconds),
            errors
        )
    }

    private static func error(_ field: [String]?, _ message: String, code: String) -> GraphQLObject {
        GraphQLObject(
            "BulkOperationUserError",
            [
                "field": field.map { .strings($0) } ?? .null, "message": .text(message), "code": .text(code),
            ]
        )
    }

    private static func payload(_ verb: String, _ operation: GraphQLObject?, _ errors: [GraphQLObject]) -> GraphQLResult
    {
        .object(
            GraphQLObject(
                "BulkOperation\(verb)Payload",
                ["bulkOperation": .object(operation), "userErrors": .objects(errors)]
            )
        )
    }
}
