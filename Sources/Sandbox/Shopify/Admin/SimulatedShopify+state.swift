extension SimulatedShopify {
    /// What there is, for `GET /_sandbox/state`: numbers, subscriptions and bulk operations, all of them.
    func stateJSON(limit: Int) -> SandboxJSON {
        let shop = desk.shop
        return [
            "shop": .string(options.shop.domain),
            "customers": .integer(desk.customerIndex.count), "orders": .integer(desk.orderIndex.count),
            "changedCustomers": .integer(shop.customers.count), "changedOrders": .integer(shop.orders.count),
            "deliveriesMade": .integer(shop.deliveriesMade), "deliveriesDropped": .integer(droppedDeliveries.count),
            "scopes": .strings(desk.grant.scopes.sorted()), "violations": .strings(violations),
            "subscriptions": .array(
                subscriptions.map {
                    [
                        "id": .integer($0.id), "topic": .string($0.topic), "uri": .string($0.uri),
                        "origin": .string($0.origin.rawValue), "failures": .integer($0.failures),
                    ]
                }
            ),
            "bulkOperations": .array(
                bulkOperations.map {
                    [
                        "id": .integer($0.id), "status": .string($0.status.rawValue),
                        "objectCount": .integer($0.objectCount),
                    ]
                }
            ),
        ]
    }
}
