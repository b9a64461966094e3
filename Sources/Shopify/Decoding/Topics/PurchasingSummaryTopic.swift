import SyncModel

/// What a customer has bought in all.
enum PurchasingSummaryTopic {
    static let handlers: [String: TopicHandler] = ["customers/purchasing_summary": summary]

    private static func summary(_ delivery: Delivery) throws -> [SyncRecord] {
        let body = try delivery.body(as: Body.self)
        var record = CustomerRecord(id: try body.customerId.checked(as: "Customer", at: "customerId"))
        record.life = delivery.alive
        var purchases = PurchaseSummary()
        purchases.orderCount = body.numberOfOrders.map(\.value)
        purchases.amountSpent = body.amountSpent.map(\.money)
        purchases.lastOrderID = try body.lastOrderId.map { try $0.checked(as: "Order", at: "lastOrderId") }
        record.purchases = Versioned(purchases, version: delivery.version(at: body.occurredAt))
        return [.customer(record)]
    }

    private struct Body: Decodable {
        var customerId: WireID
        var numberOfOrders: Field<WireCount>
        var amountSpent: Field<AdminMoney>
        var lastOrderId: Field<WireID>
        var occurredAt: Field<Timestamp>
    }
}
