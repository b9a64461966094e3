package import FoundationEssentials

/// An amount with its ISO 4217 currency.
///
/// Decimal, never floating point.
package struct Money: Sendable, Hashable, Codable {
    package var amount: Decimal
    package var currency: String

    package init(_ amount: Decimal, _ currency: String) {
        self.amount = amount
        self.currency = currency
    }
}
