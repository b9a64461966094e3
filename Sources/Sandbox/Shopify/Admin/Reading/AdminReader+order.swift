extension AdminReader {
    func object(_ order: ShopOrder) -> GraphQLObject {
        GraphQLObject("Order") { call in
            switch call.name {
            case "id": .text(order.gid)
            case "legacyResourceId": .text(String(order.id))
            case "name": .text(order.name)
            case "number": .integer(order.number)
            case "createdAt", "processedAt": .moment(order.createdAt)
            case "updatedAt": .moment(order.updatedAt)
            case "cancelledAt": .moment(order.cancelledAt)
            case "cancelReason": .text(order.cancelReason?.uppercased())
            case "cancellation":
                .object(order.cancelledAt == nil ? nil : GraphQLObject("OrderCancellation", ["staffNote": .null]))
            case "closed": .flag(order.closedAt != nil)
            case "closedAt": .moment(order.closedAt)
            case "confirmed": .flag(true)
            case "test": .flag(order.isTest)
            case "edited": .flag(order.isEdited)
            case "note": .text(order.note)
            case "tags": .strings(order.tags.sorted())
            case "sourceName": .text(order.sourceName)
            case "customerLocale": .text("en")
            case "currencyCode": .text(order.currency)
            case "presentmentCurrencyCode": .text(order.presentmentCurrency)
            case "discountCode": .text(order.discountCode)
            case "discountCodes": .strings([order.discountCode].compactMap(\.self))
            case "paymentGatewayNames": .strings(["bogus"])
            case "statusPageUrl":
                .text("https://\(shop.settings.domain)/548380009/orders/\(String(order.id, radix: 16))/authenticate")
            default: try person(order, call)
            }
        }
    }

    private func person(_ order: ShopOrder, _ call: GraphQLCall) throws -> GraphQLResult {
        switch call.name {
        case "email": return .text(seesPersons ? order.email : nil)
        case "phone": return .text(seesPersons ? order.phone : nil)
        case "customer": return .object(try buyer(order).map(object))
        case "billingAddress": return .object(seesPersons ? order.billingAddress.map(object) : nil)
        case "shippingAddress": return .object(seesPersons ? order.shippingAddress.map(object) : nil)
        case "billingAddressMatchesShippingAddress": return .flag(order.billingAddress == order.shippingAddress)
        case "customerAcceptsMarketing":
            return .flag(
                order.customerID.flatMap(shop.customer)?.emailConsent?.state == "subscribed"
            )
        case "purchasingEntity":
            if let company = order.company { return .object(purchasing(company, order)) }
            return .object(try buyer(order).map(object))
        default: return try status(order, call)
        }
    }

    private func buyer(_ order: ShopOrder) throws -> ShopCustomer? {
        try grant.require("read_customers", field: "customer", object: "Customer")
        return order.customerID.flatMap(shop.customer)
    }

    private func status(_ order: ShopOrder, _ call: GraphQLCall) throws -> GraphQLResult {
        switch call.name {
        case "displayFinancialStatus": .text(order.financialStatus.uppercased())
        case "displayFulfillmentStatus": .text((order.fulfillmentStatus ?? "unfulfilled").uppercased())
        case "returnStatus": .text("NO_RETURN")
        case "dutiesIncluded", "estimatedTaxes", "taxExempt", "taxesIncluded": .flag(false)
        case "fullyPaid": .flag(order.financialStatus != "pending")
        case "unpaid": .flag(order.financialStatus == "pending")
        case "refundable": .flag(order.isPaid)
        case "requiresShipping": .flag(order.lines.contains { $0.grams > 0 })
        case "customAttributes": .list([])
        case "metafield": metafield(order.metafields, call, of: order.updatedAt)
        case "subtotalLineItemsQuantity": .integer(order.lines.map(\.quantity).reduce(0, +))
        case "currentSubtotalLineItemsQuantity":
            .integer(order.cancelledAt == nil ? order.lines.map(\.currentQuantity).reduce(0, +) : 0)
        case "totalWeight": .text(String(order.lines.map { $0.grams * $0.quantity }.reduce(0, +)))
        default: try parts(order, call)
        }
    }
}
