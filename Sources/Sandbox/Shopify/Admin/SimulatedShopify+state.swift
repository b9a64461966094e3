extension SimulatedShopify {
    /// What there is, for `GET /_sandbox/state`: numbers, subscriptions and bulk operations, all of them; and what was made
    /// or changed since the start, as far as `limit` of each kind, to compare a CRM with.
    func stateJSON(limit: Int) -> SandboxJSON {
        let shop = desk.shop
        return [
            "shop": .string(options.shop.domain),
            "customers": .integer(desk.customerIndex.count), "orders": .integer(desk.orderIndex.count),
            "changedCustomers": .integer(shop.customers.count), "changedOrders": .integer(shop.orders.count),
            "deliveriesMade": .integer(shop.deliveriesMade), "deliveriesDropped": .integer(droppedDeliveries.count),
            "deliveriesAcknowledged": .integer(tally.acknowledged), "deliveriesGivenUp": .integer(tally.givenUp),
            "deliveriesUnderWay": .integer(tally.underWay),
            "acknowledgedDeliveries": .strings(Array(tally.acknowledgedIDs.prefix(limit))),
            "undelivered": .strings(tally.undelivered.lazy.compactMap(\.recordName).prefix(limit).sorted()),
            "scopes": .strings(desk.grant.scopes.sorted()), "violations": .strings(violations),
            "customerRecords": .array(
                shop.customers.values.lazy.filter { !$0.isDeleted }.prefix(limit).map(\.stateJSON)
            ),
            "orderRecords": .array(
                shop.orders.values.lazy.filter { !$0.isDeleted && !$0.isTest }.prefix(limit).map(\.stateJSON)
            ),
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

extension ShopDelivery.Subject {
    /// `order 12`; `nil` for the app.
    fileprivate var recordName: String? {
        switch self {
        case .customer(let id): "customer \(id)"
        case .order(let id): "order \(id)"
        case .app: nil
        }
    }
}

extension ShopCustomer {
    fileprivate var stateJSON: SandboxJSON {
        [
            "id": .string(String(id)), "email": .text(email),
            "firstName": .text(firstName), "lastName": .text(lastName), "orders": .integer(ordersCount),
        ]
    }
}

extension ShopOrder {
    fileprivate var stateJSON: SandboxJSON {
        [
            "id": .string(String(id)), "name": .string(name), "customer": .text(customerID.map { String($0) }),
            "total": .string(currentTotalText), "financial": .string(financialStatus),
            "fulfillment": .string(fulfillmentStatus ?? "unfulfilled"), "cancelled": .bool(cancelledAt != nil),
        ]
    }
}
