import FoundationEssentials
import SyncModel

extension AdminOrder {
    /// What the order says, the same as a webhook's body of the same moment says.
    ///
    /// - Parameters:
    ///   - lines: all of them.
    ///   - zone: the shop's, in which webhooks write their times.
    ///   - withholdsCustomerData: nulls of personal fields then tell nothing.
    ///   - names: of the metafields that mappings name.
    /// - Returns: every field, absent only where it is withheld.
    /// - Throws: ``BodyProblem``, for an id of another type.
    func details(
        lines: [AdminLine],
        zone: ShopZone,
        withholdsCustomerData: Bool,
        metafields names: [MetafieldName] = []
    ) throws -> OrderDetails {
        var details = OrderDetails()
        details.name = .value(name)
        details.orderNumber = .value(number)
        details.email = Field(present: email.filled)
        details.phone = Field(present: phone.filled)
        details.customerID = try Field(present: customer).map { try $0.id.checked(as: "Customer", at: "customer.id") }
        fillMoney(of: &details)
        details.financialStatus = Field(present: displayFinancialStatus).lowercased
        details.fulfillmentStatus = fulfillmentStatus(lines)
        fillTimes(of: &details, zone)
        details.cancelReason = Field(present: cancelReason).lowercased
        details.isTest = .value(test)
        details.confirmed = .value(confirmed)
        details.note = Field(present: note.filled)
        details.tags = .value(tags.list)
        details.channel = Field(present: sourceName.filled)
        details.locale = Field(present: customerLocale.filled)
        details.poNumber = Field(present: poNumber.filled)
        details.statusURL = Field(present: statusPageUrl).filled.orderStatusPage
        details.discountCodes = .value(discountCodes.filter { !$0.isEmpty })
        details.paymentGateways = .value(paymentGatewayNames)
        details.noteAttributes = .value(customAttributes.map(\.canonical))
        details.metafields = metafields.canonical(names)
        details.billingAddress = Field(present: billingAddress?.canonical)
        details.shippingAddress = Field(present: shippingAddress?.canonical)
        // In one order, whatever the source: the children of a bulk result come in any.
        details.lines = .value(try lines.map { try $0.canonical() }.sorted { $0.id < $1.id })
        return withholdsCustomerData ? details.withoutWithheld : details
    }

    private func fillMoney(of details: inout OrderDetails) {
        details.currency = .value(currencyCode)
        details.presentmentCurrency = .value(presentmentCurrencyCode)
        details.currentTotal = .value(currentTotalPriceSet.shop)
        details.currentSubtotal = .value(currentSubtotalPriceSet.shop)
        details.currentTax = .value(currentTotalTaxSet.shop)
        details.currentDiscounts = .value(currentTotalDiscountsSet.shop)
        details.originalTotal = .value(totalPriceSet.shop)
        details.originalSubtotal = Field(present: subtotalPriceSet?.shop)
        details.presentmentTotal = Field(present: currentTotalPriceSet.presentmentMoney?.amount.value)
        details.shipping = .value(totalShippingPriceSet.shop)
        details.refunded = .value(totalRefundedSet.shop)
        details.outstanding = .value(totalOutstandingSet.shop)
    }

    private func fillTimes(of details: inout OrderDetails, _ zone: ShopZone) {
        details.createdAt = .value(zone.local(createdAt))
        details.processedAt = .value(zone.local(processedAt))
        details.updatedAt = .value(zone.local(updatedAt))
        details.cancelledAt = Field(present: cancelledAt.map(zone.local))
        details.closedAt = Field(present: closedAt.map(zone.local))
    }

    /// In the words of webhooks, which know four states where GraphQL displays ten.
    ///
    /// The others describe what is still to be sent, so the lines tell whether anything was.
    private func fulfillmentStatus(_ lines: [AdminLine]) -> Field<String> {
        switch displayFulfillmentStatus {
        case "FULFILLED": .value("fulfilled")
        case "PARTIALLY_FULFILLED": .value("partial")
        case "RESTOCKED": .value("restocked")
        case "UNFULFILLED", "OPEN": .null
        default: lines.contains { $0.currentQuantity > $0.unfulfilledQuantity } ? .value("partial") : .null
        }
    }
}
