import SyncModel

/// A postal address of a GraphQL answer.
struct AdminAddress: Decodable, Hashable, Sendable {
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

    /// The canonical form; empty text counts as nothing.
    var canonical: PostalAddress {
        var result = PostalAddress()
        result.firstName = firstName.filled
        result.lastName = lastName.filled
        result.company = company.filled
        result.address1 = address1.filled
        result.address2 = address2.filled
        result.city = city.filled
        result.province = province.filled
        result.provinceCode = provinceCode.filled
        result.country = country.filled
        result.countryCode = countryCodeV2.filled
        result.zip = zip.filled
        result.phone = phone.filled
        return result
    }
}
