/// The newest state of a customer of the simulated shop.
package struct ShopCustomer: Sendable, Equatable {
    package let id: Int64
    package var email: String?
    package var phone: String?
    package var firstName: String?
    package var lastName: String?
    package var note: String?
    /// `disabled`, `invited`, `enabled` or `declined`: the state of a classic account.
    package var state = "disabled"
    package var verifiedEmail = true
    package var taxExempt = false
    package var currency: String
    package var addresses: [ShopAddress]
    package let createdAt: SandboxTime
    package var updatedAt: SandboxTime
    /// Not in customer bodies; told by the tag topics.
    package var tags: [String] = []
    package var emailConsent: ShopConsent?
    package var smsConsent: ShopConsent?
    package var ordersCount = 0
    /// In minor units of the shop's currency.
    package var amountSpent: Int64 = 0
    package var lastOrderID: Int64?
    /// In no webhook's body.
    package var metafields: [ShopMetafield] = []
    package var isDeleted = false

    package var gid: String { "gid://shopify/Customer/\(id)" }
}

/// Consent to marketing on one channel.
package struct ShopConsent: Sendable, Equatable {
    /// `subscribed`, `not_subscribed`, `pending` or `unsubscribed`.
    package var state: String
    package var optInLevel: String?
    package var updatedAt: SandboxTime
}
