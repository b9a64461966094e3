import SyncModel

/// Fits a deal's currency to what the account knows.
enum HubSpotCurrency {
    static let property = "deal_currency_code"

    /// Leaves the currency out where the account has only one.
    ///
    /// - Returns: A fault where the account has several, but not this one: the amount would be read in another.
    static func fit(_ write: inout HubSpotWrite, _ account: HubSpotAccountInfo?) -> DeliveryFault? {
        guard let account, let currency = write.properties[property], !currency.isEmpty else { return nil }
        let others = account.additionalCurrencies ?? []
        guard !others.isEmpty else {
            write.properties[property] = nil
            if let own = account.companyCurrency, own != currency {
                write.warnings.append("the amount is in \(currency), but the HubSpot account has \(own) only")
            }
            return nil
        }
        guard currency != account.companyCurrency, !others.contains(currency) else { return nil }
        return DeliveryFault(
            .invalidValue,
            .park,
            message: "the HubSpot account does not have the currency \(currency): add it in HubSpot's settings, "
                + "under Account Management > Account Defaults > Currency, then retry",
            fields: [property]
        )
    }
}
