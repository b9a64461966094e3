/// A postal address of a GraphQL answer.
struct AdminAddress: AddressParts, Decodable, Hashable, Sendable {
    var firstName: String?
    var lastName: String?
    var company: String?
    var address1: String?
    var address2: String?
    var city: String?
    var province: String?
    var provinceCode: String?
    var country: String?
    var countryCodeV2: String?
    var zip: String?
    var phone: String?

    var countryCode: String? { countryCodeV2 }
}
