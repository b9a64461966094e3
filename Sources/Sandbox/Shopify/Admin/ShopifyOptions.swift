/// What the simulated shop's Admin API is like.
package struct ShopifyOptions: Sendable {
    package var shop = ShopSettings()
    package var app = ShopifyApp()
    package var grant = AppGrant()
    package var plan = ShopPlan.standard
    package var bulk = BulkOptions()
    /// How webhooks are tried again.
    package var retries = RetrySchedule()
    /// Whether subscriptions may have plain HTTP addresses on this machine.
    package var acceptsLoopbackAddresses = true
    /// Where deliveries to other hosts go, by host: `hooks.example.com` to `http://127.0.0.1:8080`.
    package var deliveryBases: [String: String] = [:]
    /// Deliveries under way at once; those that wait for a retry are not counted.
    package var deliveriesInFlight = 64
    /// Makes every query that much dearer.
    package var costFactor = 1
    package var requestLogLimit = 10_000

    package init() {
        shop.secret = app.clientSecret
        shop.touchesCustomersOnNarrowChanges = true
    }
}
