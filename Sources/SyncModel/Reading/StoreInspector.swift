/// Tells what an app can do and see in a store, for `doctor` and for deciding how to read.
package protocol StoreInspector: Sendable {
    func facts() async throws(ReadFault) -> AppFacts
}

/// What was seen of an app in a store; what could not be seen is unknown, not guessed.
package struct AppFacts: Sendable, Hashable, Codable {
    /// How the app is distributed, as far as it can be seen.
    package enum AppModel: String, Sendable, Hashable, Codable {
        /// Made by the merchant or in the merchant's own organisation.
        case own
        /// Made by a partner for single merchants.
        case custom
        /// Listed in the App Store.
        case published
        case unknown
    }

    /// Whether names, addresses, e-mails and phone numbers are given.
    package enum CustomerData: Sendable, Hashable, Codable {
        case given
        /// All of them came as null in every record that was looked at.
        case withheld
        /// Shopify refuses customers or orders altogether; its words.
        case refused(String)
        /// Too few records to tell.
        case unknown
    }

    /// Which orders are visible.
    package enum OrderView: Sendable, Hashable, Codable {
        case all
        /// Only those of the last 60 days: `read_all_orders` is missing.
        case last60Days
        case refused(String)
    }

    /// The permanent domain, such as `acme.myshopify.com`.
    package var shop: String
    package var shopName: String
    package var currency: String
    /// Such as `America/Toronto`.
    package var timeZone: String
    package var scopes: [String]
    package var appName: String
    package var appModel: AppModel
    package var customerData: CustomerData
    package var orders: OrderView
    /// The API version that was asked for, and the one that answered; a dead version falls forward.
    package var askedVersion: String
    package var servedVersion: String?
    package var supportedVersions: [String]
    /// When it was asked, by Shopify's clock as far as it is known.
    package var askedAt: Instant?

    package init(
        shop: String,
        shopName: String = "",
        currency: String = "",
        timeZone: String = "",
        scopes: [String] = [],
        appName: String = "",
        appModel: AppModel = .unknown,
        customerData: CustomerData = .unknown,
        orders: OrderView = .all,
        askedVersion: String,
        servedVersion: String? = nil,
        supportedVersions: [String] = []
    ) {
        self.shop = shop
        self.shopName = shopName
        self.currency = currency
        self.timeZone = timeZone
        self.scopes = scopes
        self.appName = appName
        self.appModel = appModel
        self.customerData = customerData
        self.orders = orders
        self.askedVersion = askedVersion
        self.servedVersion = servedVersion
        self.supportedVersions = supportedVersions
    }

    /// Whether orders of any age are visible for certain: without the scope, one that is missing may only be too old.
    package var seesAllOrders: Bool {
        if case .refused = orders { return false }
        return grants("read_all_orders")
    }

    /// Whether a scope is granted; write scopes include their read scopes.
    package func grants(_ scope: String) -> Bool {
        SubscriptionAccess(scopes: scopes).grants(scope)
    }
}
