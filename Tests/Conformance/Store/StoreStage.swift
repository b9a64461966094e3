import SyncModel
import Testing

/// A store with what most checks need: a shop, a destination that is owned, and short ways to act.
package struct StoreStage: Sendable {
    static let shop = StoreName("acme")
    static let crm = DestinationName("hubspot")
    static let start = Instant(seconds: 1_780_000_000)
    static let routing = RoutingTable([shop: .init(destinations: [crm])])
    static let state = DeliveredState(whole: 7, fields: [1: 11, 2: 22])
    static let fault = DeliveryFault(.invalidValue, .park, message: "no such stage", fields: ["dealstage"])

    let store: any SyncStore
    let advance: @Sendable (Duration) async throws -> Void

    package init(_ under: StoreUnderTest) {
        store = under.store
        advance = under.advance
    }

    /// `seconds` after the start.
    static func at(_ seconds: Int64) -> Instant { Instant(seconds: 1_780_000_000 + seconds) }

    static func customerKey(_ id: Int64, _ store: StoreName = shop) -> RecordKey {
        RecordKey(store: store, kind: .customer, id: id)
    }

    static func orderKey(_ id: Int64, _ store: StoreName = shop) -> RecordKey {
        RecordKey(store: store, kind: .order, id: id)
    }

    static func lane(_ key: RecordKey, _ destination: DestinationName = crm) -> LaneKey {
        LaneKey(destination: destination, record: key)
    }

    static func customer(_ id: Int64, email: String? = nil, first: String? = nil, version: Int64 = 1) -> SyncRecord {
        var profile = CustomerProfile()
        if let email { profile.email = .value(email) }
        if let first { profile.firstName = .value(first) }
        var record = CustomerRecord(id: id)
        let version = SourceVersion(at: at(version), tie: at(version), hash: UInt64(bitPattern: version))
        record.profile = Versioned(profile, version: version)
        return .customer(record)
    }

    static func order(
        _ id: Int64,
        customer: Int64? = nil,
        name: String? = nil,
        email: String? = nil,
        isTest: Bool = false,
        version: Int64 = 1
    ) -> SyncRecord {
        var details = OrderDetails()
        if let customer { details.customerID = .value(customer) }
        if let name { details.name = .value(name) }
        if let name { details.orderNumber = Int64(name.filter(\.isNumber)).map { .value($0) } ?? .absent }
        if let email { details.email = .value(email) }
        details.isTest = .value(isTest)
        var record = OrderRecord(id: id)
        let version = SourceVersion(at: at(version), tie: at(version), hash: UInt64(bitPattern: version))
        record.details = Versioned(details, version: version)
        return .order(record)
    }

    static func receipt(
        _ webhookID: String,
        _ parts: [SyncRecord],
        store: StoreName = shop,
        receivedAt: Instant = start,
        isTest: Bool = false
    ) -> DecodedReceipt {
        DecodedReceipt(
            receipt: Receipt(
                store: store,
                webhookID: webhookID,
                topic: "orders/updated",
                eventID: "e-\(webhookID)",
                triggeredAt: receivedAt,
                receivedAt: receivedAt,
                apiVersion: "2026-07",
                isTest: isTest,
                body: Array("{\"id\":1}".utf8)
            ),
            content: .changes(parts)
        )
    }

    /// Applies one receipt with these records.
    @discardableResult
    func apply(
        _ webhookID: String,
        _ parts: SyncRecord...,
        origin: Origin = .live,
        now: Instant = start,
        receivedAt: Instant? = nil
    ) async throws -> ApplyReport {
        try await store.apply(
            [Self.receipt(webhookID, parts, receivedAt: receivedAt ?? now)],
            routing: Self.routing,
            origin: origin,
            now: now,
            position: nil
        )
    }

    /// Takes the destination's lease; returns the epoch.
    @discardableResult
    func own(_ destination: DestinationName = crm, as owner: String = "one") async throws -> Int64 {
        let lease = try await store.acquire(lease: destination.leaseName, owner: owner, lasting: .seconds(30))
        return try #require(lease).epoch
    }

    func claim(
        epoch: Int64 = 1,
        now: Instant = start,
        customers: Int = 100,
        orders: Int = 100,
        paused: Set<RecordKind> = []
    ) async throws -> [ClaimedLane] {
        try await store.claim(
            ClaimRequest(
                destination: Self.crm,
                epoch: epoch,
                now: now,
                limits: [.customer: customers, .order: orders],
                pausedKinds: paused
            )
        )
    }

    /// Frees the claims of former epochs; what was sent under them may, unless said otherwise, take effect for ever.
    @discardableResult
    func release(
        before epoch: Int64,
        now: Instant = start,
        redeliverAt: Instant = at(1_000_000),
        of destination: DestinationName = crm
    ) async throws -> Int {
        try await store.releaseClaims(destination: destination, before: epoch, now: now, redeliverAt: redeliverAt)
    }

    @discardableResult
    func settle(
        _ claimed: ClaimedLane,
        _ result: Settlement.Result,
        epoch: Int64 = 1,
        now: Instant = start,
        restoring: DeliveredState? = nil,
        parentsInDoubt: [String]? = nil,
        mayBeWritten: Bool = false,
        redeliverAt: Instant? = nil,
        note: DeliveryNote? = nil
    ) async throws -> SettleReport {
        let settlement = Settlement(
            key: claimed.key,
            wanted: claimed.wanted,
            result: result,
            restoring: restoring,
            parentsInDoubt: parentsInDoubt,
            mayBeWritten: mayBeWritten,
            redeliverAt: redeliverAt,
            note: note
        )
        return try await store.settle(
            [settlement],
            destination: Self.crm,
            epoch: epoch,
            now: now
        )
    }

    /// Claims all and says of each that it was delivered and linked as `crm-<id>`.
    func deliverAll(epoch: Int64 = 1, now: Instant = start) async throws {
        let claimed = try await claim(epoch: epoch, now: now)
        let settlements = claimed.map { lane in
            Settlement(
                key: lane.key,
                wanted: lane.wanted,
                result: .delivered(
                    Self.state,
                    link: Link(object: "contacts", crmID: "crm-\(lane.key.record.id)"),
                    waitsForCustomer: nil
                )
            )
        }
        _ = try await store.settle(settlements, destination: Self.crm, epoch: epoch, now: now)
    }

    /// The lane as a person sees it; `nil` where there is none.
    func entry(_ key: RecordKey, _ destination: DestinationName = crm) async throws -> RecordStory.LaneEntry? {
        try await store.story(of: key, limit: 100)?.lanes.first { $0.destination == destination }
    }

    static func delivered(_ crmID: String? = nil, waitsFor: Int64? = nil) -> Settlement.Result {
        .delivered(
            state,
            link: crmID.map { Link(object: "contacts", crmID: $0) },
            waitsForCustomer: waitsFor
        )
    }
}
