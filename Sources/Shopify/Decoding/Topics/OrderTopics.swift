import SyncModel

/// Topics with a whole order in the body, its customer included.
enum OrderTopics {
    static let handlers: [String: TopicHandler] = [
        "orders/create": order,
        "orders/updated": order,
        "orders/paid": order,
        "orders/cancelled": order,
        "orders/fulfilled": order,
        "orders/partially_fulfilled": order,
    ]

    private static func order(_ delivery: Delivery) throws -> [SyncRecord] {
        let body = try delivery.body(as: OrderBody.self)
        let id = try body.id.checked(as: "Order", at: "id", gid: body.gid)
        guard body.verifiedEmail == nil else {
            throw BodyProblem(
                path: "verified_email",
                "must not be there: the topic speaks of an order, this is a customer"
            )
        }
        var record = OrderRecord(id: id)
        record.life = delivery.alive
        var details = try body.details()
        if details == OrderDetails() {
            // Shopify shrinks what is too large for its transport to the id alone.
            record.reads = delivery.needsRead
        } else {
            details.identifyGuest(of: delivery.receipt.store)
            record.details = Versioned(details, version: delivery.version(at: body.updatedAt))
            if body.refundedIsUnclear { record.reads = delivery.needsRead }
        }
        guard var customer = try body.customer.value.map({ try embedded($0, delivery) }) else {
            return [.order(record)]
        }
        if let placed = body.createdAt.value, body.isTest.value != true {
            // By the order alone: a later body of the same one is no news of its customer.
            let version = SourceVersion(
                at: placed.instant,
                tie: placed.instant,
                hash: UInt64(bitPattern: id)
            )
            customer.lastOrder = Versioned(LastOrder(at: .value(placed)), version: version)
        }
        return [.order(record), .customer(customer)]
    }

    private static func embedded(_ body: CustomerBody, _ delivery: Delivery) throws -> CustomerRecord {
        let id = try body.id.checked(as: "Customer", at: "customer.id")
        var record = CustomerRecord(id: id)
        record.life = delivery.alive
        if let profile = body.embeddedProfile {
            record.profile = Versioned(profile, version: delivery.embeddedVersion)
        }
        return record
    }
}
