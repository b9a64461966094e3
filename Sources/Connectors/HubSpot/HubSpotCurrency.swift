import SyncModel

/// Fits a deal's, an order's or a line item's currency to what the account knows.
enum HubSpotCurrency {
    static let property = "deal_currency_code"
    static let orderProperty = "hs_currency_code"
    static let lineProperty = "hs_line_item_currency_code"

    static let all: Set<String> = [property, orderProperty, lineProperty]

    /// Leaves a deal's currency out where the account has only this one: it then lacks the property.
    ///
    /// - Returns: A fault where the account does not have it: the amount would be read in another.
    static func fit(_ write: inout HubSpotWrite, _ account: HubSpotAccountInfo?) -> DeliveryFault? {
        let names = all.filter { write.properties[$0]?.isEmpty == false }
        guard let account, let name = names.first, let currency = write.properties[name] else { return nil }
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
                fields: [name]
            )
        }
        if others.isEmpty { write.properties[property] = nil }
        return nil
    }
}
