import SyncModel

/// A record to be compared, with what Shopify said of it.
struct AuditItem: Sendable {
    var id: Int64
    /// `nil` where Shopify was not asked or has nothing.
    var shopify: SyncRecord?
    /// Whether the person was erased on request, so that what Shopify says is not looked at.
    var isErased = false
    /// What it means that Shopify has nothing.
    var absence: Absence?
    /// Whether Shopify has it in a form that cannot be read.
    var isUnreadable = false

    init(_ shopify: SyncRecord) {
        id = shopify.id
        self.shopify = shopify
    }

    init(_ unreadable: UnreadableRecord) {
        id = unreadable.id
        isUnreadable = true
    }

    init(_ id: Int64, absence: Absence? = nil) {
        self.id = id
        self.absence = absence
    }
}

extension SyncRecord {
    /// An order's current total in the shop's currency.
    var total: Money? {
        guard case .order(let order) = self else { return nil }
        let details = order.details.fields
        return details.currentTotal.value.map { Money($0, details.currency.value ?? "") }
    }
}
