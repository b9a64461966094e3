/// Amounts in minor units (cents) and how Shopify writes them.
package enum ShopMoney {
    /// Yen have no cents.
    static func decimals(_ currency: String) -> Int { currency == "JPY" ? 0 : 2 }

    /// For example 1999 in USD is `19.99`, 1999 in JPY is `1999`.
    package static func text(_ minor: Int64, _ currency: String) -> String {
        guard decimals(currency) == 2 else { return String(minor) }
        let size = abs(minor)
        let cents = String(size % 100)
        return (minor < 0 ? "-" : "") + String(size / 100) + "." + (cents.count == 1 ? "0" + cents : cents)
    }

    /// Converts with a rate in millionths of a unit per unit, rounding down.
    static func convert(_ minor: Int64, from: String, to: String, rateMillionths: Int64) -> Int64 {
        var divisor: Int64 = 1_000_000
        var factor: Int64 = 1
        let difference = decimals(from) - decimals(to)
        if difference > 0 { divisor *= 100 } else if difference < 0 { factor = 100 }
        return minor * rateMillionths * factor / divisor
    }
}
