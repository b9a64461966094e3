package import FoundationEssentials

/// The newest that is known of one Shopify order.
package struct OrderRecord: Sendable, Hashable, Codable {
    package var id: Int64
    package var details = Versioned<OrderDetails>()
    package var life = RecordLife()
    /// What deliveries asked for and reads answered; ``hydration`` tells whether a read is needed.
    package var reads = HydrationNeed()

    package init(id: Int64) {
        self.id = id
    }

    /// Whether an Admin read is needed, for what deliveries asked or because two bodies of one version differ.
    package var hydration: HydrationNeed { reads.noticing(details) }

    /// Both merged.
    ///
    /// Commutative, associative, idempotent.
    package func merged(with other: OrderRecord) -> OrderRecord {
        var result = self
        result.details = details.merged(with: other.details)
        result.life = life.merged(with: other.life)
        result.reads = reads.merged(with: other.reads)
        return result
    }
}

/// What an order says.
///
/// Money is the shop's unless named `presentment…`. Time of the group: `updated_at`.
package struct OrderDetails: FieldGroup {
    /// What staff see, such as `#1001`; may carry a prefix or suffix.
    package var name: Field<String> = .absent
    package var orderNumber: Field<Int64> = .absent
    /// The order's e-mail, else its contact e-mail; may differ from the customer's.
    package var email: Field<String> = .absent
    package var phone: Field<String> = .absent
    /// Shopify's customer id; for a guest a negative one of ours, made of the address; `null` for nobody who is known.
    package var customerID: Field<Int64> = .absent
    package var currency: Field<String> = .absent
    package var presentmentCurrency: Field<String> = .absent
    /// After edits and refunds.
    package var currentTotal: Field<Decimal> = .absent
    package var currentSubtotal: Field<Decimal> = .absent
    package var currentTax: Field<Decimal> = .absent
    package var currentDiscounts: Field<Decimal> = .absent
    /// As the order was placed.
    package var originalTotal: Field<Decimal> = .absent
    package var originalSubtotal: Field<Decimal> = .absent
    /// The current total in the buyer's currency.
    package var presentmentTotal: Field<Decimal> = .absent
    /// As the order was placed.
    package var shipping: Field<Decimal> = .absent
    /// The money that went back, by successful refund transactions.
    package var refunded: Field<Decimal> = .absent
    package var outstanding: Field<Decimal> = .absent
    /// Lower case: `pending`, `authorized`, `partially_paid`, `paid`, `partially_refunded`, `refunded`, `voided`, `expired`.
    package var financialStatus: Field<String> = .absent
    /// Lower case; `null` means unfulfilled.
    package var fulfillmentStatus: Field<String> = .absent
    package var createdAt: Field<Timestamp> = .absent
    package var processedAt: Field<Timestamp> = .absent
    package var updatedAt: Field<Timestamp> = .absent
    package var cancelledAt: Field<Timestamp> = .absent
    package var cancelReason: Field<String> = .absent
    package var closedAt: Field<Timestamp> = .absent
    package var isTest: Field<Bool> = .absent
    package var confirmed: Field<Bool> = .absent
    package var note: Field<String> = .absent
    package var tags: Field<[String]> = .absent
    /// `web`, `pos`, `shopify_draft_order`, or an app id.
    package var channel: Field<String> = .absent
    package var locale: Field<String> = .absent
    package var poNumber: Field<String> = .absent
    package var statusURL: Field<String> = .absent
    package var discountCodes: Field<[String]> = .absent
    package var paymentGateways: Field<[String]> = .absent
    package var noteAttributes: Field<[NameValue]> = .absent
    /// Those that a mapping names; webhooks have none.
    package var metafields: Field<[Metafield]> = .absent
    package var billingAddress: Field<PostalAddress> = .absent
    package var shippingAddress: Field<PostalAddress> = .absent
    package var lines: Field<[OrderLine]> = .absent

    package init() {}

    /// Whether something is absent that an app without access to personal data does not get.
    var lacksPersonalFields: Bool {
        email.isAbsent || phone.isAbsent || billingAddress.isAbsent || shippingAddress.isAbsent
    }

    package static let members: [FieldMember<OrderDetails>] = [
        .init("name", \.name), .init("orderNumber", \.orderNumber), .init("email", \.email), .init("phone", \.phone),
        .init("customerID", \.customerID), .init("currency", \.currency),
        .init("presentmentCurrency", \.presentmentCurrency), .init("currentTotal", \.currentTotal),
        .init("currentSubtotal", \.currentSubtotal), .init("currentTax", \.currentTax),
        .init("currentDiscounts", \.currentDiscounts), .init("originalTotal", \.originalTotal),
        .init("originalSubtotal", \.originalSubtotal), .init("presentmentTotal", \.presentmentTotal),
        .init("shipping", \.shipping), .init("refunded", \.refunded), .init("outstanding", \.outstanding),
        .init("financialStatus", \.financialStatus), .init("fulfillmentStatus", \.fulfillmentStatus),
        .init("createdAt", \.createdAt), .init("processedAt", \.processedAt), .init("updatedAt", \.updatedAt),
        .init("cancelledAt", \.cancelledAt), .init("cancelReason", \.cancelReason), .init("closedAt", \.closedAt),
        .init("isTest", \.isTest), .init("confirmed", \.confirmed), .init("note", \.note), .init("tags", \.tags),
        .init("channel", \.channel), .init("locale", \.locale), .init("poNumber", \.poNumber),
        .init("statusURL", \.statusURL), .init("discountCodes", \.discountCodes),
        .init("paymentGateways", \.paymentGateways), .init("noteAttributes", \.noteAttributes),
        .init("metafields", \.metafields), .init("billingAddress", \.billingAddress),
        .init("shippingAddress", \.shippingAddress), .init("lines", \.lines),
    ]
}

/// A note attribute or a line item property.
package struct NameValue: Sendable, Hashable, Codable {
    package var name: String
    package var value: String?

    package init(name: String, value: String?) {
        self.name = name
        self.value = value
    }
}

/// One line of an order.
///
/// Money is the shop's.
package struct OrderLine: Sendable, Hashable, Codable {
    package var id: Int64
    package var title: String
    package var variantTitle: String?
    package var sku: String?
    package var vendor: String?
    /// As ordered.
    package var quantity: Int64
    /// After edits and refunds; 0 for a line that was removed.
    package var currentQuantity: Int64
    package var unitPrice: Decimal
    /// All discounts on the whole line, the line's share of order discounts included.
    package var totalDiscount: Decimal
    package var productID: Int64?
    package var variantID: Int64?
    package var isGiftCard: Bool
    package var properties: [NameValue]

    package init(
        id: Int64,
        title: String,
        quantity: Int64,
        currentQuantity: Int64,
        unitPrice: Decimal,
        totalDiscount: Decimal = 0,
        isGiftCard: Bool = false,
        properties: [NameValue] = []
    ) {
        self.id = id
        self.title = title
        self.quantity = quantity
        self.currentQuantity = currentQuantity
        self.unitPrice = unitPrice
        self.totalDiscount = totalDiscount
        self.isGiftCard = isGiftCard
        self.properties = properties
    }
}
