import FoundationEssentials
import SyncModel

/// A line of an order in a body.
struct WireLine: Decodable, Hashable, Sendable {
    var id: WireID
    var title: String?
    var name: String?
    var variantTitle: String?
    var sku: String?
    var vendor: String?
    var quantity: Int64
    var currentQuantity: Int64?
    var price: WireAmount
    var totalDiscount: WireAmount?
    var allocations: [Allocation]?
    var productID: WireID?
    var variantID: WireID?
    var isGiftCard: Bool?
    var properties: WireAttributes?

    struct Allocation: Decodable, Hashable, Sendable {
        var amount: WireAmount?
        var set: WireMoneySet?

        private enum CodingKeys: String, CodingKey {
            case amount
            case set = "amount_set"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case id, title, name
        case variantTitle = "variant_title"
        case sku, vendor, quantity
        case currentQuantity = "current_quantity"
        case price
        case totalDiscount = "total_discount"
        case allocations = "discount_allocations"
        case productID = "product_id"
        case variantID = "variant_id"
        case isGiftCard = "gift_card"
        case properties
    }

    var canonical: OrderLine {
        var line = OrderLine(
            id: id.number,
            title: title.filled ?? name ?? "",
            quantity: quantity,
            currentQuantity: currentQuantity ?? quantity,
            unitPrice: price.value,
            totalDiscount: discount,
            isGiftCard: isGiftCard ?? false,
            properties: properties?.items ?? []
        )
        line.variantTitle = variantTitle.filled
        line.sku = sku.filled
        line.vendor = vendor.filled
        line.productID = productID?.number
        line.variantID = variantID?.number
        return line
    }

    /// The allocations hold every discount; `total_discount` only those made on the line itself.
    private var discount: Decimal {
        guard let allocations, !allocations.isEmpty else { return totalDiscount?.value ?? 0 }
        return allocations.reduce(0) { sum, allocation in
            sum + ((allocation.set?.shop?.amount ?? allocation.amount)?.value ?? 0)
        }
    }
}
