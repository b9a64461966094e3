/// Requests about people's data, and their erasure.
package protocol ComplianceStore: Sendable {
    /// Adds a request made by hand; where the same is open already for a person, that one is meant.
    func ask(_ notice: ComplianceNotice, of store: StoreName, now: Instant) async throws -> ComplianceRequest

    func request(_ id: ComplianceRequest.ID) async throws -> ComplianceRequest?

    /// Requests: open ones the oldest first, all the newest first.
    ///
    /// One that cannot be read is among them, with nothing but what its row tells, see ``ComplianceRequest/unread``.
    func requests(_ filter: ComplianceFilter, limit: Int) async throws -> [ComplianceRequest]

    /// Takes a step in; with `done`, how the CRM's records ended is taken in as well, and those are forgotten.
    ///
    /// - Returns: the request as it is now; `nil` where there is none.
    func take(
        _ step: ComplianceStep,
        of request: ComplianceRequest.ID,
        now: Instant
    ) async throws -> ComplianceRequest?

    /// Erases records in our own store, in one transaction; safe to repeat.
    ///
    /// - From now on nothing of them comes back by any delivery or read, see ``ErasedRecords``; for a shop's request
    ///   that holds for what is older, see ``eraseShop(_:)``.
    /// - A customer's record keeps its id and is deleted; an order's keeps the money and is marked in all destinations
    ///   but those that are left, so that the CRM is cleared of the rest.
    /// - Bodies of deliveries that speak of the records are emptied, the newest first and so many at once; notes of
    ///   deliveries to the CRM are dropped.
    /// - A customer's lane becomes `erased`, and what is to be done in the CRM is noted. One that is being delivered is
    ///   left until that has ended. For a shop's request lane and record then go altogether.
    /// - What the request must know of the person to find the rest is taken from the record.
    /// - A record or a lane that cannot be read is erased by its key: the record becomes one of which nothing but the id is
    ///   known, and an order is to be read anew for its money. What the CRM's record is of a lane that tells it no more is
    ///   left and named.
    func erase(_ erasure: Erasure) async throws -> ErasureReport

    /// From now on what is older than the request is not kept for its shop.
    func eraseShop(_ request: ComplianceRequest.ID) async throws

    /// A person's orders that were not erased yet, guest orders with their address included.
    func ordersToErase(for request: ComplianceRequest.ID, limit: Int) async throws -> [RecordKey]

    /// A shop's records of one kind, by ascending id, behind `id`.
    func ids(_ kind: RecordKind, of store: StoreName, after id: Int64, limit: Int) async throws -> [Int64]

    /// Records of which something is left that an earlier step could not erase.
    func openErasures(of request: ComplianceRequest.ID, limit: Int) async throws -> [RecordKey]

    /// Empties the bodies of deliveries that are found; those that cannot be read stay, and are named.
    func eraseReceipts(_ search: ReceiptSearch) async throws -> ReceiptErasure

    /// Counts files that were erased.
    func count(_ counts: ErasureCounts, of request: ComplianceRequest.ID) async throws

    /// What is due in a destination's CRM, the earliest first.
    func crmErasures(of destination: DestinationName, now: Instant, limit: Int) async throws -> [CRMErasure]

    /// What is still to be done in CRMs for a request.
    func crmErasures(of request: ComplianceRequest.ID, limit: Int) async throws -> [CRMErasure]

    /// Replaces what is stored of these.
    func save(_ erasures: [CRMErasure]) async throws

    /// Which of these were erased for good, and which shops with everything until when.
    func erased(among keys: [RecordKey]) async throws -> ErasedRecords

    /// What was erased for good, by store and kind; for whoever restores an older state.
    func erasedRecords(of store: StoreName, after last: RecordKey?, limit: Int) async throws -> [RecordKey]

    /// Deliveries that speak of a record, by ascending number, behind `number`.
    func bodies(of key: RecordKey, after number: Int64, limit: Int) async throws -> [ReceiptBody]

    /// Deliveries that are found by what their bodies say, by ascending number; those that cannot be read are among them.
    ///
    /// - Returns: those found, and where to go on; `nil` at the end.
    func bodies(_ search: ReceiptSearch) async throws -> (found: [ReceiptBody], next: Int64?)

    /// The orders of a customer, by ascending id, behind `id`.
    func orders(ofCustomer key: RecordKey, after id: Int64, limit: Int) async throws -> [RecordKey]

    /// Customers of whom orders tell and of whom nothing is known, not even that they are to be read: ids above `id`,
    /// ascending; at most `limit`. Guests are not among them.
    func unknownBuyers(of store: StoreName, after id: Int64, limit: Int) async throws -> [Int64]

    /// The customers of a store with this folded e-mail; at most `limit`.
    func customers(of store: StoreName, foldedEmail: String, limit: Int) async throws -> [RecordKey]

    /// Removes from the store's files what was overwritten or deleted.
    ///
    /// - Returns: whether nothing is left; else it is to be asked for again.
    func scrub() async throws -> Bool
}

/// Which requests are meant; a member that is `nil` does not restrict.
package struct ComplianceFilter: Sendable, Hashable {
    package var store: StoreName?
    /// Whether only those that are not done.
    package var isOpen: Bool
    /// Only those that come behind this one in the list.
    package var behind: ComplianceRequest.ID?

    package init(store: StoreName? = nil, isOpen: Bool = false, behind: ComplianceRequest.ID? = nil) {
        self.store = store
        self.isOpen = isOpen
        self.behind = behind
    }
}

extension StoreName {
    /// The name of the lease whose holder performs the store's requests.
    package var complianceLeaseName: String { "compliance/\(rawValue)" }
}
