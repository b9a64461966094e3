extension ShopOrder {
    func taxLines(on taxAmount: Int64) -> [SandboxJSON] {
        guard taxRatePercent > 0 else { return [] }
        return [
            [
                "price": amount(taxAmount),
                "rate": .number("0." + (taxRatePercent < 10 ? "0" : "") + "\(taxRatePercent)"),
                "title": "Tax", "price_set": set(taxAmount), "channel_liable": false,
            ]
        ]
    }

    var discountApplications: SandboxJSON {
        guard let discountCode else { return [] }
        return [
            [
                "target_type": "line_item", "type": "discount_code", "value": "10.0", "value_type": "percentage",
                "allocation_method": "across", "target_selection": "all", "code": .string(discountCode),
            ]
        ]
    }

    func line(_ line: Line) -> SandboxJSON {
        let isFulfilled = fulfillmentStatus == "fulfilled"
        let current = cancelledAt == nil ? line.currentQuantity : 0
        let title = [line.title, line.variantTitle].compactMap(\.self).joined(separator: " - ")
        return [
            "id": .integer(line.id), "admin_graphql_api_id": .string("gid://shopify/LineItem/\(line.id)"),
            "attributed_staffs": [], "current_quantity": .integer(current),
            "fulfillable_quantity": .integer(isFulfilled ? 0 : current), "fulfillment_service": "manual",
            "fulfillment_status": isFulfilled ? "fulfilled" : nil, "gift_card": false,
            "grams": .integer(line.grams), "name": .string(title), "price": amount(line.price),
            "price_set": set(line.price), "product_exists": true, "product_id": .integer(line.productID),
            "properties": [], "quantity": .integer(line.quantity), "requires_shipping": .bool(line.grams > 0),
            "sales_line_item_group_id": nil, "sku": .string(line.sku), "taxable": true,
            "title": .string(line.title), "total_discount": amount(0), "total_discount_set": set(0),
            "variant_id": .integer(line.variantID), "variant_inventory_management": "shopify",
            "variant_title": .text(line.variantTitle), "vendor": .string(line.vendor), "tax_lines": [],
            "duties": [], "discount_allocations": [],
        ]
    }

    var shippingLine: SandboxJSON {
        [
            "id": .integer(id / 3), "carrier_identifier": nil, "code": "Standard",
            "current_discounted_price_set": set(shippingPrice), "discounted_price": amount(shippingPrice),
            "discounted_price_set": set(shippingPrice), "is_removed": false, "phone": nil,
            "price": amount(shippingPrice), "price_set": set(shippingPrice),
            "requested_fulfillment_service_id": nil, "source": "shopify", "title": "Standard", "tax_lines": [],
            "discount_allocations": [],
        ]
    }

    /// A refund, of all lines or of some.
    ///
    /// Line amounts are JSON numbers there, unlike everywhere else.
    func refundJSON(_ refund: Refund, _ settings: ShopSettings) -> SandboxJSON {
        let moment = SandboxJSON.string(refund.at.iso(offsetMinutes: settings.utcOffsetMinutes))
        return [
            "id": .integer(refund.id), "admin_graphql_api_id": .string("gid://shopify/Refund/\(refund.id)"),
            "created_at": moment, "note": .text(refund.note), "order_id": .integer(id), "processed_at": moment,
            "restock": true,
            "total_duties_set": set(0), "user_id": nil, "order_adjustments": [],
            "transactions": [
                [
                    "id": .integer(refund.transactionID),
                    "admin_graphql_api_id": .string("gid://shopify/OrderTransaction/\(refund.transactionID)"),
                    "amount": amount(refund.amount), "created_at": moment, "currency": .string(currency),
                    "gateway": "bogus", "kind": "refund", "order_id": .integer(id), "processed_at": moment,
                    "source_name": "web", "status": "success", "test": false,
                ]
            ],
            "refund_line_items": .array(
                refund.parts(of: self).map { line, quantity in
                    let subtotal = line.price * Int64(quantity)
                    return [
                        "id": .integer(line.id + 1), "line_item_id": .integer(line.id),
                        "quantity": .integer(quantity), "restock_type": "cancel",
                        "subtotal": .number(ShopMoney.text(subtotal, currency)), "subtotal_set": set(subtotal),
                        "total_tax": .number(ShopMoney.text(0, currency)), "total_tax_set": set(0),
                    ]
                }
            ), "return": nil, "refund_shipping_lines": [],
        ]
    }

    func fulfillmentJSON(_ fulfillment: Fulfillment, _ settings: ShopSettings) -> SandboxJSON {
        let moment = SandboxJSON.string(fulfillment.at.iso(offsetMinutes: settings.utcOffsetMinutes))
        return [
            "id": .integer(fulfillment.id),
            "admin_graphql_api_id": .string("gid://shopify/Fulfillment/\(fulfillment.id)"), "created_at": moment,
            "location_id": 905_684_977, "name": .string(name + ".1"), "order_id": .integer(id), "origin_address": [],
            "receipt": [], "service": "manual", "shipment_status": nil, "status": "success",
            "tracking_company": "UPS", "tracking_number": .string(fulfillment.trackingNumber),
            "tracking_numbers": [.string(fulfillment.trackingNumber)], "tracking_url": nil, "tracking_urls": [],
            "updated_at": moment, "line_items": .array(lines.map { line($0) }),
        ]
    }
}

extension ShopOrder.Refund {
    /// What went back: each line with how many of it.
    func parts(of order: ShopOrder) -> [(line: ShopOrder.Line, quantity: Int)] {
        guard let quantities else { return order.lines.map { ($0, $0.quantity) } }
        return order.lines.compactMap { line in quantities[line.id].map { (line, $0) } }
    }
}
