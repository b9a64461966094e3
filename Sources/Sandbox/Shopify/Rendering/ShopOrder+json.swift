extension ShopOrder {
    /// The body of the full-order topics in version 2026-07, in the order of Shopify's sample.
    func json(customer: ShopCustomer?, settings: ShopSettings) -> SandboxJSON {
        var members = identity(settings) + currentAmounts + middle(settings) + placedAmounts
        members += [
            .init("total_weight", .integer(lines.map { $0.grams * $0.quantity }.reduce(0, +))),
            .init("updated_at", .string(updatedAt.iso(offsetMinutes: settings.utcOffsetMinutes))),
            .init("user_id", nil),
            .init("billing_address", billingAddress?.orderJSON ?? .null),
        ]
        members.append(.init("customer", customer?.embeddedJSON ?? .null))
        members += [
            .init("discount_applications", discountApplications),
            .init("fulfillments", .array(fulfillments.map { fulfillmentJSON($0, settings) })),
            .init("line_items", .array(lines.map { line($0) })), .init("payment_terms", nil),
            .init("refunds", .array(refunds.map { refundJSON($0, settings) })),
            .init("shipping_address", shippingAddress?.orderJSON ?? .null), .init("shipping_lines", [shippingLine]),
            .init("returns", []), .init("line_item_groups", []),
        ]
        if let company {
            members.append(.init("company", ["id": .integer(company.id), "location_id": .integer(company.locationID)]))
        }
        return .object(members)
    }

    func amount(_ minor: Int64) -> SandboxJSON { .string(ShopMoney.text(minor, currency)) }

    /// The pair of shop and presentment money.
    func set(_ minor: Int64) -> SandboxJSON {
        let converted = ShopMoney.convert(
            minor,
            from: currency,
            to: presentmentCurrency,
            rateMillionths: presentmentRate
        )
        return [
            "shop_money": ["amount": amount(minor), "currency_code": .string(currency)],
            "presentment_money": [
                "amount": .string(ShopMoney.text(converted, presentmentCurrency)),
                "currency_code": .string(presentmentCurrency),
            ],
        ]
    }

    private func identity(_ settings: ShopSettings) -> [SandboxJSON.Member] {
        let offset = settings.utcOffsetMinutes
        return [
            .init("id", .integer(id)), .init("admin_graphql_api_id", .string(gid)), .init("app_id", 580_111),
            .init("browser_ip", nil), .init("buyer_accepts_marketing", false),
            .init("cancel_reason", .text(cancelReason)),
            .init("cancelled_at", .text(cancelledAt?.iso(offsetMinutes: offset))), .init("cart_token", nil),
            .init("checkout_token", nil), .init("client_details", nil),
            .init("closed_at", .text(closedAt?.iso(offsetMinutes: offset))), .init("confirmation_number", nil),
            .init("confirmed", true), .init("contact_email", .text(email)),
            .init("created_at", .string(createdAt.iso(offsetMinutes: offset))), .init("currency", .string(currency)),
        ]
    }

    private var currentAmounts: [SandboxJSON.Member] {
        let current = { (minor: Int64) in isReturned ? 0 : minor }
        return [
            .init("current_shipping_price_set", set(current(shippingPrice))),
            .init("current_subtotal_price", amount(currentSubtotal)),
            .init("current_subtotal_price_set", set(currentSubtotal)),
            .init("current_total_additional_fees_set", nil),
            .init("current_total_discounts", amount(current(discount))),
            .init("current_total_discounts_set", set(current(discount))),
            .init("current_total_duties_set", nil), .init("current_total_price", amount(currentTotal)),
            .init("current_total_price_set", set(currentTotal)), .init("current_total_tax", amount(currentTax)),
            .init("current_total_tax_set", set(currentTax)),
        ]
    }

    private func middle(_ settings: ShopSettings) -> [SandboxJSON.Member] {
        let discountCodes: SandboxJSON =
            discountCode.map {
                [["code": .string($0), "amount": amount(discount), "type": "percentage"]]
            } ?? []
        return [
            .init("customer_locale", "en"), .init("device_id", nil), .init("discount_codes", discountCodes),
            .init("duties_included", false), .init("email", .text(email)), .init("estimated_taxes", false),
            .init("financial_status", .string(financialStatus)), .init("fulfillment_status", .text(fulfillmentStatus)),
            .init("landing_site", nil), .init("landing_site_ref", nil), .init("location_id", nil),
            .init("merchant_business_entity_id", "MTU0ODM4MDAwOQ"), .init("merchant_of_record_app_id", nil),
            .init("name", .string(name)), .init("note", .text(note)), .init("note_attributes", []),
            .init("number", .integer(number - 1000)), .init("order_number", .integer(number)),
            .init(
                "order_status_url",
                .string("https://\(settings.domain)/548380009/orders/\(String(id, radix: 16))/authenticate?key=sandbox")
            ),
            .init("original_total_additional_fees_set", nil), .init("original_total_duties_set", nil),
            .init("payment_gateway_names", ["bogus"]), .init("phone", .text(phone)), .init("po_number", nil),
            .init("presentment_currency", .string(presentmentCurrency)),
            .init("processed_at", .string(createdAt.iso(offsetMinutes: settings.utcOffsetMinutes))),
            .init("reference", nil), .init("referring_site", nil), .init("source_identifier", nil),
            .init("source_name", .string(sourceName)), .init("source_url", nil),
        ]
    }

    private var placedAmounts: [SandboxJSON.Member] {
        let outstanding = financialStatus == "pending" ? total : 0
        return [
            .init("subtotal_price", amount(subtotal)), .init("subtotal_price_set", set(subtotal)),
            .init("tags", .string(tags.joined(separator: ", "))), .init("tax_exempt", false),
            .init("tax_lines", .array(taxLines(on: tax))), .init("taxes_included", false), .init("test", .bool(isTest)),
            .init("token", .string(String(id, radix: 16))),
            .init("total_cash_rounding_payment_adjustment_set", set(0)),
            .init("total_cash_rounding_refund_adjustment_set", set(0)),
            .init("total_discounts", amount(discount)), .init("total_discounts_set", set(discount)),
            .init("total_line_items_price", amount(linesTotal)),
            .init("total_line_items_price_set", set(linesTotal)), .init("total_outstanding", amount(outstanding)),
            .init("total_price", amount(total)), .init("total_price_set", set(total)),
            .init("total_shipping_price_set", set(shippingPrice)), .init("total_tax", amount(tax)),
            .init("total_tax_set", set(tax)), .init("total_tip_received", amount(0)),
        ]
    }
}
