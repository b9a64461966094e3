/// One signed webhook delivery, ready to be posted.
package struct ShopDelivery: Sendable {
    /// The record that the delivery is about.
    package enum Subject: Sendable, Hashable {
        case customer(Int64)
        case order(Int64)
        /// The app itself: its scopes, its bulk operations, its removal.
        case app
    }

    package let topic: String
    package let subject: Subject
    /// Unique per delivery; the same on every retry.
    package let webhookID: String
    /// Shared by all deliveries of one action.
    package let eventID: String
    package let triggeredAt: SandboxTime
    package let body: [UInt8]
    /// Names as Shopify writes them, signature included.
    package let headers: [(name: String, value: String)]
}
