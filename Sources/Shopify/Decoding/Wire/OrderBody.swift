import FoundationEssentials
import SyncModel

/// A whole order in a body; keys that nothing uses are left out, and so cost no decoding.
struct OrderBody: Decodable, Sendable {
    var id: WireID
    var gid: WireID?
    var name: Field<String>
    var orderNumber: Field<Int64>
    var email: Field<String>
    var contactEmail: Field<String>
    var phone: Field<String>
    var customer: Field<CustomerBody>
    var currency: Field<String>
    var presentmentCurrency: Field<String>
    var currentTotal: Field<WireAmount>
    var currentTotalSet: Field<WireMoneySet>
    var currentSubtotal: Field<WireAmount>
    var currentTax: Field<WireAmount>
    var currentDiscounts: Field<WireAmount>
    var originalTotal: Field<WireAmount>
    var originalSubtotal: Field<WireAmount>
    var shippingSet: Field<WireMoneySet>
    var outstanding: Field<WireAmount>
    var refunds: Field<[WireRefund]>
    var financialStatus: Field<String>
    var fulfillmentStatus: Field<String>
    var createdAt: Field<Timestamp>
    var processedAt: Field<Timestamp>
    var updatedAt: Field<Timestamp>
    var cancelledAt: Field<Timestamp>
    var cancelReason: Field<String>
    var closedAt: Field<Timestamp>
    var isTest: Field<Bool>
    var confirmed: Field<Bool>
    var note: Field<String>
    var tags: Field<WireTags>
    var sourceName: Field<String>
    var locale: Field<String>
    var poNumber: Field<String>
    var statusURL: Field<String>
    var discountCodes: Field<[WireDiscountCode]>
    var paymentGateways: Field<[String]>
    var noteAttributes: Field<WireAttributes>
    var billingAddress: Field<WireAddress>
    var shippingAddress: Field<WireAddress>
    var lines: Field<[WireLine]>
    /// Only customers have it: see ``OrderTopics``.
    var verifiedEmail: WirePresence?

    private enum CodingKeys: String, CodingKey {
        case id
        case gid = "admin_graphql_api_id"
        case name
        case orderNumber = "order_number"
        case email
        case contactEmail = "contact_email"
        case phone, customer, currency
        case presentmentCurrency = "presentment_currency"
        case currentTotal = "current_total_price"
        case currentTotalSet = "current_total_price_set"
        case currentSubtotal = "current_subtotal_price"
        case currentTax = "current_total_tax"
        case currentDiscounts = "current_total_discounts"
        case originalTotal = "total_price"
        case originalSubtotal = "subtotal_price"
        case shippingSet = "total_shipping_price_set"
        case outstanding = "total_outstanding"
        case refunds
        case financialStatus = "financial_status"
        case fulfillmentStatus = "fulfillment_status"
        case createdAt = "created_at"
        case processedAt = "processed_at"
        case updatedAt = "updated_at"
        case cancelledAt = "cancelled_at"
        case cancelReason = "cancel_reason"
        case closedAt = "closed_at"
        case isTest = "test"
        case confirmed, note, tags
        case sourceName = "source_name"
        case locale = "customer_locale"
        case poNumber = "po_number"
        case statusURL = "order_status_url"
        case discountCodes = "discount_codes"
        case paymentGateways = "payment_gateway_names"
        case noteAttributes = "note_attributes"
        case billingAddress = "billing_address"
        case shippingAddress = "shipping_address"
        case lines = "line_items"
        case verifiedEmail = "verified_email"
    }
}

/// A discount code of an order.
struct WireDiscountCode: Decodable, Hashable, Sendable {
    var code: String?
}
