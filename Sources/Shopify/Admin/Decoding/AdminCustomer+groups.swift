import SyncModel

extension AdminCustomer {
    /// Who the customer is.
    ///
    /// Their currency is not told here: only webhooks have it, so it stays absent.
    func profile(
        _ zone: ShopZone,
        withholdsCustomerData: Bool,
        metafields names: [MetafieldName] = []
    ) -> CustomerProfile {
        var profile = CustomerProfile()
        profile.email = Field(present: defaultEmailAddress?.emailAddress).filled
        profile.phone = Field(present: defaultPhoneNumber?.phoneNumber).filled
        profile.firstName = Field(present: firstName.filled)
        profile.lastName = Field(present: lastName.filled)
        profile.state = Field(present: state).lowercased
        profile.note = Field(present: note.filled)
        profile.verifiedEmail = .value(verifiedEmail)
        profile.taxExempt = .value(taxExempt)
        profile.locale = Field(present: locale.filled)
        profile.defaultAddress = Field(present: defaultAddress?.canonical)
        profile.metafields = metafields.canonical(names)
        profile.createdAt = .value(zone.local(createdAt))
        profile.updatedAt = .value(zone.local(updatedAt))
        return withholdsCustomerData ? profile.withoutWithheld : profile
    }

    /// When the last order was placed; `nil` where that was not asked, as by a bulk operation under an older mapping.
    func lastOrderDate(_ zone: ShopZone) -> SyncModel.LastOrder? {
        guard let lastOrder else { return SyncModel.LastOrder(at: .null) }
        return lastOrder.createdAt.map { SyncModel.LastOrder(at: .value(zone.local($0))) }
    }

    func purchases() throws -> PurchaseSummary {
        var purchases = PurchaseSummary()
        purchases.orderCount = .value(numberOfOrders.value)
        purchases.amountSpent = .value(amountSpent.money)
        purchases.lastOrderID = try Field(present: lastOrder).map { try $0.id.checked(as: "Order", at: "lastOrder.id") }
        return purchases
    }
}
