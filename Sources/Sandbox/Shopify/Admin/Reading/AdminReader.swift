/// Turns the shop's records into objects of the Admin API, as one app may see them.
struct AdminReader {
    let shop: SimulatedShop
    let grant: AppGrant
    let now: SandboxTime

    /// Without `read_all_orders` older orders do not exist for the app.
    static let visibleSeconds: Int64 = 60 * 86_400

    var seesPersons: Bool { grant.protectedData == .level2 }

    /// The moment from which on orders are visible; nil where all are.
    var oldestVisible: SandboxTime? {
        grant.allows("read_all_orders") ? nil : now.adding(seconds: -Self.visibleSeconds)
    }

    func isVisible(_ order: ShopOrder) -> Bool { oldestVisible.map { order.createdAt >= $0 } ?? true }

    /// Nil where the order is unknown, deleted or too old for the app.
    func order(_ id: Int64) -> ShopOrder? {
        guard let order = shop.order(id), isVisible(order) else { return nil }
        return order
    }

    /// The customer's visible orders by id.
    func orders(of customer: ShopCustomer) -> [ShopOrder] {
        let past = shop.history?.customerPlace(customer.id).map { place in
            shop.history?.orderPlaces(ofCustomerAt: place).compactMap { shop.history?.orderID(at: $0) } ?? []
        }
        // Changed orders of the past are found by either way.
        let changed = shop.orders.values.filter { $0.customerID == customer.id }.map(\.id)
        return Set((past ?? []) + changed).sorted().compactMap { order($0) }.filter { $0.customerID == customer.id }
    }

    /// An amount as the Admin API writes it: at least one decimal, no further zeros (`55.0`, `11884.95`).
    static func decimal(_ minor: Int64, _ currency: String) -> String {
        let text = ShopMoney.text(minor, currency)
        guard text.contains(".") else { return text + ".0" }
        return text.hasSuffix("0") ? String(text.dropLast()) : text
    }

    static func money(_ minor: Int64, _ currency: String) -> GraphQLResult {
        .object(
            GraphQLObject(
                "MoneyV2",
                ["amount": .text(decimal(minor, currency)), "currencyCode": .text(currency)]
            )
        )
    }
}
