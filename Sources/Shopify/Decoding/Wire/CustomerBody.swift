import FoundationEssentials
import SyncModel

/// A customer, alone in a body or inside an order.
struct CustomerBody: Decodable, Hashable, Sendable {
    var id: WireID
    var gid: WireID?
    var email: Field<String>
    var phone: Field<String>
    var firstName: Field<String>
    var lastName: Field<String>
    var state: Field<String>
    var note: Field<String>
    var verifiedEmail: Field<Bool>
    var taxExempt: Field<Bool>
    var locale: Field<String>
    var currency: Field<String>
    var defaultAddress: Field<WireAddress>
    var addresses: [WirePresence]?
    var createdAt: Field<Timestamp>
    var updatedAt: Field<Timestamp>
    /// Only orders have it: see ``CustomerTopics``.
    var lineItems: WirePresence?

    private enum CodingKeys: String, CodingKey {
        case id
        case gid = "admin_graphql_api_id"
        case email, phone
        case firstName = "first_name"
        case lastName = "last_name"
        case state, note
        case verifiedEmail = "verified_email"
        case taxExempt = "tax_exempt"
        case locale, currency
        case defaultAddress = "default_address"
        case addresses
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case lineItems = "line_items"
    }

    /// What the body says of who the customer is.
    var profile: CustomerProfile {
        var profile = CustomerProfile()
        profile.email = email.filled
        profile.phone = phone.filled
        profile.firstName = firstName.filled
        profile.lastName = lastName.filled
        profile.state = state.lowercased
        profile.note = note.filled
        profile.verifiedEmail = verifiedEmail
        profile.taxExempt = taxExempt
        profile.locale = locale.filled
        profile.currency = currency.filled
        profile.defaultAddress = defaultAddress.map(\.canonical)
        // A customer without any address has the empty list but no key for the default one.
        if defaultAddress.isAbsent, addresses?.isEmpty == true { profile.defaultAddress = .null }
        profile.createdAt = createdAt
        profile.updatedAt = updatedAt
        return profile
    }

    /// What an order's body says of its customer: nulls there tell nothing.
    ///
    /// `nil` if nothing is left by which a person could be known.
    var embeddedProfile: CustomerProfile? {
        var profile = profile
        let nothing = CustomerProfile()
        for member in CustomerProfile.members where member.isNull(profile) { member.copy(nothing, &profile) }
        let isKnown =
            !profile.email.isAbsent || !profile.phone.isAbsent || !profile.firstName.isAbsent
            || !profile.lastName.isAbsent || !profile.defaultAddress.isAbsent
        return isKnown ? profile : nil
    }
}
