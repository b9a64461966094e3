/// Why there is no customer's account for an order of which the CRM makes none without one, and what mends that.
///
/// Pure.
package enum MissingAccount: Sendable, Hashable {
    /// The order names nobody.
    case nobody
    /// The buyer has no account in the shop, and no contact is made of such people here.
    case guest(GuestPolicy)
    /// The customer gets no contact by `ignore_emails`.
    case ignored
    /// The customer is no more in Shopify, or the contact no more in the CRM.
    case gone
    /// The customer's contact is yet to be made.
    case toCome
    /// The contact is there by our books, and was not found.
    case lost

    package init(_ lane: ClaimedLane, contacts: ContactRules) {
        guard lane.parentLink == nil else {
            self = .lost
            return
        }
        guard let customer = lane.customer else {
            // One who is named is known as soon as a webhook or a read tells more than the id.
            self = lane.customerID == nil ? .nobody : .toCome
            return
        }
        if customer.isGuest, contacts.guests != .create {
            self = .guest(contacts.guests)
        } else if contacts.refusal(of: customer) != nil {
            self = .ignored
        } else {
            self = customer.life.isDeleted ? .gone : .toCome
        }
    }

    /// The fault with the reason and the cure, and with what follows from it.
    package func tell(_ fault: DeliveryFault) -> DeliveryFault {
        var told = fault
        told.message += ": \(words)"
        if self == .toCome || self == .lost { told.disposition = .retry }
        return told
    }

    private var words: String {
        switch self {
        case .nobody: "it is nobody's. \(Self.setting) takes it"
        case .guest(.ignore):
            "the buyer has no account in the shop, and guests: ignore makes no contact. guests: create, or "
                + "\(Self.setting), takes it"
        case .guest:
            "the buyer has no account in the shop, and no contact has the address (guests: link). guests: create, or "
                + "\(Self.setting), takes it"
        case .ignored: "the buyer's address is one of ignore_emails. \(Self.setting) takes it"
        case .gone: "its customer is gone. \(Self.setting) takes it"
        case .toCome:
            "its customer's contact is not there yet, and it goes by itself as soon as that is. \(Self.setting) takes it before"
        case .lost: "its customer's contact was not found, and is looked for"
        }
    }

    private static let setting = "order_account on the destination"
}
