import SyncModel

/// A mapping with one field of each kind.
struct TestMapper: RecordMapper {
    /// What becomes of an order with the note "skip" that the CRM holds.
    var skipped = Unmatched.leave

    func unmatched(_ input: MappingInput) -> Unmatched { skipped }

    func followsOrders(_ field: String) -> Bool { field == "orders" }

    func object(_ kind: RecordKind) -> String? { kind == .customer ? "contact" : "deal" }

    func map(_ input: MappingInput) throws(DeliveryFault) -> MappingResult {
        switch input.record {
        case .customer(let customer):
            let profile = customer.profile.fields
            if profile.note.value == "unmappable" { throw DeliveryFault(.mapping, .park, message: "no such thing") }
            let orders = customer.purchases.fields.orderCount.value.map { MappedField("orders", .integer($0)) }
            return .content(
                MappedContent(
                    object: "contact",
                    externalID: ExternalID.text(customer.id),
                    fields: [
                        MappedField("email", value(EmailAddress.folded(profile.email.value))),
                        MappedField("firstname", value(profile.firstName.value), adopted: .ifEmpty),
                        MappedField("origin", .text(input.origin.name), write: .onCreate),
                    ] + [orders].compactMap(\.self)
                )
            )
        case .order(let order):
            let details = order.details.fields
            if details.note.value == "skip" { return .skipped(reason: "the rule \"when\"") }
            return .content(
                MappedContent(
                    object: "deal",
                    externalID: String(order.id),
                    fields: [MappedField("dealname", value(details.name.value))]
                )
            )
        }
    }

    private func value(_ text: String?) -> MappedValue { text.map { .text($0) } ?? .clear }
}
