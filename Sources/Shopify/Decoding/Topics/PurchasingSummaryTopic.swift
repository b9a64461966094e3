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
        purchases.amountSpent = body.amountSpent.map { Money($0.amount.value, $0.currencyCode) }
        purchases.lastOrderID = try body.lastOrderId.map { try $0.checked(as: "Order", at: "lastOrderId") }
        record.purchases = Versioned(purchases, version: delivery.version(at: body.occurredAt))
        return [.customer(record)]
    }

    private struct Body: Decodable {
        var customerId: WireID
        var numberOfOrders: Field<Count>
        var amountSpent: Field<Amount>
        var lastOrderId: Field<WireID>
        var occurredAt: Field<Timestamp>
    }

    private struct Amount: Decodable, Hashable {
        var amount: WireAmount
        var currencyCode: String
    }

    /// GraphQL, whose names this body has, writes 64-bit numbers as text.
    private struct Count: Decodable, Hashable {
        let value: Int64

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int64.self) {
                value = number
            } else if let text = try? container.decode(String.self), let number = Int64(text) {
                value = number
            } else {
                throw BodyProblem(decoder.codingPath, "must be a whole number")
            }
        }
    }
}
