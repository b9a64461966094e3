package import SyncModel

extension AdminStoreReader {
    private static var operationsAtOnce: Int { 50 }

    package func start(_ slice: BulkSlice) async throws(ReadFault) -> BulkOperation {
        if slice.kind == .order { try await proveDialect() }
        let answer = try await client.ask(
            dialect.current.startBulk,
            ["query": .string(dialect.current.bulkQuery(slice))],
            origin: .history,
            as: StartAnswer.self
        ).bulkOperationRunQuery
        guard answer.userErrors.isEmpty, let started = answer.bulkOperation else {
            throw UserErrors.fault(answer.userErrors)
        }
        return try started.operation()
    }

    package func operation(_ id: BulkOperation.ID) async throws(ReadFault) -> BulkOperation? {
        try await client.ask(
            dialect.current.bulkOperation,
            ["id": .string(id.rawValue)],
            origin: .history,
            as: StatusAnswer.self
        ).bulkOperation?.operation()
    }

    package func operations() async throws(ReadFault) -> [BulkOperation] {
        let nodes = try await client.ask(
            dialect.current.bulkOperations,
            ["first": .int(Self.operationsAtOnce)],
            origin: .history,
            as: ListAnswer.self
        ).bulkOperations.nodes
        var operations: [BulkOperation] = []
        for node in nodes { operations.append(try node.operation()) }
        return operations
    }

    package func cancel(_ id: BulkOperation.ID) async throws(ReadFault) -> BulkOperation {
        let answer = try await client.ask(
            dialect.current.cancelBulk,
            ["id": .string(id.rawValue)],
            as: CancelAnswer.self
        ).bulkOperationCancel
        // One that has ended comes back with an error beside it.
        guard let operation = answer.bulkOperation else { throw UserErrors.fault(answer.userErrors) }
        return try operation.operation()
    }

    /// A bulk operation that may not read products fails after minutes without telling why, so one order is read first.
    private func proveDialect() async throws(ReadFault) {
        guard !dialect.isProven, dialect.current.withProducts else { return }
        _ = try await page(.order, in: ReadWindow(), after: nil, origin: .history)
        dialect.prove()
    }

    private struct StartAnswer: Decodable, Sendable {
        var bulkOperationRunQuery: Change
    }

    private struct CancelAnswer: Decodable, Sendable {
        var bulkOperationCancel: Change
    }

    private struct Change: Decodable, Sendable {
        var bulkOperation: AdminBulkOperation?
        var userErrors: [UserErrors.Item]
    }

    private struct StatusAnswer: Decodable, Sendable {
        var bulkOperation: AdminBulkOperation?
    }

    private struct ListAnswer: Decodable, Sendable {
        var bulkOperations: Nodes

        struct Nodes: Decodable, Sendable {
            var nodes: [AdminBulkOperation]
        }
    }
}
