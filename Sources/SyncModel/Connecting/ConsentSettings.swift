/// What a destination passes on of consent to marketing, where its CRM keeps consents apart from its records.
package struct ConsentSettings: Sendable, Hashable {
    package var email: ConsentPolicy
    /// The CRM's subscription that Shopify's consent is about, by name; `nil` for marketing by e-mail altogether, which can
    /// only be withdrawn.
    package var subscription: String?

    package init(email: ConsentPolicy = .lower, subscription: String? = nil) {
        self.email = email
        self.subscription = subscription
    }
}
