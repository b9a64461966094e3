/// What the simulated shop is like.
package struct ShopSettings: Sendable {
    package var domain = "sluice-sandbox.myshopify.com"
    /// The secret that signs deliveries.
    package var secret = "sandbox-webhook-secret"
    package var apiVersion = "2026-07"
    package var currency = "USD"
    package var utcOffsetMinutes = -300
    package var seed: UInt64 = 1
    /// The number of the first order, so `#1001`.
    package var firstOrderNumber = 1001
    /// The share of buyers who pay in another currency than the shop's.
    package var foreignCurrencyShare = 0.3
    /// The subscription's name, sent as `X-Shopify-Name`; nil leaves the header out.
    package var subscriptionName: String?
    /// Put in front of each address, so that several shops can share or avoid addresses: `prefix.first.last.n@…`.
    package var emailPrefix = ""

    /// Whether changed tags and consents move a customer's `updated_at`; Shopify does not say.
    package var touchesCustomersOnNarrowChanges = false
    /// What happened before the simulation starts; nil for a shop that begins empty.
    package var history: ShopHistory?

    package init() {}
}
