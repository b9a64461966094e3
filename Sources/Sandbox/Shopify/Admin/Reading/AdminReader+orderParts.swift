extension AdminReader {
    func parts(_ order: ShopOrder, _ call: GraphQLCall) throws -> GraphQLResult {
        let first = call.arguments["first"]?.intValue ?? 250
        switch call.name {
        case "lineItems":
            return try page(order.lines, call, "LineItemConnection", id: \.id) { object($0, of: order) }
        case "refunds": return .objects(order.refunds.prefix(first).map { object($0, of: order) })
        case "fulfillments": return .objects(order.fulfillments.prefix(first).map { object($0, of: order) })
        case "taxLines": return taxLines(order.tax, order)
        case "shippingLine": return .object(shippingLine(order))
        case "shippingLines":
            return try page([order], call, "ShippingLineConnection", id: \.id) { shippingLine($0) }
        default: return amount(call.name, of: order) ?? .null
        }
    }

    private func page<Item>(
        _ items: [Item],
        _ call: GraphQLCall,
        _ type: String,
        id: (Item) -> Int64,
        node: (Item) -> GraphQLObject
    ) throws -> GraphQLResult {
        PageOfNodes.of(items, try PageRequest(call), id: id, node: node).connection(type)
    }

    private func object(_ line: ShopOrder.Line, of order: ShopOrder) -> GraphQLObject {
        let current = order.cancelledAt == nil ? line.currentQuantity : 0
        return GraphQLObject("LineItem") { call in
            switch call.name {
            case "id": .text("gid://shopify/LineItem/\(line.id)")
            case "title": .text(line.title)
            case "variantTitle": .text(line.variantTitle)
            case "name": .text([line.title, line.variantTitle].compactMap(\.self).joined(separator: " - "))
            case "sku": .text(line.sku)
            case "vendor": .text(line.vendor)
            case "quantity": .integer(line.quantity)
            case "currentQuantity", "refundableQuantity": .integer(current)
            case "unfulfilledQuantity": .integer(order.fulfillmentStatus == nil ? current : 0)
            case "isGiftCard": .flag(false)
            case "taxable": .flag(true)
            case "requiresShipping": .flag(line.grams > 0)
            case "customAttributes", "discountAllocations": .list([])
            case "product": .object(product(line))
            case "variant": .object(variant(line))
            case "originalUnitPriceSet", "discountedUnitPriceSet", "discountedUnitPriceAfterAllDiscountsSet":
                bag(line.price, order)
            case "originalTotalSet", "discountedTotalSet": bag(line.total, order)
            case "totalDiscountSet": bag(0, order)
            case "taxLines": taxLines(line.total * Int64(order.taxRatePercent) / 100, order)
            default: .null
            }
        }
    }

    private func product(_ line: ShopOrder.Line) -> GraphQLObject {
        GraphQLObject(
            "Product",
            [
                "id": .text("gid://shopify/Product/\(line.productID)"),
                "legacyResourceId": .text(String(line.productID)), "title": .text(line.title),
                "vendor": .text(line.vendor),
            ]
        )
    }

    private func variant(_ line: ShopOrder.Line) -> GraphQLObject {
        GraphQLObject(
            "ProductVariant",
            [
                "id": .text("gid://shopify/ProductVariant/\(line.variantID)"),
                "legacyResourceId": .text(String(line.variantID)), "sku": .text(line.sku),
                "title": .text(line.variantTitle ?? "Default Title"),
            ]
        )
    }

    private func taxLines(_ tax: Int64, _ order: ShopOrder) -> GraphQLResult {
        guard order.taxRatePercent > 0 else { return .list([]) }
        let digits = String(order.taxRatePercent)
        let rate = SandboxJSON.number("0." + (digits.count == 1 ? "0" : "") + digits)
        let line = GraphQLObject(
            "TaxLine",
            [
                "title": .text("Tax"), "rate": .value(rate), "ratePercentage": .value(.number(digits + ".0")),
                "priceSet": bag(tax, order), "price": .text(Self.decimal(tax, order.currency)),
            ]
        )
        return .objects([line])
    }

    private func shippingLine(_ order: ShopOrder) -> GraphQLObject {
        GraphQLObject(
            "ShippingLine",
            [
                "id": .text("gid://shopify/ShippingLine/\(order.id / 3)"), "title": .text("Standard"),
                "code": .text("Standard"), "source": .text("shopify"),
                "originalPriceSet": bag(order.shippingPrice, order),
                "discountedPriceSet": bag(order.shippingPrice, order),
            ]
        )
    }

    private func object(_ refund: ShopOrder.Refund, of order: ShopOrder) -> GraphQLObject {
        GraphQLObject("Refund") { call in
            switch call.name {
            case "id": .text("gid://shopify/Refund/\(refund.id)")
            case "legacyResourceId": .text(String(refund.id))
            case "createdAt", "processedAt", "updatedAt": .moment(refund.at)
            case "note": .text(refund.note)
            case "order": .object(object(order))
            case "totalRefundedSet": bag(refund.amount, order)
            case "refundLineItems":
                try page(refund.parts(of: order), call, "RefundLineItemConnection", id: { $0.line.id + 1 }) { part in
                    GraphQLObject(
                        "RefundLineItem",
                        [
                            "id": .text("gid://shopify/RefundLineItem/\(part.line.id + 1)"),
                            "lineItem": .object(object(part.line, of: order)), "quantity": .integer(part.quantity),
                            "restockType": .text("CANCEL"), "priceSet": bag(part.line.price, order),
                            "subtotalSet": bag(part.line.price * Int64(part.quantity), order),
                            "totalTaxSet": bag(0, order),
                        ]
                    )
                }
            default: .null
            }
        }
    }

    private func object(_ fulfillment: ShopOrder.Fulfillment, of order: ShopOrder) -> GraphQLObject {
        GraphQLObject("Fulfillment") { call in
            switch call.name {
            case "id": .text("gid://shopify/Fulfillment/\(fulfillment.id)")
            case "legacyResourceId": .text(String(fulfillment.id))
            case "createdAt", "updatedAt": .moment(fulfillment.at)
            case "name": .text(order.name + ".1")
            case "status": .text("SUCCESS")
            case "displayStatus": .text("FULFILLED")
            case "order": .object(object(order))
            case "requiresShipping": .flag(true)
            case "totalQuantity": .integer(order.lines.map(\.quantity).reduce(0, +))
            case "trackingInfo":
                .objects([
                    GraphQLObject(
                        "FulfillmentTrackingInfo",
                        ["company": .text("UPS"), "number": .text(fulfillment.trackingNumber)]
                    )
                ])
            case "fulfillmentLineItems":
                try page(order.lines, call, "FulfillmentLineItemConnection", id: \.id) { line in
                    GraphQLObject(
                        "FulfillmentLineItem",
                        [
                            "id": .text("gid://shopify/FulfillmentLineItem/\(line.id)"),
                            "lineItem": .object(object(line, of: order)), "quantity": .integer(line.quantity),
                        ]
                    )
                }
            default: .null
            }
        }
    }
}
