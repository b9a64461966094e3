import FoundationEssentials
import SyncModel

/// A line of an order of a GraphQL answer or a bulk result.
struct AdminLine: Decodable, Hashable, Sendable {
    var id: WireID
    var title: String?
    var name: String?
    var variantTitle: String?
    var sku: String?
    var vendor: String?
    var quantity: Int64
    var currentQuantity: Int64
    var unfulfilledQuantity: Int64
    var isGiftCard: Bool
    var originalUnitPriceSet: AdminMoneyBag
    var totalDiscountSet: AdminMoneyBag
    var discountAllocations: [Allocation]
    var customAttributes: [AdminAttribute]
    var product: AdminReference?
    var variant: AdminReference?

    struct Allocation: Decodable, Hashable, Sendable {
        var allocatedAmountSet: AdminMoneyBag
    }

    func canonical() throws -> OrderLine {
        var line = OrderLine(
            id: try id.checked(as: "LineItem", at: "lineItems.id"),
            title: title.filled ?? name ?? "",
            quantity: quantity,
            currentQuantity: currentQuantity,
            unitPrice: originalUnitPriceSet.shop,
            totalDiscount: discount,
            isGiftCard: isGiftCard,
            properties: customAttributes.map(\.canonical)
        )
        line.variantTitle = variantTitle.filled
        line.sku = sku.filled
        line.vendor = vendor.filled
        line.productID = product?.id.number
        line.variantID = variant?.id.number
        return line
    }

    /// The allocations hold every discount; the total only those made on the line itself.
    private var discount: Decimal {
        guard !discountAllocations.isEmpty else { return totalDiscountSet.shop }
        return discountAllocations.reduce(0) { $0 + $1.allocatedAmountSet.shop }
    }
}
