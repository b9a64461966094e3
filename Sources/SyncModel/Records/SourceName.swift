/// What the members of a record are called in a mapping, so that reports use the words that people know.
enum SourceName {
    /// - Parameters:
    ///   - name: the member's own, such as `lastOrderID`.
    ///   - root: what the group's fields begin with.
    /// - Returns: the path, such as `customer.last_order_id`.
    static func of(member name: String, at root: String) -> String {
        if let path = exceptions["\(root).\(name)"] { return path }
        var path = root + "."
        var wasCapital = true
        for character in name {
            if character.isUppercase, !wasCapital { path += "_" }
            wasCapital = character.isUppercase
            path += character.lowercased()
        }
        return path
    }

    private static let exceptions = [
        "customer.defaultAddress": "customer.address",
        "customer.orderCount": "customer.orders_count",
        "order.orderNumber": "order.number",
        "order.customerID": "customer.id",
        "order.currentTotal": "order.total",
        "order.currentSubtotal": "order.subtotal",
        "order.currentTax": "order.tax",
        "order.currentDiscounts": "order.discounts",
        "order.isTest": "order.test",
    ]
}
