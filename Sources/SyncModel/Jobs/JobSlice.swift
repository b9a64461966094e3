/// One part of a job that is done or not done.
///
/// A pure value; its runner moves it, and every move is a checkpoint.
package struct JobSlice: Sendable, Hashable, Codable {
    /// How its records are read.
    package enum Method: String, Sendable, Hashable, Codable {
        /// By a bulk operation.
        case bulk
        /// By pages of a window, oldest change first.
        case pages
        /// All ids, ascending.
        case sweep
    }

    /// Up to where pages were merged.
    package struct Place: Sendable, Hashable, Codable {
        /// The newest change among them.
        package var updatedAt: Instant?
        /// The greatest id gone through.
        package var id: Int64?
        package var cursor: PageCursor?

        package init(updatedAt: Instant? = nil, id: Int64? = nil, cursor: PageCursor? = nil) {
            self.updatedAt = updatedAt
            self.id = id
            self.cursor = cursor
        }
    }

    package var job: Job.ID
    /// From 0, in the order of reading.
    package var number: Int
    package var kind: RecordKind
    package var method: Method
    package var window: ReadWindow
    package var state: SliceState = .waiting
    package var expected: Int64?
    /// Records merged by the reading that is under way, or by the one that ended it.
    package var read: Int64 = 0
    package var attempts = 0
    /// Not before this, after a failure.
    package var dueAt: Instant?
    /// Why the last attempt failed.
    package var problem: String?
    package var operation: BulkOperation.ID?
    /// When its operation began, by Shopify's clock: what it brought is no newer.
    package var operationAt: Instant?
    /// Operations that came to nothing, so that none is taken for a new one.
    package private(set) var spent: [BulkOperation.ID] = []
    package var place: Place?
    /// What an audit found in it.
    package var audit: AuditPart?
    /// What going through it with a mapping found.
    package var mapping: MappingReport?

    /// Lets go of the operation.
    package mutating func drop() {
        if let operation { spent = (spent + [operation]).suffix(8) }
        operation = nil
        operationAt = nil
    }

    package init(
        job: Job.ID,
        number: Int,
        kind: RecordKind,
        method: Method,
        window: ReadWindow,
        expected: Int64? = nil
    ) {
        self.job = job
        self.number = number
        self.kind = kind
        self.method = method
        self.window = window
        self.expected = expected
    }
}

/// Where a slice stands; stored under these names.
package enum SliceState: String, Sendable, Hashable, Codable, CaseIterable {
    case waiting
    /// An operation is being asked for: after a crash there may be one that nobody wrote down.
    case starting
    /// Its operation runs at Shopify, or its records are being read.
    case running
    case done
    case failed

    package var isOpen: Bool { self != .done && self != .failed }
}
