/// Where an account lives: every data centre has a login server and API hosts of its own.
struct ZohoDataCentre: Sendable, Hashable {
    var name: String
    var accountsURL: String
    /// What the API hosts end in, such as `com` or `com.au`.
    private var suffix: String

    static let all = [
        ZohoDataCentre(name: "us", accountsURL: "https://accounts.zoho.com", suffix: "com"),
        ZohoDataCentre(name: "eu", accountsURL: "https://accounts.zoho.eu", suffix: "eu"),
        ZohoDataCentre(name: "in", accountsURL: "https://accounts.zoho.in", suffix: "in"),
        ZohoDataCentre(name: "au", accountsURL: "https://accounts.zoho.com.au", suffix: "com.au"),
        ZohoDataCentre(name: "jp", accountsURL: "https://accounts.zoho.jp", suffix: "jp"),
        ZohoDataCentre(name: "cn", accountsURL: "https://accounts.zoho.com.cn", suffix: "com.cn"),
        // The login server's name does not tell the API's.
        ZohoDataCentre(name: "ca", accountsURL: "https://accounts.zohocloud.ca", suffix: "ca"),
        ZohoDataCentre(name: "sa", accountsURL: "https://accounts.zoho.sa", suffix: "sa"),
        ZohoDataCentre(name: "uk", accountsURL: "https://accounts.zoho.uk", suffix: "uk"),
    ]

    /// The API addresses that a token answer of this data centre may name: production, sandbox, developer edition.
    var apiDomains: [String] { ["www", "sandbox", "developer"].map { "https://\($0).zohoapis.\(suffix)" } }

    static func named(_ name: String) -> ZohoDataCentre? { all.first { $0.name == name.lowercased() } }

    /// Every address that connectors with these credentials may call.
    static func addresses(accountsURL: String?) -> [String] {
        let known = all.first { $0.accountsURL == accountsURL }
        return (accountsURL.map { [$0] } ?? []) + (known.map(\.apiDomains) ?? all.flatMap(\.apiDomains))
    }

    /// Whether our token may be shown to this address: one of Zoho's, or the login server's own.
    static func isTrusted(apiDomain: String, accountsURL: String) -> Bool {
        apiDomain == accountsURL || all.contains { $0.apiDomains.contains(apiDomain) }
    }
}
