import SyncModel

extension ConfigurationReader {
    /// What a destination does about records that its CRM held before.
    mutating func adoption(_ node: DocumentNode?, stores: [StoreName]) -> AdoptionPolicy {
        var policy = AdoptionPolicy()
        policy.customers = found(node?["customers"]?["found"])
        policy.phoneField = node?["customers"]?["phone"]?.text
        if policy.phoneField?.isEmpty == true {
            report(node?["customers"]?["phone"], "adopt.customers.phone is empty", fix: "such as phone: phone")
        }
        guard let orders = node?["orders"], let field = orders["field"]?.text else { return policy }
        if field.isEmpty {
            report(orders["field"], "adopt.orders.field is empty", fix: "such as field: hs_external_order_id")
        }
        let holds = orders["holds"]?.text.flatMap(AdoptionPolicy.OrderField.Holding.init) ?? .id
        if holds != .id, stores.count > 1 {
            report(
                orders["holds"],
                "adopt.orders.holds: \(holds.rawValue) does not tell the orders of \(stores.count) stores apart",
                fix: "a destination for each store (stores: [\(stores[0])]), or a field that holds the id"
            )
        }
        policy.orders = AdoptionPolicy.OrderField(field: field, holds: holds, found: found(orders["found"]))
        return policy
    }

    private func found(_ node: DocumentNode?) -> AdoptionPolicy.Found {
        node?.text.flatMap(AdoptionPolicy.Found.init) ?? .adopt
    }
}
