import SyncModel

/// A postal address as Shopify tells it, under whatever names.
protocol AddressParts {
    var firstName: String? { get }
    var lastName: String? { get }
    var company: String? { get }
    var address1: String? { get }
    var address2: String? { get }
    var city: String? { get }
    var province: String? { get }
    var provinceCode: String? { get }
    var country: String? { get }
    var countryCode: String? { get }
    var zip: String? { get }
    var phone: String? { get }
}

extension AddressParts {
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
        result.countryCode = countryCode.filled
        result.zip = zip.filled
        result.phone = phone.filled
        return result
    }
}
