import SyncModel

/// Fits a record's currency to what the account knows.
struct ZohoCurrency: Sendable {
    static let field = "Currency"

    var organisation: ZohoOrganisation
    /// Where the account has several.
    var known: Set<String>

    /// Leaves the currency out where the account has only this one.
    ///
    /// - Returns: A fault where the account does not have it: the amount would be read in another.
    func fit(_ write: inout ZohoWrite) -> DeliveryFault? {
        guard let currency = write.values[Self.field]?.string, !currency.isEmpty else { return nil }
        if organisation.hasSeveralCurrencies {
            return known.contains(currency) || known.isEmpty ? nil : Self.fault(currency)
        }
        write.values[Self.field] = nil
        guard let own = organisation.currency, own != currency else { return nil }
        return Self.fault(currency)
    }

    /// The same for an account whose module has no such field, by what the mapping wanted.
    func fault(ofMapped currency: String?) -> DeliveryFault? {
        guard let currency, !currency.isEmpty, !organisation.hasSeveralCurrencies,
            let own = organisation.currency, own != currency
        else { return nil }
        return Self.fault(currency)
    }

    private static func fault(_ currency: String) -> DeliveryFault {
        DeliveryFault(
            .unknownCurrency,
            .pause(.currency(currency)),
            message:
                "orders in \(currency) wait: the Zoho organisation does not have this currency. Add it under Setup > "
                + "Company Settings > Currencies",
            fields: [field]
        )
    }
}
