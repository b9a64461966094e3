/// Records that were read from the Admin API, and what is still to be read.
package protocol RecordStore: Sendable {
    /// Merges what a read brought, in one transaction, by the same rules as receipts.
    ///
    /// - A record that says nothing new writes nothing and marks nothing. One that only answers what was asked is
    ///   written and marks nothing. One that changed is written, and its lanes are marked as `apply` marks them, never
    ///   with force.
    /// - An absence that is believed makes a tombstone and marks; of a record that is not known it changes nothing.
    /// - For the destinations in `completing` a record without a lane gets one, whether it changed or not.
    /// - Guests are made and claimed as `apply` does; they are not counted, since Shopify has no such records.
    /// - A checkpoint is stored in the same transaction; where it is refused, nothing is.
    func merge(_ request: MergeRequest) async throws -> MergeReport

    /// The newest known records, as far as there are any; at most 1,000 keys.
    func records(_ keys: [RecordKey]) async throws -> [RecordKey: StoredRecord]

    /// Those of the records that we surely hold as they are at Shopify, see ``SyncRecord/provenAt``; at most 1,000.
    func proven(_ glimpses: [RecordGlimpse], _ kind: RecordKind, of store: StoreName) async throws -> Set<Int64>

    /// Customers who were merged into this one, directly, guests that it claimed included, by ascending id, behind `id`.
    func merged(into key: RecordKey, after id: Int64, limit: Int) async throws -> [RecordKey]

    /// Records of one kind that wait for an Admin read, by ascending id, behind `id`.
    func awaitingHydration(
        of store: StoreName,
        kind: RecordKind,
        after id: Int64,
        limit: Int
    ) async throws -> [StoredRecord]

    /// Ids of the records that are not deleted, ascending, behind `id`.
    func livingIDs(_ kind: RecordKind, of store: StoreName, after id: Int64, limit: Int) async throws -> [Int64]

    /// Up to where changes were compared; `nil` where they never were.
    func watermark(of store: StoreName, kind: RecordKind) async throws -> Watermark?

    /// Stores whose reading stands still until something is mended.
    func readPauses() async throws -> [ReadPause]

    /// Sets the pause of this store; replaces an earlier one.
    func pauseReading(_ pause: ReadPause) async throws

    /// The same, only where the store's pause is still `standing`, `nil` for none; returns whether it was set.
    func pauseReading(_ pause: ReadPause, insteadOf standing: ReadPause?) async throws -> Bool

    /// Lifts it; returns whether there was one.
    func resumeReading(of store: StoreName) async throws -> Bool

    /// Lifts exactly this pause, and none that was set meanwhile; returns whether it stood.
    func resumeReading(from pause: ReadPause) async throws -> Bool
}

/// What a read brought of one store.
package struct MergeRequest: Sendable, Hashable {
    package var store: StoreName
    /// Complete records; of one that comes twice both are merged.
    package var records: [SyncRecord]
    package var absences: [Absence]
    package var routing: RoutingTable
    package var origin: Origin
    package var completing: Set<DestinationName>
    package var checkpoint: JobCheckpoint?
    /// What may be stored as it is where nothing is known of a record; never more than a saving of time.
    package var drafts = MergeDrafts()
    package var now: Instant

    package init(
        store: StoreName,
        records: [SyncRecord] = [],
        absences: [Absence] = [],
        routing: RoutingTable,
        origin: Origin,
        completing: Set<DestinationName> = [],
        checkpoint: JobCheckpoint? = nil,
        now: Instant
    ) {
        self.store = store
        self.records = records
        self.absences = absences
        self.routing = routing
        self.origin = origin
        self.completing = completing
        self.checkpoint = checkpoint
        self.now = now
    }
}

/// What a merge did.
package struct MergeReport: Sendable, Hashable {
    package var new = 0
    package var changed = 0
    package var unchanged = 0
    package var deleted = 0
    /// Absences that proved nothing: orders that the app cannot see, records too fresh to be missed.
    package var unproven = 0
    /// The same in detail, as drift.
    package var drift = DriftReport()
    /// Destinations with newly dirty lanes, to be woken.
    package var marked: Set<DestinationName> = []
    /// What became of the checkpoint; `nil` where there was none.
    package var checkpoint: CheckpointAnswer?

    package init() {}
}

/// A store of which nothing can be read until somebody mends it; webhooks are received all the same.
package struct ReadPause: Sendable, Hashable, Codable {
    package var store: StoreName
    /// The fault's machine-readable cause.
    package var code: String
    package var message: String
    package var since: Instant
    /// When reading is tried again by itself; `nil` for a pause by hand.
    package var probeAt: Instant?

    package init(store: StoreName, code: String, message: String, since: Instant, probeAt: Instant?) {
        self.store = store
        self.code = code
        self.message = message
        self.since = since
        self.probeAt = probeAt
    }
}
