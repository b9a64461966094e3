/// Reads many records at once by bulk operations, a slice of time each.
package protocol BulkReader: Sendable {
    /// Starts an operation for a slice.
    ///
    /// - Throws: a fault of code `bulkLimit` where as many run as may.
    func start(_ slice: BulkSlice) async throws(ReadFault) -> BulkOperation

    /// How an operation is doing; `nil` where Shopify knows none of that id.
    func operation(_ id: BulkOperation.ID) async throws(ReadFault) -> BulkOperation?

    /// The app's newest operations, newest first, at most 50, those of earlier processes included.
    func operations() async throws(ReadFault) -> [BulkOperation]

    /// Asks Shopify to cancel an operation; one that has ended stays as it is.
    func cancel(_ id: BulkOperation.ID) async throws(ReadFault) -> BulkOperation

    /// Hands over the whole records of a completed operation in batches, in no particular order.
    ///
    /// Nothing is held but one part of the file at a time. Before the first batch all of the file is checked: against what
    /// the operation announced, for lines that are not JSON, and for children without parents; then nothing is handed
    /// over. On a fault the slice must be read again from the start, which is harmless.
    /// - Parameters:
    ///   - id: a completed operation.
    ///   - slice: what it was started for.
    ///   - batch: the largest number of records handed over at once.
    ///   - handle: takes a batch; the next is read only afterwards. What it throws ends the reading and is thrown on.
    /// - Returns: how much there was.
    /// - Throws: ``ReadFault``, or what `handle` throws.
    func results(
        of id: BulkOperation.ID,
        slice: BulkSlice,
        batch: Int,
        _ handle: ([SyncRecord]) async throws -> Void
    ) async throws -> BulkSummary
}

/// The records that one bulk operation reads.
package struct BulkSlice: Sendable, Hashable, Codable {
    package var kind: RecordKind
    package var window: ReadWindow

    package init(_ kind: RecordKind, _ window: ReadWindow) {
        self.kind = kind
        self.window = window
    }
}

/// One bulk operation as Shopify tells of it.
package struct BulkOperation: Sendable, Hashable {
    /// A GID such as `gid://shopify/BulkOperation/1`.
    package struct ID: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
        package var rawValue: String

        package init(rawValue: String) { self.rawValue = rawValue }
        package var description: String { rawValue }
    }

    package enum State: String, Sendable, Hashable {
        case created, running, completed, canceling, canceled, failed, expired

        /// Whether it counts towards the operations that may run at once.
        package var isRunning: Bool { self == .created || self == .running || self == .canceling }
    }

    package var id: ID
    package var state: State
    /// The slice it was started for; `nil` for an operation that is not ours.
    package var slice: BulkSlice?
    package var createdAt: Instant
    package var completedAt: Instant?
    /// Records so far, their lines not counted.
    package var rootCount: Int64
    /// Lines of the file so far.
    package var objectCount: Int64
    package var fileSize: Int64?
    /// `ACCESS_DENIED`, `INTERNAL_SERVER_ERROR` or `TIMEOUT` of a failed one.
    package var errorCode: String?
    /// Where the result lies: signed, so a credential by itself, good for 7 days; `nil` where nothing matched.
    package var url: Secret?

    package init(
        id: ID,
        state: State,
        slice: BulkSlice? = nil,
        createdAt: Instant,
        completedAt: Instant? = nil,
        rootCount: Int64 = 0,
        objectCount: Int64 = 0,
        fileSize: Int64? = nil,
        errorCode: String? = nil,
        url: Secret? = nil
    ) {
        self.id = id
        self.state = state
        self.slice = slice
        self.createdAt = createdAt
        self.completedAt = completedAt
        self.rootCount = rootCount
        self.objectCount = objectCount
        self.fileSize = fileSize
        self.errorCode = errorCode
        self.url = url
    }
}

/// What a result file held.
package struct BulkSummary: Sendable, Hashable {
    /// Those that were handed over.
    package var records: Int64
    package var lines: Int64
    /// Records that are in the file and not as the schema says.
    package var unreadable: [UnreadableRecord]

    package init(records: Int64 = 0, lines: Int64 = 0, unreadable: [UnreadableRecord] = []) {
        self.records = records
        self.lines = lines
        self.unreadable = unreadable
    }
}
