import SyncModel

/// Fits a deal's currency to what the account knows.
enum HubSpotCurrency {
    static let property = "deal_currency_code"

    /// Leaves the currency out where the account has only this one: it then lacks the property.
    ///
    /// - Returns: A fault where the account does not have it: the amount would be read in another.
    static func fit(_ write: inout HubSpotWrite, _ account: HubSpotAccountInfo?) -> DeliveryFault? {
        guard let account, let currency = write.properties[property], !currency.isEmpty else { return nil }
        let others = account.additionalCurrencies ?? []
        let isKnown = currency == account.companyCurrency || others.contains(currency)
        guard isKnown || account.companyCurrency == nil && others.isEmpty else {
            let plan = others.isEmpty ? " (several currencies need HubSpot Starter or higher)" : ""
            return DeliveryFault(
                .unknownCurrency,
                .pause(.currency(currency)),
                message:
                    "orders in \(currency) wait: the HubSpot account does not have this currency. Add it in HubSpot's "
                    + "settings, under Account Management > Account Defaults > Currency\(plan)",
                fields: [property]
            )
        }
        if others.isEmpty { write.properties[property] = nil }
        return nil
    }
}
