import Sandbox

/// What differs between tests.
struct StageSettings: Sendable {
    var sendsTestOrders = false
    var bodyLimit = 1 << 20
    /// Where the store is; in a file of the data folder where `nil`.
    var storageURL: String?
    /// The inbox that nodes share; `direct` where `nil`.
    var inboxURL: String?
    /// What processes find in their environment besides.
    var environment: [String: String] = [:]
    /// Words that nothing may print.
    var secrets: [String] = []
    /// The queue that accepted webhooks are handed on to.
    var forwardURL: String?
    /// Made to hold the database, relative to the stage's folder.
    var dataFolder = "data"
    var shop = ShopSettings()
    var hubspot = HubSpotOptions()
    /// A second destination, named `zoho`.
    var zoho: ZohoOptions?
    /// Whether its refresh token stands in the configuration; else it must be connected.
    var zohoIsConnected = true
    /// A destination named `salesforce`.
    var salesforce: SalesforceOptions?
    /// Whether there is a destination named `espocrm`, of type rest.
    var hasEspoCRM = false
    /// Whether `sluice setup` prepares the account before the test.
    var isSetUp = true
    var logLevel = "trace"
    var callsPerTenSeconds = 190
    /// `summary` or `items`.
    var lines = "summary"
    /// More keys of the destination, one to a line.
    var destinationKeys: [String] = []
    /// The text of a mapping file; the shipped one where `nil`.
    var mapping: String? {
        didSet { if mapping != nil { destinationKeys.append("mapping: own.mapping.yaml") } }
    }
    /// How HubSpot's address names this machine.
    var hubspotHost = "127.0.0.1"
    /// Whether the processes run on a machine that can be made faulty.
    var hasFaultyMachine = false
    /// Whether the contract check gets to see the traffic.
    var isRecorded = true
    /// A file of the stage's folder in which all processes record their traffic, for the test to look at.
    var recording: String?
    /// A shop whose Admin API can be read; then `shop` is that shop.
    var shopify: ShopifyOptions? {
        didSet { if let shopify { shop = shopify.shop } }
    }

    /// Whether the shop reaches the server, so that webhooks are subscribed to.
    var hasPublicURL = false
    /// Whether the API is open to who has a token, although nobody reaches the server from elsewhere.
    var hasTokens = false
    /// How the server gets a token for the shop.
    var grant = "client_credentials"

    /// The block of the configuration; nodes that share a server must seal with one key.
    var storage: String {
        guard let storageURL else { return "{ url: \"sqlite:\(dataFolder)/sluice.db\" }" }
        return "{ url: \"\(storageURL)\", seal_key: \"\(String(repeating: "k3y", count: 12))\" }"
    }

    /// With a simulated shop that has sold so much before.
    static func withHistory(customers: Int, orders: Int, seed: UInt64 = 1) -> StageSettings {
        var settings = StageSettings()
        var options = ShopifyOptions()
        options.shop.seed = seed
        let now = SandboxTime.system()
        options.shop.history = ShopHistory(
            customers: customers,
            orders: orders,
            from: now.adding(seconds: -400 * 86_400),
            to: now.adding(seconds: -3_600)
        )
        settings.shopify = options
        return settings
    }
}
