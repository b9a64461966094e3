extension AdminReader {
    /// The pair of amounts in the shop's and the buyer's currency.
    func bag(_ minor: Int64, _ order: ShopOrder) -> GraphQLResult {
        let converted = ShopMoney.convert(
            minor,
            from: order.currency,
            to: order.presentmentCurrency,
            rateMillionths: order.presentmentRate
        )
        return .object(
            GraphQLObject(
                "MoneyBag",
                [
                    "shopMoney": Self.money(minor, order.currency),
                    "presentmentMoney": Self.money(converted, order.presentmentCurrency),
                ]
            )
        )
    }

    /// Nil for a field that is no amount.
    func amount(_ name: String, of order: ShopOrder) -> GraphQLResult? {
        switch name {
        case "totalPriceSet", "originalTotalPriceSet": bag(order.total, order)
        case "currentTotalPriceSet": bag(order.currentTotal, order)
        case "subtotalPriceSet": bag(order.subtotal, order)
        case "currentSubtotalPriceSet": bag(order.currentSubtotal, order)
        case "totalTaxSet": bag(order.tax, order)
        case "currentTotalTaxSet": bag(order.currentTax, order)
        case "totalDiscountsSet": bag(order.discount, order)
        case "currentTotalDiscountsSet": bag(order.isReturned ? 0 : order.discount, order)
        case "totalShippingPriceSet": bag(order.shippingPrice, order)
        case "currentShippingPriceSet": bag(order.isReturned ? 0 : order.shippingPrice, order)
        case "totalRefundedSet": bag(order.refunded, order)
        case "totalRefundedShippingSet", "totalTipReceivedSet": bag(0, order)
        case "totalReceivedSet": bag(received(order), order)
        case "netPaymentSet": bag(received(order) - order.refunded, order)
        case "totalOutstandingSet":
            bag(order.financialStatus == "pending" ? order.currentTotal : 0, order)
        case "totalPrice": .text(Self.decimal(order.total, order.currency))
        case "subtotalPrice": .text(Self.decimal(order.subtotal, order.currency))
        default: nil
        }
    }

    private func received(_ order: ShopOrder) -> Int64 {
        ["pending", "voided"].contains(order.financialStatus) ? 0 : order.total + order.editedSubtotal + order.editedTax
    }
}
