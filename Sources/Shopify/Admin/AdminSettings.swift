package import SyncModel

/// What is configured of a store's Admin API.
package struct AdminSettings: Sendable {
    package var store: StoreName
    package var shop: ShopDomain
    /// Without a slash at the end; `https://<shop>` unless a test or a proxy stands in between.
    package var baseURL: String
    package var version: AdminVersion
    /// Hosts of bulk results beside Google's storage and the base URL's own: `host` or `host:port`.
    package var bulkHosts: Set<String>

    /// Where Shopify keeps the results of bulk operations.
    package static let bulkStorageHost = "storage.googleapis.com"

    /// The base URL defaults to the shop's own address.
    package init(
        store: StoreName,
        shop: ShopDomain,
        baseURL: String? = nil,
        version: AdminVersion,
        bulkHosts: Set<String> = []
    ) {
        self.store = store
        self.shop = shop
        var base = baseURL ?? "https://\(shop)"
        while base.hasSuffix("/") { base.removeLast() }
        self.baseURL = base
        self.version = version
        self.bulkHosts = bulkHosts
    }
}

/// A version of the Admin API, such as `2026-07`: one a quarter.
package struct AdminVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let description: String

    /// `nil` for anything but a year and the first month of a quarter.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4, Int(parts[0]).map({ $0 >= 2019 }) == true,
            ["01", "04", "07", "10"].contains(parts[1])
        else { return nil }
        description = text
    }

    private init(known: String) { description = known }

    /// The version that this release is written for.
    package static let current = AdminVersion(known: "2026-07")

    /// From here on phone numbers tell the consent to WhatsApp messages.
    static let withWhatsAppConsent = AdminVersion(known: "2026-07")
    /// From here on phone numbers tell the consent to text messages as an object of its own.
    static let withSMSConsentObject = AdminVersion(known: "2026-10")

    package static func < (left: AdminVersion, right: AdminVersion) -> Bool { left.description < right.description }
}
