package import SyncModel

extension AdminStoreReader {
    package func results(
        of id: BulkOperation.ID,
        slice: BulkSlice,
        batch: Int,
        _ handle: ([SyncRecord]) async throws -> Void
    ) async throws -> BulkSummary {
        let operation = try await completed(id, slice)
        guard let url = operation.url else {
            guard operation.objectCount == 0 else {
                throw BulkResults.broken("\(operation.objectCount) lines were announced, but no file")
            }
            return BulkSummary()
        }
        let facts = try await client.ask(dialect.current.zone, origin: .history, as: ZoneAnswer.self).shop
        // The operation read each record at some time after it was created.
        let snapshot = snapshot(facts, readAt: operation.createdAt)
        var parts = try await BulkResults(
            settings: client.settings,
            transport: client.transport,
            folder: spillFolder,
            partBytes: partBytes
        ).download(operation, from: url)
        var summary = BulkSummary(lines: operation.objectCount)
        for index in 0..<parts.count {
            let part = try BulkPart(parts.take(index))
            var records: [SyncRecord] = []
            for place in 0..<part.count {
                // No `catch` with a condition: the compiler (6.3) never ends with one of a typed error here.
                switch Result(catching: { () throws(ReadFault) in try part.record(place, slice.kind, snapshot) }) {
                case .success(let record): records.append(record)
                case .failure(let fault) where fault.isOfOneRecord:
                    try Self.note(fault, of: part.id(place), in: &summary)
                case .failure(let fault): throw fault
                }
                guard records.count >= max(1, batch) else { continue }
                try await handle(records)
                summary.records += Int64(records.count)
                records.removeAll(keepingCapacity: true)
            }
            guard !records.isEmpty else { continue }
            try await handle(records)
            summary.records += Int64(records.count)
        }
        return summary
    }

    /// So many records that are not as the schema says are no single ones.
    private static var mostUnreadable: Int { 100 }

    private static func note(_ fault: ReadFault, of id: Int64, in summary: inout BulkSummary) throws(ReadFault) {
        guard summary.unreadable.count < mostUnreadable else { throw BulkResults.broken(fault.message) }
        summary.unreadable.append(UnreadableRecord(id: id, problem: fault.message))
    }

    private func completed(_ id: BulkOperation.ID, _ slice: BulkSlice) async throws(ReadFault) -> BulkOperation {
        guard let operation = try await operation(id) else {
            throw ReadFault(
                .bulkFailed,
                .refuse,
                message: "Shopify knows no such bulk operation: start the slice again"
            )
        }
        guard operation.slice == nil || operation.slice == slice else {
            throw ReadFault(.bulkFailed, .refuse, message: "the bulk operation was started for another slice")
        }
        switch operation.state {
        case .completed: return operation
        case .created, .running, .canceling:
            throw ReadFault(.bulkFailed, .wait(.seconds(5)), message: "the bulk operation has not ended")
        case .canceled, .expired:
            throw ReadFault(
                .bulkFailed,
                .refuse,
                message: "the bulk operation was cancelled or has expired: start the slice again"
            )
        case .failed:
            let reason = operation.errorCode ?? "no reason"
            let isDenied = reason == "ACCESS_DENIED"
            throw ReadFault(
                isDenied ? .accessDenied : .bulkFailed,
                .refuse,
                message: "the bulk operation failed with \(reason): "
                    + (isDenied ? "check the app's scopes with doctor" : "start the slice again, or a shorter one")
            )
        }
    }

    private struct ZoneAnswer: Decodable, Sendable {
        var shop: ShopZone.Facts
    }
}
