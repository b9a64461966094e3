import Foundation

/// One order as Shopify would tell of it in a webhook and in GraphQL, made from one description.
struct PairedOrder {
    var id: Int64 = 9_007_199_254_740_993
    var number = 1001
    var email: String? = "ann@example.com"
    var phone: String?
    var customerID: Int64? = 8_001
    var currency = "CAD"
    var buyerCurrency = "CAD"
    /// Shop's and buyer's, with two decimals as webhooks write them.
    var currentTotal = ("113.00", "113.00")
    var currentSubtotal = "100.00"
    var currentTax = "13.00"
    var currentDiscounts = "0.00"
    var total = "113.00"
    var subtotal = "100.00"
    var shipping = "0.00"
    var refunds: [String] = []
    var outstanding = "0.00"
    /// In the words of webhooks and of GraphQL.
    var financial: (String, String) = ("paid", "PAID")
    var fulfillment: (String?, String) = (nil, "UNFULFILLED")
    var created = Moment("2026-01-15T17:30:00Z", "2026-01-15T12:30:00-05:00")
    var updated = Moment("2026-07-01T03:30:05Z", "2026-06-30T23:30:05-04:00")
    var cancelled: Moment?
    var cancelReason: String?
    var closed: Moment?
    var isTest = false
    var confirmed = true
    var note: String?
    /// Sorted, as Shopify keeps them.
    var tags: [String] = []
    var source: String? = "web"
    var locale: String? = "en-CA"
    var poNumber: String?
    var discountCodes: [String] = []
    var gateways = ["shopify_payments"]
    var attributes: [(String, String?)] = []
    var billing: PairedAddress? = PairedAddress()
    var shipTo: PairedAddress? = PairedAddress()
    var lines = [PairedLine(id: 1)]
    /// A company's order: webhooks carry the company, which no canonical field takes.
    var company: Int64?

    struct Moment {
        var utc: String
        var local: String

        init(_ utc: String, _ local: String) {
            self.utc = utc
            self.local = local
        }
    }

    var gid: String { "gid://shopify/Order/\(id)" }

    var webhook: JSONObject {
        [
            "id": id, "admin_graphql_api_id": gid, "name": "#\(number)", "order_number": number,
            "number": number - 1000, "email": email ?? "", "contact_email": orNull(email), "phone": orNull(phone),
            "customer": orNull(customerID.map { ["id": $0, "email": orNull(email)] }),
            "currency": currency, "presentment_currency": buyerCurrency,
            "current_total_price": currentTotal.0,
            "current_total_price_set": set(currentTotal.0, currentTotal.1),
            "current_subtotal_price": currentSubtotal, "current_total_tax": currentTax,
            "current_total_discounts": currentDiscounts, "total_price": total, "subtotal_price": subtotal,
            "total_shipping_price_set": set(shipping, shipping), "total_outstanding": outstanding,
            "refunds": refunds.map { amount in
                [
                    "transactions": [
                        [
                            "kind": "refund", "status": "success", "amount": "1.23", "currency": "XTS",
                            "amount_set": set(amount, amount),
                        ]
                    ]
                ]
            },
            "financial_status": financial.0, "fulfillment_status": orNull(fulfillment.0),
            "created_at": created.local, "processed_at": created.local, "updated_at": updated.local,
            "cancelled_at": orNull(cancelled?.local), "cancel_reason": orNull(cancelReason),
            "closed_at": orNull(closed?.local), "test": isTest, "confirmed": confirmed, "note": orNull(note),
            "tags": tags.joined(separator: ", "), "source_name": orNull(source), "customer_locale": orNull(locale),
            "po_number": orNull(poNumber), "order_status_url": statusURL,
            "discount_codes": discountCodes.map { ["code": $0, "amount": "1.00", "type": "percentage"] },
            "payment_gateway_names": gateways,
            "note_attributes": attributes.map { ["name": $0.0, "value": orNull($0.1)] },
            "billing_address": orNull(billing?.webhook), "shipping_address": orNull(shipTo?.webhook),
            "line_items": lines.map { $0.webhook(set) }, "company": orNull(company.map { ["id": $0] }),
        ]
    }

    /// The node without its lines, as a bulk result has it.
    var node: JSONObject {
        [
            "id": gid, "name": "#\(number)", "number": number, "email": orNull(email), "phone": orNull(phone),
            "customer": orNull(customerID.map { ["id": "gid://shopify/Customer/\($0)"] }),
            "currencyCode": currency, "presentmentCurrencyCode": buyerCurrency,
            "currentTotalPriceSet": [
                "shopMoney": ["amount": short(currentTotal.0)], "presentmentMoney": ["amount": short(currentTotal.1)],
            ],
            "currentSubtotalPriceSet": bag(currentSubtotal), "currentTotalTaxSet": bag(currentTax),
            "currentTotalDiscountsSet": bag(currentDiscounts), "totalPriceSet": bag(total),
            "subtotalPriceSet": bag(subtotal), "totalShippingPriceSet": bag(shipping),
            "totalRefundedSet": bag("\(refunds.reduce(Decimal(0)) { $0 + (Decimal(string: $1) ?? 0) })"),
            "totalOutstandingSet": bag(outstanding),
            "displayFinancialStatus": financial.1, "displayFulfillmentStatus": fulfillment.1,
            "createdAt": created.utc, "processedAt": created.utc, "updatedAt": updated.utc,
            "cancelledAt": orNull(cancelled?.utc), "cancelReason": orNull(cancelReason?.uppercased()),
            "closedAt": orNull(closed?.utc), "test": isTest, "confirmed": confirmed, "note": orNull(note),
            "tags": Array(tags.reversed()), "sourceName": orNull(source), "customerLocale": orNull(locale),
            "poNumber": orNull(poNumber), "statusPageUrl": statusURL, "discountCodes": discountCodes,
            "paymentGatewayNames": gateways,
            "customAttributes": attributes.map { ["key": $0.0, "value": orNull($0.1)] },
            "billingAddress": orNull(billing?.node), "shippingAddress": orNull(shipTo?.node),
        ]
    }

    /// The node with a page of its lines.
    func node(lines range: Range<Int>? = nil, withProducts: Bool = true) -> JSONObject {
        let range = range ?? 0..<lines.count
        var node = node
        node["lineItems"] = page(range, withProducts: withProducts)
        return node
    }

    func page(_ range: Range<Int>, withProducts: Bool = true) -> JSONObject {
        let next = range.upperBound < lines.count ? "\(range.upperBound)" : nil
        return connection(lines[range].map { $0.node(withProducts: withProducts) }, next: next)
    }

    private var statusURL: String { "https://acme.myshopify.com/1/orders/abc/authenticate?key=k" }

    private func set(_ shop: String, _ buyer: String) -> JSONObject {
        [
            "shop_money": ["amount": shop, "currency_code": currency],
            "presentment_money": ["amount": buyer, "currency_code": buyerCurrency],
        ]
    }
}

/// One line in both forms.
struct PairedLine {
    var id: Int64
    var title = "Shirt"
    var variantTitle: String? = "Blue"
    var sku: String? = "S-1"
    var vendor: String? = "Acme"
    var quantity = 2
    var currentQuantity: Int?
    var fulfilled = 0
    var price = "50.00"
    /// Discounts made on the line itself.
    var ownDiscount = "0.00"
    /// Every discount with the line's share of it.
    var allocations: [String] = []
    var product: Int64? = 71
    var variant: Int64? = 72
    var isGiftCard = false
    var properties: [(String, String?)] = []

    func webhook(_ set: (String, String) -> JSONObject) -> JSONObject {
        [
            "id": id, "title": title, "name": title, "variant_title": variantTitle ?? "", "sku": sku ?? "",
            "vendor": orNull(vendor), "quantity": quantity, "current_quantity": currentQuantity ?? quantity,
            "price": price, "total_discount": ownDiscount,
            "discount_allocations": allocations.map { ["amount": "9.99", "amount_set": set($0, "9.99")] },
            "product_id": orNull(product), "variant_id": orNull(variant), "gift_card": isGiftCard,
            "properties": properties.map { ["name": $0.0, "value": orNull($0.1)] },
        ]
    }

    func node(withProducts: Bool = true) -> JSONObject {
        let current = currentQuantity ?? quantity
        var node: JSONObject = [
            "id": "gid://shopify/LineItem/\(id)", "title": title, "name": title, "variantTitle": orNull(variantTitle),
            "sku": orNull(sku), "vendor": orNull(vendor), "quantity": quantity, "currentQuantity": current,
            "unfulfilledQuantity": current - fulfilled, "isGiftCard": isGiftCard,
            "originalUnitPriceSet": bag(price), "totalDiscountSet": bag(ownDiscount),
            "discountAllocations": allocations.map { ["allocatedAmountSet": bag($0)] },
            "customAttributes": properties.map { ["key": $0.0, "value": orNull($0.1)] },
        ]
        guard withProducts else { return node }
        node["product"] = orNull(product.map { ["id": "gid://shopify/Product/\($0)"] })
        node["variant"] = orNull(variant.map { ["id": "gid://shopify/ProductVariant/\($0)"] })
        return node
    }
}

/// One address in both forms.
struct PairedAddress {
    var firstName: String? = "Ann"
    var company: String?
    var address1: String? = "1 Main St"
    var province: String? = "Ontario"

    var webhook: JSONObject {
        [
            "first_name": orNull(firstName), "last_name": "Lee", "company": company ?? "", "address1": orNull(address1),
            "address2": NSNull(), "city": "Toronto", "province": orNull(province), "province_code": "ON",
            "country": "Canada", "country_code": "CA", "zip": "M5H 2M9", "phone": NSNull(), "name": "Ann Lee",
        ]
    }

    var node: JSONObject {
        [
            "firstName": orNull(firstName), "lastName": "Lee", "company": orNull(company),
            "address1": orNull(address1), "address2": NSNull(), "city": "Toronto", "province": orNull(province),
            "provinceCode": "ON", "country": "Canada", "countryCodeV2": "CA", "zip": "M5H 2M9", "phone": NSNull(),
        ]
    }
}

/// Money of the shop alone, in GraphQL's spelling.
func bag(_ amount: String) -> JSONObject { ["shopMoney": ["amount": short(amount)]] }

/// GraphQL leaves zeros at the end out, down to one decimal.
func short(_ amount: String) -> String {
    let value = "\(Decimal(string: amount) ?? 0)"
    return value.contains(".") ? value : value + ".0"
}
