/// A postal address as Shopify keeps it; codes are ISO 3166.
package struct PostalAddress: Sendable, Hashable, Codable {
    package var firstName: String?
    package var lastName: String?
    package var company: String?
    package var address1: String?
    package var address2: String?
    package var city: String?
    package var province: String?
    package var provinceCode: String?
    package var country: String?
    package var countryCode: String?
    package var zip: String?
    package var phone: String?

    package init() {}
}
