/// A postal address of a customer or an order.
package struct ShopAddress: Sendable, Equatable {
    package let id: Int64
    package var firstName: String?
    package var lastName: String?
    package var company: String?
    package var address1: String
    package var address2: String?
    package var city: String
    package var province: String?
    package var provinceCode: String?
    package var country: String
    package var countryCode: String
    package var zip: String
    package var phone: String?

    var name: String { [firstName, lastName].compactMap(\.self).joined(separator: " ") }
}
