import SyncModel

/// Amounts as people read them: grouped, with as many digits behind the dot as the currency has, or more where there are.
enum MoneyText {
    private static let withoutMinor: Set<String> = [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
        "XPF",
    ]
    private static let withThree: Set<String> = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]

    /// Takes plain decimal text and a currency's ISO 4217 code.
    static func text(_ amount: String, _ currency: String) -> String {
        let places = withoutMinor.contains(currency) ? 0 : withThree.contains(currency) ? 3 : 2
        let isNegative = amount.hasPrefix("-")
        let parts = amount.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        var fraction = parts.count > 1 ? String(parts[1]) : ""
        while fraction.count < places { fraction += "0" }
        let whole = parts.first.flatMap { Int64($0) }.map { Numbers.grouped($0) } ?? String(parts.first ?? "0")
        return (isNegative ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
    }
}
