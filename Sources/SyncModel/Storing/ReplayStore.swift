/// Deliveries taken up once more.
package protocol ReplayStore: Sendable {
    /// Stored deliveries by ascending number, behind `number`; test deliveries are left out.
    ///
    /// One whose body cannot be read is among them, without it.
    func receipts(_ filter: ReplayFilter, after number: Int64, limit: Int) async throws -> [StoredReceipt]

    /// Merges what deliveries tell into the records once more, in one transaction, and marks those records with force.
    ///
    /// - By the same rules as `apply`, so that nothing becomes older than it is, and nothing that was erased comes back.
    /// - Every record that is told of is marked as history, whether it changed or not, in the destinations that it goes to;
    ///   only in those named by `destinations`, where that is given.
    /// - A delivery that could not be used before and can now is `applied` from then on.
    /// - Requests about people's data are not asked again.
    /// - A record that cannot be read is left as it is and named; what deliveries tell of others is taken all the same.
    func replay(
        _ batch: [ReplayedReceipt],
        routing: RoutingTable,
        destinations: Set<DestinationName>?,
        now: Instant
    ) async throws -> ReplayReport
}

extension RoutingTable {
    /// Where a replayed record goes.
    package func destinations(
        for record: SyncRecord,
        of store: StoreName,
        among chosen: Set<DestinationName>?
    ) -> [DestinationName] {
        destinations(for: record, of: store).filter { chosen?.contains($0) ?? true }
    }
}
