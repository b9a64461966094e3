/// The newest state of an order of the simulated shop.
///
/// Amounts are in minor units of the shop's currency.
package struct ShopOrder: Sendable, Equatable {
    package struct Line: Sendable, Equatable {
        package let id: Int64
        package let productID: Int64
        package let variantID: Int64
        package let title: String
        package let variantTitle: String?
        package let sku: String
        package let vendor: String
        package let grams: Int
        package let quantity: Int
        package let price: Int64

        package var total: Int64 { price * Int64(quantity) }
    }

    package struct Refund: Sendable, Equatable {
        package let id: Int64
        package let transactionID: Int64
        package let amount: Int64
        package let at: SandboxTime
    }

    package let id: Int64
    package let number: Int
    package let customerID: Int64?
    package let email: String?
    package let phone: String?
    package let currency: String
    package let presentmentCurrency: String
    let presentmentRate: Int64
    package let createdAt: SandboxTime
    package var updatedAt: SandboxTime
    package var cancelledAt: SandboxTime?
    package var cancelReason: String?
    package var closedAt: SandboxTime?
    package let lines: [Line]
    package let shippingPrice: Int64
    package let taxRatePercent: Int
    package let discountCode: String?
    package let discount: Int64
    package var tags: [String]
    package var note: String?
    /// `pending`, `authorized`, `paid`, `refunded` or `voided`.
    package var financialStatus: String
    /// Nil until fulfilled.
    package var fulfillmentStatus: String?
    package let sourceName: String
    package var shippingAddress: ShopAddress?
    package var billingAddress: ShopAddress?
    package var refunds: [Refund] = []
    package var isDeleted = false

    /// The name that staff see, for example `#1001`.
    package var name: String { "#\(number)" }
    package var gid: String { "gid://shopify/Order/\(id)" }
    package var linesTotal: Int64 { lines.map(\.total).reduce(0, +) }
    package var subtotal: Int64 { linesTotal - discount }
    package var tax: Int64 { subtotal * Int64(taxRatePercent) / 100 }
    /// The total as placed.
    package var total: Int64 { subtotal + shippingPrice + tax }
    package var refunded: Int64 { refunds.map(\.amount).reduce(0, +) }
    /// The total after refunds.
    package var currentTotal: Int64 { total - refunded }
    package var isPaid: Bool { financialStatus == "paid" }

    /// The current total as Shopify writes it, for comparing with what a CRM got.
    package var currentTotalText: String { ShopMoney.text(currentTotal, currency) }
}
