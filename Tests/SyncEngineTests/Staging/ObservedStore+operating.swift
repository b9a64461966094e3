import SyncModel

extension ObservedStore {
    func begin(_ action: LoggedAction) async throws -> Int64 { try await told { try await inner.begin(action) } }
    func end(_ action: Int64, outcome: String, now: Instant) async throws {
        try await told { try await inner.end(action, outcome: outcome, now: now) }
    }
    func actions(_ filter: ActionFilter, limit: Int) async throws -> [LoggedAction] {
        try await inner.actions(filter, limit: limit)
    }
}

extension ObservedStore {
    func receipts(_ filter: ReplayFilter, after number: Int64, limit: Int) async throws -> [StoredReceipt] {
        try await inner.receipts(filter, after: number, limit: limit)
    }
    func replay(
        _ batch: [ReplayedReceipt],
        routing: RoutingTable,
        destinations: Set<DestinationName>?,
        now: Instant
    ) async throws -> ReplayReport {
        try await told { try await inner.replay(batch, routing: routing, destinations: destinations, now: now) }
    }
}
