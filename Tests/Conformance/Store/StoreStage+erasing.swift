import FoundationEssentials
import SyncModel
import Testing

extension StoreStage {
    static func redact(_ id: Int64, orders: [Int64] = [], email: String? = nil) -> ComplianceNotice {
        ComplianceNotice(.customerRedact, customerID: id, orderIDs: orders, email: email)
    }

    /// Delivers a notice; returns the request that became of it.
    @discardableResult
    func ask(
        _ webhookID: String,
        _ notice: ComplianceNotice,
        at seconds: Int64 = 100,
        isTest: Bool = false
    ) async throws -> ComplianceRequest? {
        var receipt = Self.receipt(webhookID, [], receivedAt: Self.at(seconds), isTest: isTest)
        receipt.content = .request(notice)
        let report = try await store.apply(
            [receipt],
            routing: Self.routing,
            origin: .live,
            now: Self.at(seconds),
            position: nil
        )
        #expect(report.asked == (isTest || report.duplicates == 1 ? [] : [Self.shop]))
        return try await store.requests(ComplianceFilter(), limit: 1).first
    }

    @discardableResult
    func erase(
        _ request: ComplianceRequest?,
        _ keys: RecordKey...,
        leaving: Set<DestinationName> = [],
        now: Instant = at(200)
    ) async throws -> ErasureReport {
        try await store.erase(
            Erasure(
                request: try #require(request).id,
                keys: keys,
                leaving: leaving,
                lateUntil: now + .seconds(30),
                now: now
            )
        )
    }

    /// An order with all that could name a buyer.
    static func boughtOrder(_ id: Int64, customer: Int64?, email: String? = nil, version: Int64 = 1) -> SyncRecord {
        guard case .order(var order) = order(id, customer: customer, name: "#\(id)", email: email, version: version)
        else { return .trace(.order, id) }
        order.details = order.details.changing { fields in
            fields.currentTotal = .value(12)
            fields.note = .value("for Ada")
            fields.noteAttributes = .value([NameValue(name: "gift", value: "Ada")])
            fields.metafields = .value([Metafield(MetafieldName(namespace: "custom", key: "gift"), "Ada")])
            fields.shippingAddress = .value(PostalAddress())
            var line = OrderLine(id: 1, title: "Ring", quantity: 1, currentQuantity: 1, unitPrice: 12)
            line.properties = [NameValue(name: "engraving", value: "Ada")]
            fields.lines = .value([line])
        }
        return .order(order)
    }

    func details(_ id: Int64) async throws -> OrderDetails? {
        guard case .order(let order)? = try await store.record(Self.orderKey(id))?.record else { return nil }
        return order.details.fields
    }

    func filledBodies(_ key: RecordKey) async throws -> Int {
        try await store.bodies(of: key, after: 0, limit: 100).count
    }
}
