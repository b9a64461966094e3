import Sandbox
import Synchronization
import SyncModel
import Testing

@testable import SyncEngine

/// A store, a CRM and a destination that is owned, with passes made one by one at the test's word.
final class EngineStage: Sendable {
    static let shop = StoreName("acme")
    /// Another shop whose records go to the same CRM.
    static let branch = StoreName("branch")
    static let crmName = DestinationName("crm")
    static let routing = routing(ContactRules())

    static func routing(_ contacts: ContactRules) -> RoutingTable {
        let route = RoutingTable.Route(
            destinations: [crmName],
            ignoringGuests: contacts.guests == .ignore ? [crmName] : []
        )
        return RoutingTable([shop: route, branch: route])
    }

    let clock: TestClock
    let store: ObservedStore
    let crm: FakeCRM
    let route: DestinationRoute
    private let hands = Mutex(InFlight())
    private let creations = FailedCreations()
    private let untold = UntoldRecords()
    private let receipts: Mutex<Int>
    private let random: Mutex<SeededGenerator>

    init(
        crm: FakeCRM = FakeCRM(),
        retry: RetryPolicy = RetryPolicy(),
        seed: UInt64 = 1,
        quotas: [String: CallQuota] = [:],
        onShopifyDelete: ShopifyDeletion = .leave,
        onCRMDelete: CRMDeletion = .leave,
        skipped: Unmatched = .leave,
        mapper: TestMapper? = nil,
        adoption: AdoptionPolicy = AdoptionPolicy(),
        contacts: ContactRules = ContactRules()
    ) {
        let clock = TestClock()
        self.clock = clock
        receipts = Mutex(0)
        store = ObservedStore(InMemoryStore(leaseClock: { clock.now }))
        self.crm = crm
        random = Mutex(SeededGenerator(seed: seed))
        route = DestinationRoute(
            name: Self.crmName,
            connector: crm,
            mapper: mapper ?? TestMapper(skipped: skipped),
            pacer: DestinationPacer(destination: Self.crmName, quotas: quotas, reserve: 0, clock: clock),
            stores: [
                Self.shop: StoreFacts(name: Self.shop, domain: "acme.myshopify.com"),
                Self.branch: StoreFacts(name: Self.branch, domain: "branch.myshopify.com"),
            ],
            retry: retry,
            onShopifyDelete: onShopifyDelete,
            onCRMDelete: onCRMDelete,
            adoption: adoption,
            contacts: contacts
        )
    }

    /// The same store and CRM after the destination was set otherwise.
    ///
    /// - Parameters:
    ///   - other: the stage before.
    ///   - contacts: who gets a contact from now on; as before where `nil`.
    ///   - store: one whose records go there no more.
    init(after other: EngineStage, contacts: ContactRules? = nil, without store: StoreName? = nil) {
        (clock, self.store, crm) = (other.clock, other.store, other.crm)
        receipts = Mutex(1_000)
        random = Mutex(SeededGenerator(seed: 1))
        var route = other.route
        if let contacts { route.contacts = contacts }
        if let store { route.stores[store] = nil }
        self.route = route
    }

    /// A number in `0..<1`.
    @Sendable func draw() -> Double { random.withLock { Double.random(in: 0..<1, using: &$0) } }

    // MARK: Shopify's side

    static func customer(
        _ id: Int64,
        _ email: String?,
        name: String? = nil,
        note: String? = nil,
        mergedInto survivor: Int64? = nil,
        version: Int64 = 1,
        deletedAt: Int64? = nil
    ) -> SyncRecord {
        var profile = CustomerProfile()
        profile.email = Field(present: email)
        profile.firstName = Field(present: name)
        profile.note = Field(present: note)
        var record = CustomerRecord(id: id)
        record.profile = Versioned(profile, version: self.version(version))
        record.life = RecordLife(aliveAt: at(version), deletedAt: deletedAt.map(at))
        if let survivor {
            // As the topic says it: nothing but who became whom.
            record = CustomerRecord(id: id)
            record.life = RecordLife(deletedAt: at(version))
            record.merger = CustomerMerger(survivor: survivor, at: at(version))
        }
        return .customer(record)
    }

    static func order(
        _ id: Int64,
        customer: Int64? = nil,
        name: String = "#1",
        note: String? = nil,
        version: Int64 = 1
    ) -> SyncRecord {
        var details = OrderDetails()
        details.customerID = Field(present: customer)
        details.name = .value(name)
        details.note = Field(present: note)
        var record = OrderRecord(id: id)
        record.details = Versioned(details, version: self.version(version))
        return .order(record)
    }

    /// The id of who buys without an account under an address.
    static func guestID(_ email: String) -> Int64 { Int64(bitPattern: StableHash.of(email) | 1 << 63) }

    /// An order of somebody without an account.
    static func guestOrder(
        _ id: Int64,
        _ email: String,
        name: String? = nil,
        title: String = "#1",
        version: Int64 = 1,
        placed: Int64? = nil
    ) -> SyncRecord {
        guard case .order(var record) = order(id, customer: guestID(email), name: title, version: version) else {
            return .trace(.order, id)
        }
        record.details = record.details.changing { details in
            details.email = .value(email)
            details.createdAt = .value(Timestamp(at(placed ?? version)))
            var address = PostalAddress()
            address.firstName = name
            details.billingAddress = .value(address)
        }
        return .order(record)
    }

    static func key(_ kind: RecordKind, _ id: Int64) -> RecordKey { RecordKey(store: shop, kind: kind, id: id) }

    private static func at(_ version: Int64) -> Instant { TestClock.start + .seconds(version) }

    private static func version(_ number: Int64) -> SourceVersion {
        SourceVersion(at: at(number), tie: at(number), hash: UInt64(number))
    }

    func apply(_ records: SyncRecord..., origin: Origin = .live) async throws {
        try await apply(records, origin: origin)
    }

    func apply(_ records: [SyncRecord], origin: Origin = .live, store shop: StoreName = shop) async throws {
        let number = receipts.withLock { count in
            count += 1
            return count
        }
        let receipt = Receipt(
            store: shop,
            webhookID: "w\(number)",
            topic: "test",
            receivedAt: clock.now,
            body: []
        )
        _ = try await store.apply(
            [DecodedReceipt(receipt: receipt, content: .changes(records))],
            routing: Self.routing(route.contacts),
            origin: origin,
            now: clock.now,
            position: nil
        )
    }

    /// Wants a record delivered anew.
    func mark(_ kind: RecordKind, _ id: Int64, force: Bool = true) async throws {
        let key = Self.key(kind, id)
        try await store.mark([key], destination: Self.crmName, force: force, origin: .live, now: clock.now)
    }

    /// Says who a record is, as a person does.
    @discardableResult
    func rule(
        _ choice: IdentityRuling.Choice,
        _ kind: RecordKind = .customer,
        _ id: Int64 = 1
    ) async throws
        -> IdentityRuling?
    {
        let lane = LaneKey(destination: Self.crmName, record: Self.key(kind, id))
        return try await store.rule(choice, on: lane, by: "ada", now: clock.now)
    }

    // MARK: Our side

    func own() async throws -> Int64 {
        let lease = try await store.acquire(lease: Self.crmName.leaseName, owner: "test", lasting: .seconds(1_000_000))
        return try #require(lease).epoch
    }

    /// What a new owner does first; returns how many claims it freed.
    @discardableResult
    func releaseClaims() async throws -> Int {
        try await store.releaseClaims(
            destination: Self.crmName,
            before: try await own() + 1,
            now: clock.now,
            redeliverAt: clock.now + DestinationRoute.requestTime
        )
    }

    func claim(limit: Int = 100) async throws -> [ClaimedLane] {
        try await store.claim(
            ClaimRequest(
                destination: Self.crmName,
                epoch: try await own(),
                now: clock.now,
                limits: [.customer: limit, .order: limit]
            )
        )
    }

    func deliver(_ lanes: [ClaimedLane], epoch: Int64? = nil, isProbing: Bool = false) async throws -> PassResult {
        let owned = try await own()
        let inFlight = hands.withLock { $0 }
        let pass = DeliveryPass(
            route: route,
            store: store,
            clock: clock,
            random: draw,
            epoch: epoch ?? owned,
            inFlight: inFlight,
            creations: creations,
            untold: untold,
            isProbing: isProbing
        )
        let (flying, deferred) = inFlight.admit(lanes)
        let result: PassResult
        do {
            result = try await pass.deliver(flying)
        } catch {
            // It is as if the process had died, with all that it had in hand.
            hands.withLock { $0 = InFlight() }
            throw error
        }
        inFlight.finish(flying, taken: result.taken)
        guard !deferred.isEmpty else { return result }
        return try await deliver(deferred.map { $0.knowing(result.links) }, epoch: epoch)
    }

    /// Claims what is due and delivers it.
    @discardableResult
    func pass(limit: Int = 100) async throws -> PassResult {
        try await deliver(try await claim(limit: limit))
    }

    /// Makes passes, and lets time go on to what is due next, until nothing is dirty; returns how many passes it took.
    @discardableResult
    func settle(limit: Int = 100, atMost maximum: Int = 200) async throws -> Int {
        for count in 0..<maximum {
            guard let due = try await store.nextDue(destination: Self.crmName, pausedKinds: []) else { return count }
            if due > clock.now { clock.advance(due.since(clock.now)) }
            try await pass(limit: limit)
        }
        Issue.record("still dirty after \(maximum) passes")
        return maximum
    }

    // MARK: What came of it

    func lane(_ kind: RecordKind, _ id: Int64) async throws -> RecordStory.LaneEntry {
        let story = try await store.story(of: Self.key(kind, id), limit: 100)
        return try #require(story?.lanes.first { $0.destination == Self.crmName })
    }

    func link(_ kind: RecordKind, _ id: Int64) async throws -> Link? {
        try await store.link(LaneKey(destination: Self.crmName, record: Self.key(kind, id)))
    }

    /// The contact that carries this customer's id.
    func contact(_ id: Int64) -> FakeCRM.Record? {
        crm.with { $0.records[.customer]?.values.first { $0.externalID == ExternalID.text(id) } }
    }

    func deal(_ id: Int64) -> FakeCRM.Record? {
        crm.with { $0.records[.order]?.values.first { $0.externalID == String(id) } }
    }

    var contacts: [String: FakeCRM.Record] { crm.with { $0.records[.customer] ?? [:] } }

    /// Calls of `upsert` so far.
    var writes: [FakeCRM.Call] { crm.with { $0.calls.filter { $0.name == "upsert" } } }
}

extension DeliveryFault {
    static func outage(mayBeWritten: Bool = false) -> DeliveryFault {
        DeliveryFault(.unavailable, .retry, message: "503", mayBeWritten: mayBeWritten)
    }

    /// Sent, and not answered in time.
    static let noAnswer = DeliveryFault(.noAnswer, .retry, message: "timeout", mayBeWritten: true)
}
