import Sandbox

/// What differs between tests.
struct StageSettings: Sendable {
    var sendsTestOrders = false
    var bodyLimit = 1 << 20
    /// Made to hold the database, relative to the stage's folder.
    var dataFolder = "data"
    var shop = ShopSettings()
    var hubspot = HubSpotOptions()
    /// Whether `sluice setup` prepares the account before the test.
    var isSetUp = true
    var logLevel = "trace"
    var callsPerTenSeconds = 190
    /// `summary` or `items`.
    var lines = "summary"
}
