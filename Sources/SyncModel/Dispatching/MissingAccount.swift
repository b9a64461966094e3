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
    /// The customer is no more in Shopify.
    case gone
    /// The customer's contact was deleted in the CRM, and is not made again.
    case deleted
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
            self = customer.life.isDeleted ? .gone : lane.parentIsGone ? .deleted : .toCome
        }
    }

    /// The fault with the reason and the cure, and with what follows from it.
    ///
    /// One that is tried again tells itself how the account that is named for such orders is to be mended.
    package func tell(_ fault: DeliveryFault) -> DeliveryFault {
        var told = fault
        let words = ([reason] + (fault.disposition == .retry ? [ownCure] : [cure])).compactMap(\.self)
        told.message += ": " + words.joined(separator: ". ")
        if self == .toCome || self == .lost { told.disposition = .retry }
        return told
    }

    private var reason: String {
        switch self {
        case .nobody: "it is nobody's"
        case .guest(.ignore): "the buyer has no account in the shop, and guests: ignore makes no contact"
        case .guest: "the buyer has no account in the shop, and no contact has the address (guests: link)"
        case .ignored: "the buyer's address is one of ignore_emails"
        case .gone: "its customer is gone"
        case .deleted: "its customer's contact was deleted in the CRM and is not made again (on_crm_delete: leave)"
        case .toCome: "its customer's contact is not there yet, and it goes by itself as soon as that is"
        case .lost: "its customer's contact was not found, and is looked for"
        }
    }

    /// What mends it where no account is named for such orders.
    private var cure: String? {
        switch self {
        case .nobody, .ignored, .gone: "\(Self.setting) takes it"
        case .guest: "guests: create, or \(Self.setting), takes it"
        case .deleted: "\(Self.setting) takes it. \(Self.again)"
        case .toCome: "\(Self.setting) takes it before"
        case .lost: nil
        }
    }

    /// What mends it beside the account that is named.
    private var ownCure: String? {
        switch self {
        case .guest: "guests: create takes it as well"
        case .deleted: Self.again
        case .nobody, .ignored, .gone, .toCome, .lost: nil
        }
    }

    private static let setting = "order_account on the destination"
    private static let again = "With on_crm_delete: recreate the contact is made again at the customer's next change"
}
