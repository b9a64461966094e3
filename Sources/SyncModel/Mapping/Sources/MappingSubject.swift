/// The records that one evaluation may read, unpacked once: reading a field then copies nothing but that field.
final class MappingFacts: Sendable {
    let store: StoreFacts
    let origin: Origin
    let orderID: Int64?
    let order: OrderDetails
    let customerID: Int64?
    let customer: CustomerRecord?
    let profile: CustomerProfile
    let lines: [OrderLine]

    init(_ input: MappingInput) {
        store = input.store
        origin = input.origin
        switch input.record {
        case .customer(let record):
            orderID = nil
            order = OrderDetails()
            customerID = record.id
            customer = record
            profile = record.profile.fields
            lines = []
        case .order(let record):
            orderID = record.id
            order = record.details.fields
            customerID = input.customer?.id ?? record.details.fields.customerID.value
            customer = input.customer
            profile = input.customer?.profile.fields ?? CustomerProfile()
            lines = record.details.fields.lines.value ?? []
        }
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
