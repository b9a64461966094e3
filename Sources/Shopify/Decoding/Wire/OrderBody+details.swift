import FoundationEssentials
import SyncModel

extension OrderBody {
    /// What the body says of the order.
    func details() throws -> OrderDetails {
        var details = OrderDetails()
        details.name = name.filled
        details.orderNumber = orderNumber
        details.email = email.filled.orElse(contactEmail.filled)
        details.phone = phone.filled
        details.customerID = try customer.map {
            try $0.id.checked(as: "Customer", at: "customer.id", gid: $0.gid)
        }
        fillMoney(of: &details)
        details.financialStatus = financialStatus.lowercased
        details.fulfillmentStatus = fulfillmentStatus.lowercased
        details.createdAt = createdAt
        details.processedAt = processedAt
        details.updatedAt = updatedAt
        details.cancelledAt = cancelledAt
        details.cancelReason = cancelReason.lowercased
        details.closedAt = closedAt
        details.isTest = isTest
        details.confirmed = confirmed
        details.note = note.filled
        details.tags = tags.map(\.list)
        details.channel = sourceName.filled
        details.locale = locale.filled
        details.poNumber = poNumber.filled
        details.statusURL = statusURL.filled.orderStatusPage
        details.discountCodes = discountCodes.map { $0.compactMap(\.code.filled) }
        details.paymentGateways = paymentGateways
        details.noteAttributes = noteAttributes.map(\.items)
        details.billingAddress = billingAddress.map(\.canonical)
        details.shippingAddress = shippingAddress.map(\.canonical)
        details.lines = lines.map { $0.map(\.canonical).sorted { $0.id < $1.id } }
        return details
    }

    /// Whether money went back in a currency that is not the shop's, by transactions that tell only that one.
    var refundedIsUnclear: Bool {
        refunds.value?.contains { $0.returned(in: currency.value) == nil } == true
    }

    private func fillMoney(of details: inout OrderDetails) {
        details.currency = currency.filled
        details.presentmentCurrency = presentmentCurrency.filled
        details.currentTotal = currentTotal.map(\.value)
        details.currentSubtotal = currentSubtotal.map(\.value)
        details.currentTax = currentTax.map(\.value)
        details.currentDiscounts = currentDiscounts.map(\.value)
        details.originalTotal = originalTotal.map(\.value)
        details.originalSubtotal = originalSubtotal.map(\.value)
        details.presentmentTotal = currentTotalSet.flatMap { Field(present: $0.presentment?.amount?.value) }
        details.shipping = shippingSet.flatMap { Field(present: $0.shop?.amount?.value) }
        details.outstanding = outstanding.map(\.value)
        details.refunded =
            refundedIsUnclear
            ? .absent
            : refunds.map { refunds in
                refunds.reduce(0) { $0 + ($1.returned(in: currency.value) ?? 0) }
            }
    }
}

extension Field {
    /// The other field that the value leads to; absent and `null` stay.
    fileprivate func flatMap<Other>(_ transform: (Value) -> Field<Other>) -> Field<Other> {
        switch self {
        case .absent: .absent
        case .null: .null
        case .value(let value): transform(value)
        }
    }
}
