import FoundationEssentials
import SyncModel

/// An order of a GraphQL answer or a bulk result, where its lines stand apart.
struct AdminOrder: Decodable, Sendable {
    var id: WireID
    var name: String
    var number: Int64
    var email: String?
    var phone: String?
    var customer: AdminReference?
    var currencyCode: String
    var presentmentCurrencyCode: String
    var currentTotalPriceSet: AdminMoneyBag
    var currentSubtotalPriceSet: AdminMoneyBag
    var currentTotalTaxSet: AdminMoneyBag
    var currentTotalDiscountsSet: AdminMoneyBag
    var totalPriceSet: AdminMoneyBag
    var subtotalPriceSet: AdminMoneyBag?
    var totalShippingPriceSet: AdminMoneyBag
    var totalRefundedSet: AdminMoneyBag
    var totalOutstandingSet: AdminMoneyBag
    var displayFinancialStatus: String?
    var displayFulfillmentStatus: String
    var createdAt: Timestamp
    var processedAt: Timestamp
    var updatedAt: Timestamp
    var cancelledAt: Timestamp?
    var cancelReason: String?
    var closedAt: Timestamp?
    var test: Bool
    var confirmed: Bool
    var note: String?
    var tags: WireTags
    var sourceName: String?
    var customerLocale: String?
    var poNumber: String?
    var statusPageUrl: String
    var discountCodes: [String]
    var paymentGatewayNames: [String]
    var customAttributes: [AdminAttribute]
    var billingAddress: AdminAddress?
    var shippingAddress: AdminAddress?
    /// The first page of its lines; `nil` in a bulk result.
    var lineItems: AdminConnection<AdminLine>?
    /// Set by whoever reads it, see ``BearingMetafields``.
    var metafields = AdminMetafields()

    private enum CodingKeys: String, CodingKey {
        case id, name, number, email, phone, customer, currencyCode, presentmentCurrencyCode
        case currentTotalPriceSet, currentSubtotalPriceSet, currentTotalTaxSet, currentTotalDiscountsSet
        case totalPriceSet, subtotalPriceSet, totalShippingPriceSet, totalRefundedSet, totalOutstandingSet
        case displayFinancialStatus, displayFulfillmentStatus
        case createdAt, processedAt, updatedAt, cancelledAt, cancelReason, closedAt
        case test, confirmed, note, tags, sourceName, customerLocale, poNumber, statusPageUrl
        case discountCodes, paymentGatewayNames, customAttributes, billingAddress, shippingAddress, lineItems
    }
}

extension AdminOrder: MetafieldBearing {}
