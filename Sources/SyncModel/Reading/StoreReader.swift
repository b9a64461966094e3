/// Everything that is asked of a store's Admin API.
///
/// Made of small protocols, so that what needs one of them takes that one. Implementations: `AdminStoreReader`, and
/// fakes in tests.
package protocol StoreReader: RecordReader, BulkReader, SubscriptionKeeper, StoreInspector {}

/// Reads customers and orders as complete canonical records.
///
/// Every record that is returned is whole: one whose list could not be read to its end is told as unreadable, and never
/// as a short record.
/// Its groups carry the record's own times, and its `reads` answers every hydration asked for before the read began.
package protocol RecordReader: Sendable {
    /// The records with these ids, in batches as large as the API takes.
    ///
    /// - Parameters:
    ///   - kind: the kind of all of them.
    ///   - ids: any number; repeated ones are read once.
    ///   - origin: live reads go before history.
    /// - Returns: the records and the ids without one.
    /// - Throws: ``ReadFault``; then nothing is returned of what was read.
    func records(_ kind: RecordKind, ids: [Int64], origin: Origin) async throws(ReadFault) -> RecordsRead

    /// One page of the records in a window, oldest first.
    ///
    /// Shopify's search lags by seconds: overlap windows, and end them some minutes before now.
    /// - Parameters:
    ///   - kind: customers or orders.
    ///   - window: which ones; must be the same for all pages of a reading.
    ///   - cursor: where the last page ended; `nil` for the first.
    ///   - origin: live reads go before history.
    /// - Returns: the page, and where the next begins.
    /// - Throws: a fault of code `invalidCursor` where the reading must start again.
    func page(
        _ kind: RecordKind,
        in window: ReadWindow,
        after cursor: PageCursor?,
        origin: Origin
    ) async throws(ReadFault) -> RecordPage

    /// One page of the ids and times of the records in a window, oldest first: for a hundredth of the points that the
    /// records themselves cost.
    ///
    /// Parameters and errors are those of ``page(_:in:after:origin:)``.
    func glimpses(
        _ kind: RecordKind,
        in window: ReadWindow,
        after cursor: PageCursor?,
        origin: Origin
    ) async throws(ReadFault) -> GlimpsePage

    /// One page of the ids of all records that the app can see, ascending, for sweeps that look for deletions.
    func ids(_ kind: RecordKind, after cursor: PageCursor?) async throws(ReadFault) -> GlimpsePage

    /// How many records there are in a window.
    func count(_ kind: RecordKind, in window: ReadWindow) async throws(ReadFault) -> RecordCount
}

/// What a read by ids brought.
package struct RecordsRead: Sendable, Hashable {
    package var records: [SyncRecord]
    /// Ids for which Shopify answered nothing: deleted, merged away, or not visible to the app.
    ///
    /// ``AppFacts/orders`` tells whether old orders are visible; what is not visible is not deleted.
    package var missing: [Int64]
    /// Those that are there and cannot be read.
    package var unreadable: [UnreadableRecord]
    /// When the read began, by Shopify's clock as far as it is known.
    package var readAt: Instant
    /// The same by ours.
    package var begunAt: Instant

    package init(
        records: [SyncRecord] = [],
        missing: [Int64] = [],
        unreadable: [UnreadableRecord] = [],
        readAt: Instant,
        begunAt: Instant? = nil
    ) {
        self.records = records
        self.missing = missing
        self.unreadable = unreadable
        self.readAt = readAt
        self.begunAt = begunAt ?? readAt
    }

    /// Takes in what another read brought; the earlier beginning counts for both.
    package mutating func add(_ other: RecordsRead) {
        records += other.records
        missing += other.missing
        unreadable += other.unreadable
        readAt = min(readAt, other.readAt)
        begunAt = min(begunAt, other.begunAt)
    }
}

/// A part of the records in a window.
package struct RecordPage: Sendable, Hashable {
    package var records: [SyncRecord]
    /// Records that Shopify's search returned although they are outside the window; they are left out.
    package var outside: Int
    /// Those that are there and cannot be read.
    package var unreadable: [UnreadableRecord]
    /// `nil` after the last page.
    package var next: PageCursor?
    /// When the read began, by Shopify's clock as far as it is known.
    package var readAt: Instant

    package init(
        records: [SyncRecord],
        outside: Int = 0,
        unreadable: [UnreadableRecord] = [],
        next: PageCursor? = nil,
        readAt: Instant
    ) {
        self.records = records
        self.outside = outside
        self.unreadable = unreadable
        self.next = next
        self.readAt = readAt
    }
}

/// A record's id and the time of its last change.
package struct RecordGlimpse: Sendable, Hashable {
    package var id: Int64
    package var updatedAt: Instant

    package init(id: Int64, updatedAt: Instant) {
        self.id = id
        self.updatedAt = updatedAt
    }
}

/// A part of a sweep, or of the glimpses of a window.
package struct GlimpsePage: Sendable, Hashable {
    package var records: [RecordGlimpse]
    /// `nil` after the last page.
    package var next: PageCursor?

    package init(records: [RecordGlimpse], next: PageCursor? = nil) {
        self.records = records
        self.next = next
    }
}

/// Where a reading of pages goes on; opaque, short-lived, and only for the same window.
package struct PageCursor: Sendable, Hashable, Codable {
    /// Shopify's own cursor; `nil` to begin at `floor`.
    package var after: String?
    /// The time in microseconds, or the id, at which the query begins where it was moved up.
    package var floor: Int64?
    /// Records read since the query began.
    package var count: Int

    package init(after: String?, floor: Int64? = nil, count: Int = 0) {
        self.after = after
        self.floor = floor
        self.count = count
    }
}

/// How many records Shopify counts.
package struct RecordCount: Sendable, Hashable {
    package var count: Int64
    /// Whether there may be more.
    package var isAtLeast: Bool

    package init(_ count: Int64, isAtLeast: Bool = false) {
        self.count = count
        self.isAtLeast = isAtLeast
    }
}
