extension SimulatedShop {
    /// Takes one piece of the order's first line back: `refunds/create` and `orders/updated`.
    ///
    /// Gives nothing where the order is unknown, unpaid or has nothing left.
    package mutating func refundLine(of id: Int64, at moment: SandboxTime) -> [ShopDelivery] {
        guard var order = liveOrder(id), order.cancelledAt == nil,
            ["paid", "partially_refunded"].contains(order.financialStatus),
            let line = order.lines.first(where: { $0.currentQuantity > 0 })
        else { return [] }
        let second = SandboxTime(seconds: moment.seconds)
        order.refund(line.id, id: newID(), at: second, note: "damaged")
        guard let refund = order.refunds.last else { return [] }
        if let customer = order.customerID {
            materialize(customer: customer)
            customers[customer]?.amountSpent -= refund.amount
        }
        let event = newEventID()
        let updated = store(order, ["orders/updated"], event: event, at: moment)
        let body = order.refundJSON(refund, settings)
        return [delivery("refunds/create", .order(id), body, event: event, at: moment)] + updated
    }

    /// Adds a line and takes one piece of the first off: `orders/edited` and `orders/updated`.
    package mutating func editOrder(_ id: Int64, at moment: SandboxTime) -> [ShopDelivery] {
        guard var order = liveOrder(id), order.cancelledAt == nil,
            let line = order.lines.first(where: { $0.currentQuantity > 0 }), let added = inventLines(1).first
        else { return [] }
        order.edit(adding: added, removingFrom: line.id)
        let event = newEventID()
        let updated = store(order, ["orders/updated"], event: event, at: moment)
        let body: SandboxJSON = [
            "order_edit": [
                "id": .integer(newID()), "app_id": nil, "created_at": .string(local(moment)),
                "committed_at": .string(local(moment)), "notify_customer": false,
                "order_id": .integer(id), "staff_note": "", "user_id": nil,
                "line_items": [
                    "additions": [["id": .integer(added.id), "delta": .integer(added.quantity)]],
                    "removals": [["id": .integer(line.id), "delta": 1]],
                ],
                "discounts": ["line_item": ["additions": [], "removals": []]],
                "shipping_lines": ["additions": [], "removals": []],
            ]
        ]
        return [delivery("orders/edited", .order(id), body, event: event, at: moment)] + updated
    }

    /// Sends all goods: `orders/fulfilled` and `orders/updated`.
    package mutating func fulfillOrder(_ id: Int64, at moment: SandboxTime) -> [ShopDelivery] {
        guard var order = liveOrder(id), order.cancelledAt == nil, order.fulfillmentStatus == nil else { return [] }
        order.fulfillmentStatus = "fulfilled"
        let number = newID()
        order.fulfillments.append(
            .init(id: number, at: SandboxTime(seconds: moment.seconds), trackingNumber: "1Z\(number % 1_000_000)")
        )
        return store(order, ["orders/fulfilled", "orders/updated"], event: newEventID(), at: moment)
    }

    /// One customer takes over another's orders and the other is gone: `customers/merge`, `customers/update` and
    /// `customers/delete`.
    package mutating func mergeCustomers(
        keeping kept: Int64,
        removing removed: Int64,
        at moment: SandboxTime
    ) -> [ShopDelivery] {
        guard kept != removed, var customer = live(kept), var other = live(removed) else { return [] }
        let past = history?.customerPlace(removed).map { place in
            history?.orderPlaces(ofCustomerAt: place).compactMap { history?.orderID(at: $0) } ?? []
        }
        let own = orderIDs.filter { orders[$0]?.customerID == removed }
        for id in Set(own + (past ?? [])) {
            guard var order = liveOrder(id), order.customerID == removed else { continue }
            order.customerID = kept
            order.updatedAt = max(order.updatedAt, SandboxTime(seconds: moment.seconds))
            orders[id] = order
        }
        customer.email = customer.email ?? other.email
        customer.phone = customer.phone ?? other.phone
        customer.ordersCount += other.ordersCount
        customer.amountSpent += other.amountSpent
        customer.tags += other.tags.filter { !customer.tags.contains($0) }
        customer.lastOrderID = [customer.lastOrderID, other.lastOrderID].compactMap(\.self).max()
        other.isDeleted = true
        customers[removed] = other
        let event = newEventID()
        let body: SandboxJSON = [
            "admin_graphql_api_customer_kept_id": .string(customer.gid),
            "admin_graphql_api_customer_deleted_id": .string(other.gid),
            "admin_graphql_api_job_id": .string("gid://shopify/Job/\(generator.uuid())"), "status": "completed",
            "errors": [],
        ]
        let gone: SandboxJSON = [
            "id": .integer(removed), "tax_exemptions": [], "admin_graphql_api_id": .string(other.gid),
        ]
        return [delivery("customers/merge", .customer(removed), body, event: event, at: moment)]
            + store(customer, "customers/update", at: moment)
            + [delivery("customers/delete", .customer(removed), gone, event: event, at: moment)]
    }

    private func local(_ moment: SandboxTime) -> String { moment.iso(offsetMinutes: settings.utcOffsetMinutes) }
}
