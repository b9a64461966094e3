package import Shopify
package import SyncModel

/// Which shops may deliver, and the secrets that they sign with.
package protocol ShopDirectory: Sendable {
    /// `nil` for a shop that is not ours.
    func shop(_ domain: ShopDomain) -> WebhookShop?
}

/// A shop as the receiver knows it.
package struct WebhookShop: Sendable {
    package var store: StoreName
    /// All live ones: a rotation has two.
    package var secrets: [SigningSecret]

    package init(store: StoreName, secrets: [SigningSecret]) {
        self.store = store
        self.secrets = secrets
    }
}

/// Shops as configured, looked up in constant memory.
package struct ConfiguredShops: ShopDirectory {
    private let shops: [ShopDomain: WebhookShop]

    package init(_ shops: [ShopDomain: WebhookShop]) {
        self.shops = shops
    }

    package func shop(_ domain: ShopDomain) -> WebhookShop? { shops[domain] }
}
