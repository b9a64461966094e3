/// A postal address in a body.
struct WireAddress: AddressParts, Decodable, Hashable, Sendable {
    var firstName: String?
    var lastName: String?
    var company: String?
    var address1: String?
    var address2: String?
    var city: String?
    var province: String?
    var provinceCode: String?
    var country: String?
    var countryCode: String?
    var zip: String?
    var phone: String?

    private enum CodingKeys: String, CodingKey {
        case firstName = "first_name"
        case lastName = "last_name"
        case company, address1, address2, city, province
        case provinceCode = "province_code"
        case country
        case countryCode = "country_code"
        case zip, phone
    }
}
