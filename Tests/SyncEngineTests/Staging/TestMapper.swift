import SyncModel

/// A mapping with one field of each kind.
struct TestMapper: RecordMapper {
    /// What becomes of an order with the note "skip" that the CRM holds.
    var skipped = Unmatched.leave
    /// A field above the address that holds it too.
    var addressBefore: String?
    var address = WritePolicy.always
    /// The same for contacts that were in the CRM before; `nil` for no other.
    var adoptedAddress: WritePolicy?
    var originField = "origin"
    var passesConsents = false
    /// Whether what was given is not passed on.
    var onlyLowers = false
    var identity: String?

    func unmatched(_ input: MappingInput) -> Unmatched { skipped }

    func followsOrders(_ field: String) -> Bool { field == "orders" }

    func marks(_ kind: RecordKind) -> [String] {
        kind == .customer && OwnField.isOwn(originField) ? [originField] : []
    }

    func object(_ kind: RecordKind) -> String? { kind == .customer ? "contact" : "deal" }

    func map(_ input: MappingInput) throws(DeliveryFault) -> MappingResult {
        switch input.record {
        case .customer(let customer):
            let profile = customer.profile.fields
            if profile.note.value == "unmappable" { throw DeliveryFault(.mapping, .park, message: "no such thing") }
            if profile.note.value == "skip" { return .skipped(reason: "the rule \"when\"") }
            let email = value(EmailAddress.folded(profile.email.value))
            let orders = customer.purchases.fields.orderCount.value.map { MappedField("orders", .integer($0)) }
            return .content(
                MappedContent(
                    object: "contact",
                    externalID: ExternalID.text(customer.id),
                    fields: [addressBefore.map { MappedField($0, email) }].compactMap(\.self) + [
                        MappedField("email", email, write: address, adopted: adoptedAddress),
                        MappedField("firstname", value(profile.firstName.value), adopted: .ifEmpty),
                        MappedField(originField, .text(input.origin.name), write: .onCreate),
                    ] + [orders, profile.phone.value.map { MappedField("phone", .text($0)) }].compactMap(\.self),
                    emailConsent: consent(input)
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

    func consent(_ input: MappingInput) -> MappedConsent? {
        guard passesConsents, case .customer(let customer) = input.record,
            let address = EmailAddress.folded(customer.profile.fields.email.value),
            let state = customer.emailConsent.fields.state.value, !onlyLowers || state != "subscribed"
        else { return nil }
        return MappedConsent(address: address, isGiven: state == "subscribed", at: nil)
    }

    private func value(_ text: String?) -> MappedValue { text.map { .text($0) } ?? .clear }
}
