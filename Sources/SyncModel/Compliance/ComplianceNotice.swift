/// What Shopify, or a person at the command line, asks about somebody's data or about the app itself.
package struct ComplianceNotice: Sendable, Hashable, Codable {
    package var kind: ComplianceKind
    /// Shopify's id of the customer whom it is about; `nil` where it is about the shop or the app.
    package var customerID: Int64?
    /// The orders that Shopify names.
    package var orderIDs: [Int64]
    /// The folded e-mail, as far as it was told.
    package var email: String?
    package var phone: String?

    package init(
        _ kind: ComplianceKind,
        customerID: Int64? = nil,
        orderIDs: [Int64] = [],
        email: String? = nil,
        phone: String? = nil
    ) {
        self.kind = kind
        self.customerID = customerID
        self.orderIDs = orderIDs
        self.email = email
        self.phone = phone
    }
}

/// What is asked; stored under these names.
package enum ComplianceKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Give the merchant what is held of a person.
    case dataRequest = "data_request"
    /// Erase a person.
    case customerRedact = "customer_redact"
    /// Erase all people of a shop.
    case shopRedact = "shop_redact"
    /// The app was taken out of the shop.
    case uninstalled = "app_uninstalled"
    /// The app's scopes were changed.
    case scopesUpdate = "scopes_update"

    /// Whether people's data is erased.
    package var erases: Bool { self == .customerRedact || self == .shopRedact }
}
