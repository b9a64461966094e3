/// A company that buys, with the place that it buys for.
package struct ShopCompany: Sendable, Equatable {
    package let id: Int64
    package let locationID: Int64
    package let contactID: Int64
    package let name: String
}
