/// What becomes of a customer whose address stands at a contact that carries another's id, as a further one, which cannot be
/// cleared there.
struct FurtherAddress: Sendable, Hashable {
    /// The contact that carries the customer's own id.
    enum Own: Sendable, Hashable {
        /// There is none, or it is the one with the address.
        case none
        /// We made it and it never had an address, so it does not tell who its customer is.
        case blank(crmID: String)
        /// It may be somebody.
        case telling
    }

    enum Decision: Sendable, Hashable {
        /// In the CRM's eyes the two are one person.
        case share
        /// The contact is nobody's any more, so it is the customer's who has its address.
        case takeOver
        /// The same, and its own becomes a part of it.
        case unite(own: String)
        /// Until the holder has been delivered.
        case wait
    }

    var own: Own
    /// Whether the holder points at another contact than the one that carries its id.
    var isHolderElsewhere: Bool
    /// Whether nothing of where the holder points is about to change.
    var isHolderSettled: Bool

    /// Nobody waits where the outcome is the same in any case: two customers of whom each has a contact with the other's
    /// address would wait for each other, and never end.
    var decision: Decision {
        if own == .telling { return .share }
        guard isHolderSettled else { return .wait }
        guard isHolderElsewhere else { return .share }
        return switch own {
        case .none: .takeOver
        case .blank(let crmID): .unite(own: crmID)
        case .telling: .share
        }
    }
}
