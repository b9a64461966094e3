/// The truth of a deployment: receipts, records, lanes, links, leases.
///
/// Every operation is atomic and named for what it means; no transaction leaks out. Implementations are ours alone
/// (SQL and in memory) and must pass the conformance suite `verifyStore`; the protocol may change with any release.
package protocol SyncStore: InboxStore, RecordStore, LaneStore, LinkStore, LeaseStore, PauseStore, JobStore,
    ReportStore,
    SubscriptionStore, SecretStore, AuthorizationStore, AppFactsStore, ComplianceStore, AuditStore, IdentityStore,
    SchemaStore, TroubleStore, ReloadStore, ActionLogStore, ReplayStore, RetentionStore, MappingMemoryStore, AlertStore,
    NodeStore, LargeBodyStore, ForwardStore
{}

/// Receipts and the records made of them.
package protocol InboxStore: Sendable {
    /// Applies decoded receipts in one transaction: keeps each receipt, merges its changes into the records and marks
    /// the lanes of records that changed.
    ///
    /// - A receipt whose `(store, webhookID)` is known already changes nothing.
    /// - A test delivery is kept and counted as ignored; its content is not merged, since any later mark would send it.
    /// - A record gets a lane for each destination of its store, unless it has no content, or it is a test order and
    ///   the store does not send those.
    /// - Marking raises `wanted`, makes the lane dirty and due now (a claimed lane stays claimed: its settlement makes
    ///   it dirty), frees a parked or discarded lane and resets its attempts, and keeps the earlier `dirtySince` of a
    ///   lane that was dirty already. An erased lane is not marked. The origin of a dirty lane can only become live.
    /// - A new customer record whose orders were already there marks nothing by itself; the link does that.
    /// - Where a mapping reads something of customers to make their orders, and that has changed, the newest orders of the
    ///   customer are marked too, as history, in the lanes that they have.
    /// - An order of a guest makes or changes the guest's record, see ``OrderRecord/guest``. One whose address an account
    ///   of the store has is merged into that account, see ``GuestClaims``: the lanes that it has, and those of its orders,
    ///   are marked; it gets no new ones.
    /// - A notice about a person's data or the app becomes a request, unless it is a test delivery.
    /// - What was erased on request does not come back: see ``ErasedRecords``.
    /// - A receipt of a store in ``RoutingTable/forwarded`` waits from then on to be handed on, see ``ForwardStore``.
    /// - `position` is stored in the same transaction, so that a transport is read exactly once.
    func apply(
        _ batch: [DecodedReceipt],
        routing: RoutingTable,
        origin: Origin,
        now: Instant,
        position: TransportPosition?
    ) async throws -> ApplyReport

    /// How far a transport's source was read; `nil` where it never was.
    func position(of source: String) async throws -> Int64?

    /// Forgets a source that is gone, such as a deleted journal segment.
    func forgetPosition(of source: String) async throws

    /// Gives up the deliveries that could not be read: they are kept like those that nobody wants.
    ///
    /// - Returns: how many there were.
    func dismissUndecodable() async throws -> Int

    /// The newest known record.
    func record(_ key: RecordKey) async throws -> StoredRecord?
}

/// Where a transport stands: a source (a journal segment, a stream) and a place in it.
package struct TransportPosition: Sendable, Hashable {
    package var source: String
    package var offset: Int64

    package init(source: String, offset: Int64) {
        self.source = source
        self.offset = offset
    }
}

/// Which destinations a store's records go to.
package struct RoutingTable: Sendable, Hashable {
    package struct Route: Sendable, Hashable {
        package let destinations: [DestinationName]
        package var sendsTestOrders: Bool
        /// Those of the destinations in which guests are nobody.
        package var ignoringGuests: Set<DestinationName>
        /// What the mappings of the destinations read; everything where nothing is told.
        package let interests: [DestinationName: RecordInterest]
        /// What any of the destinations reads: asked of every record that is compared.
        package let interest: RecordInterest

        package init(
            destinations: [DestinationName],
            sendsTestOrders: Bool = false,
            ignoringGuests: Set<DestinationName> = [],
            interests: [DestinationName: RecordInterest] = [:]
        ) {
            self.destinations = destinations
            self.sendsTestOrders = sendsTestOrders
            self.ignoringGuests = ignoringGuests
            self.interests = interests
            let all = destinations.map { interests[$0] ?? .everything }
            interest = all.dropFirst().reduce(all.first ?? .everything) { $0.merged(with: $1) }
        }
    }

    package var routes: [StoreName: Route]
    /// Stores whose deliveries are handed on to a queue of somebody else, see ``ForwardStore``.
    package var forwarded: Set<StoreName>

    package init(_ routes: [StoreName: Route], forwarded: Set<StoreName> = []) {
        self.routes = routes
        self.forwarded = forwarded
    }

    /// The destinations for a record of a store; none for one that is kept but not sent.
    package func destinations(for record: SyncRecord, of store: StoreName) -> [DestinationName] {
        guard let route = routes[store], record.hasContent else { return [] }
        if record.isGuest {
            // Who has an account by now is looked at only where a contact may have been made.
            guard record.survivorID == nil else { return [] }
            return route.destinations.filter { !route.ignoringGuests.contains($0) }
        }
        return record.isTest && !route.sendsTestOrders ? [] : route.destinations
    }

    /// What is merged of a receipt, guests included: of a test order that is kept and not sent, not the customer in it, whom nothing
    /// would tell from a real one.
    func kept(of decoded: DecodedReceipt) -> [SyncRecord] {
        let parts = decoded.records
        guard parts.contains(where: \.isTest), routes[decoded.receipt.store]?.sendsTestOrders != true else {
            return parts
        }
        return parts.filter { $0.kind != .customer }
    }
}

/// What `apply` did.
package struct ApplyReport: Sendable, Hashable {
    package var applied = 0
    package var duplicates = 0
    package var ignored = 0
    package var undecodable = 0
    /// Destinations with newly dirty lanes, to be woken.
    package var marked: Set<DestinationName> = []
    /// Stores with records that a read must complete, to be woken.
    package var unread: Set<StoreName> = []
    /// Stores with new requests, to be woken.
    package var asked: Set<StoreName> = []

    package init() {}
}

/// A record as stored.
package struct StoredRecord: Sendable, Hashable {
    package var key: RecordKey
    /// Grows with every change.
    package var revision: Int64
    package var record: SyncRecord
    package var firstSeenAt: Instant
    package var changedAt: Instant

    package init(key: RecordKey, revision: Int64, record: SyncRecord, firstSeenAt: Instant, changedAt: Instant) {
        self.key = key
        self.revision = revision
        self.record = record
        self.firstSeenAt = firstSeenAt
        self.changedAt = changedAt
    }
}
