package import SyncModel

/// A delivery that somebody else received, headers and exact bytes, whose signature is still to be checked.
package struct UncheckedDelivery: Sendable, Hashable {
    /// By name in lower case.
    package var headers: [String: String]
    package var body: [UInt8]
    /// Whether it came by a way that only Shopify can write to, on which the bytes that it signed are not kept.
    package var isVouchedFor: Bool

    /// Why it is not taken, without its content.
    package struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
        package var description: String

        package init(description: String) { self.description = description }
    }

    package init(headers: [String: String], body: [UInt8], isVouchedFor: Bool = false) {
        self.headers = headers
        self.body = body
        self.isVouchedFor = isVouchedFor
    }
}

/// Makes a receipt of a delivery whose signature is good; the reason where there is none.
package typealias DeliveryCheck = @Sendable (UncheckedDelivery) -> Result<Receipt, UncheckedDelivery.Problem>
