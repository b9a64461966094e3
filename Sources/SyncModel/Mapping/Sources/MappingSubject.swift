/// The records that one evaluation may read, unpacked once: reading a field then copies nothing but that field.
final class MappingFacts: Sendable {
    let store: StoreFacts
    let origin: Origin
    let orderID: Int64?
    let order: OrderDetails
    /// Shopify's id; `nil` for a guest.
    let customerID: Int64?
    /// Our id of a guest.
    let guestID: Int64?
    let customer: CustomerRecord?
    let profile: CustomerProfile
    let lines: [OrderLine]
    /// Whether it is told of an order that it has no customer, as of one whose customer was erased; where nothing is told, the
    /// customer is only unknown.
    let lacksCustomer: Bool

    init(_ input: MappingInput) {
        store = input.store
        origin = input.origin
        let buyer: Int64?
        switch input.record {
        case .customer(let record):
            orderID = nil
            order = OrderDetails()
            buyer = record.id
            customer = record
            profile = record.profile.fields
            lines = []
            lacksCustomer = false
        case .order(let record):
            orderID = record.id
            order = record.details.fields
            buyer = input.customer?.id ?? record.details.fields.customerID.value
            customer = input.customer
            profile = input.customer?.profile.fields ?? CustomerProfile()
            lines = record.details.fields.lines.value ?? []
            lacksCustomer = input.customer == nil && record.details.fields.customerID == .null
        }
        customerID = buyer.flatMap { $0 > 0 ? $0 : nil }
        guestID = buyer.flatMap { $0 < 0 ? $0 : nil }
    }
}

/// What an expression is evaluated on: the facts, and inside a `lines` block one of the order's lines.
struct MappingSubject: Sendable {
    let facts: MappingFacts
    /// Index of the line; meaningful only for expressions compiled in a `lines` block.
    let lineIndex: Int

    init(_ facts: MappingFacts, lineIndex: Int = 0) {
        self.facts = facts
        self.lineIndex = lineIndex
    }

    var line: OrderLine { facts.lines[lineIndex] }
}
