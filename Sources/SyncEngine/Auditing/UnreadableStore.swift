package import SyncModel

/// A store without credentials: nothing can be read from it.
package struct UnreadableStore: RecordReader, BulkReader, StoreInspector {
    private static let fault = ReadFault(
        .unauthorized,
        .refuse,
        message: "the store has no Admin API credentials, so nothing can be read from Shopify"
    )

    package init() {}

    package func records(
        _ kind: RecordKind,
        ids: [Int64],
        origin: Origin
    ) async throws(ReadFault) -> RecordsRead { throw Self.fault }

    package func page(
        _ kind: RecordKind,
        in window: ReadWindow,
        after cursor: PageCursor?,
        origin: Origin
    ) async throws(ReadFault) -> RecordPage { throw Self.fault }

    package func glimpses(
        _ kind: RecordKind,
        in window: ReadWindow,
        after cursor: PageCursor?,
        origin: Origin
    ) async throws(ReadFault) -> GlimpsePage { throw Self.fault }

    package func ids(_ kind: RecordKind, after cursor: PageCursor?) async throws(ReadFault) -> GlimpsePage {
        throw Self.fault
    }

    package func count(_ kind: RecordKind, in window: ReadWindow) async throws(ReadFault) -> RecordCount {
        throw Self.fault
    }

    package func start(_ slice: BulkSlice) async throws(ReadFault) -> BulkOperation { throw Self.fault }

    package func operation(_ id: BulkOperation.ID) async throws(ReadFault) -> BulkOperation? { throw Self.fault }

    package func operations() async throws(ReadFault) -> [BulkOperation] { throw Self.fault }

    package func cancel(_ id: BulkOperation.ID) async throws(ReadFault) -> BulkOperation { throw Self.fault }

    package func results(
        of id: BulkOperation.ID,
        slice: BulkSlice,
        batch: Int,
        _ handle: ([SyncRecord]) async throws -> Void
    ) async throws -> BulkSummary { throw Self.fault }

    package func facts() async throws(ReadFault) -> AppFacts { throw Self.fault }
}
