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
        /// As placed; for a line that an edit added, as added.
        package let quantity: Int
        package let price: Int64
        /// How many are left after edits and refunds.
        package var currentQuantity: Int
        package var isAddedByEdit = false

        package var total: Int64 { price * Int64(quantity) }
    }

    package struct Refund: Sendable, Equatable {
        package let id: Int64
        package let transactionID: Int64
        package let amount: Int64
        package let at: SandboxTime
        /// What was taken back, by line; nil for everything.
        package var quantities: [Int64: Int]?
        package var note: String?
    }

    package struct Fulfillment: Sendable, Equatable {
        package let id: Int64
        package let at: SandboxTime
        package let trackingNumber: String
    }

    package let id: Int64
    package let number: Int
    /// Moves to the customer that is kept when two are merged.
    package var customerID: Int64?
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
    package var lines: [Line]
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
    package var fulfillments: [Fulfillment] = []
    package var isEdited = false
    package var isTest = false
    /// The company that bought, with a buyer of its own as customer.
    package var company: ShopCompany?
    /// In no webhook's body.
    package var metafields: [ShopMetafield] = []
    package var isDeleted = false

    /// The name that staff see, for example `#1001`.
    package var name: String { "#\(number)" }
    package var gid: String { "gid://shopify/Order/\(id)" }
    package var linesTotal: Int64 { lines.filter { !$0.isAddedByEdit }.map(\.total).reduce(0, +) }
    package var subtotal: Int64 { linesTotal - discount }
    package var tax: Int64 { subtotal * Int64(taxRatePercent) / 100 }
    /// The total as placed.
    package var total: Int64 { subtotal + shippingPrice + tax }
    package var refunded: Int64 { refunds.map(\.amount).reduce(0, +) }
    /// What edits added to the goods, or took away.
    package var editedSubtotal: Int64 {
        guard isEdited else { return 0 }
        return lines.map { line in
            let returned = refunds.map { $0.quantities?[line.id] ?? 0 }.reduce(0, +)
            return line.price * Int64(line.currentQuantity + returned - (line.isAddedByEdit ? 0 : line.quantity))
        }.reduce(0, +)
    }
    package var editedTax: Int64 { editedSubtotal * Int64(taxRatePercent) / 100 }
    /// The total after edits and refunds.
    package var currentTotal: Int64 { total + editedSubtotal + editedTax - refunded }
    /// Everything went back.
    package var isReturned: Bool { currentTotal == 0 && refunded > 0 }
    package var currentSubtotal: Int64 {
        isReturned ? 0 : subtotal + editedSubtotal - refundedGoods
    }
    package var currentTax: Int64 {
        isReturned ? 0 : tax + editedTax - refundedGoods * Int64(taxRatePercent) / 100
    }
    private var refundedGoods: Int64 {
        refunds.map { refund in
            lines.map { $0.price * Int64(refund.quantities?[$0.id] ?? 0) }.reduce(0, +)
        }.reduce(0, +)
    }
    package var isPaid: Bool { financialStatus == "paid" }

    /// The current total as Shopify writes it, for comparing with what a CRM got.
    package var currentTotalText: String { ShopMoney.text(currentTotal, currency) }
}
