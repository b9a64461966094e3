extension SimulatedShop {
    /// Who places an order.
    package enum Buyer: Sendable {
        case newCustomer
        case customer(Int64)
        /// Nobody that the shop keeps: the order has an address of its own and no customer.
        case guest
    }

    /// An order is placed.
    ///
    /// A new customer also fires `customers/create` and `customers/update`; a known one
    /// `customers/purchasing_summary`. All deliveries of one order share an event.
    ///
    /// The number of line items is left to chance where it is nil; a company pays for an order between businesses.
    package mutating func placeOrder(
        by buyer: Buyer,
        at moment: SandboxTime,
        lines: Int? = nil,
        company: ShopCompany? = nil,
        isTest: Bool = false
    ) -> (id: Int64, deliveries: [ShopDelivery]) {
        let event = newEventID()
        var deliveries: [ShopDelivery] = []
        var customer: ShopCustomer?
        switch buyer {
        case .newCustomer:
            let invented = inventCustomer(at: moment)
            customer = invented
            deliveries.append(customerDelivery("customers/create", invented.id, event: event, at: moment))
        case .customer(let id): customer = live(id)
        case .guest: break
        }
        var order = inventOrder(for: customer, lines: lines, at: moment)
        order.company = company
        order.isTest = isTest
        orders[order.id] = order
        orderIDs.append(order.id)
        if let id = customer?.id {
            materialize(customer: id)
            customers[id]?.ordersCount += 1
            customers[id]?.lastOrderID = order.id
            if order.isPaid { customers[id]?.amountSpent += order.total }
            if case .newCustomer = buyer {
                deliveries.append(customerDelivery("customers/update", id, event: event, at: moment))
            }
        }
        deliveries.append(orderDelivery("orders/create", order.id, event: event, at: moment))
        if let id = customer?.id { deliveries.append(summaryDelivery(id, event: event, at: moment)) }
        return (order.id, deliveries)
    }

    /// The open amount is paid: `orders/paid` and `orders/updated`.
    package mutating func payOrder(_ id: Int64, at moment: SandboxTime) -> [ShopDelivery] {
        guard var order = liveOrder(id), order.financialStatus == "pending", order.cancelledAt == nil else { return [] }
        order.financialStatus = "paid"
        let event = newEventID()
        var deliveries = store(order, ["orders/paid", "orders/updated"], event: event, at: moment)
        if let customer = order.customerID, live(customer) != nil {
            materialize(customer: customer)
            customers[customer]?.amountSpent += order.total
            deliveries.append(summaryDelivery(customer, event: event, at: moment))
        }
        return deliveries
    }

    /// Tags or note change, or the goods are sent: `orders/updated`.
    package mutating func updateOrder(_ id: Int64, at moment: SandboxTime) -> [ShopDelivery] {
        guard var order = liveOrder(id) else { return [] }
        switch generator.integer(0...2) {
        case 0 where order.cancelledAt == nil && order.isPaid: order.fulfillmentStatus = "fulfilled"
        case 1: order.note = generator.pick(ShopNames.notes)
        default: order.tags = generator.chance(0.2) ? [] : [generator.pick(ShopNames.tags)]
        }
        return store(order, ["orders/updated"], event: newEventID(), at: moment)
    }

    /// Cancels: what is left of a paid order is refunded, an open one is voided.
    ///
    /// `orders/cancelled` and `orders/updated`.
    package mutating func cancelOrder(_ id: Int64, at moment: SandboxTime) -> [ShopDelivery] {
        guard var order = liveOrder(id), order.cancelledAt == nil else { return [] }
        let second = SandboxTime(seconds: moment.seconds)
        order.cancelledAt = second
        order.closedAt = second
        order.cancelReason = generator.pick(["customer", "inventory", "fraud", "declined", "other"])
        let event = newEventID()
        if order.isPaid || order.financialStatus == "partially_refunded" {
            let owed = order.currentTotal
            order.refunds.append(.init(id: newID(), transactionID: newID(), amount: owed, at: second))
            order.financialStatus = "refunded"
            if let customer = order.customerID {
                materialize(customer: customer)
                customers[customer]?.amountSpent -= owed
            }
        } else {
            order.financialStatus = "voided"
        }
        return store(order, ["orders/cancelled", "orders/updated"], event: event, at: moment)
    }

    /// `orders/delete`: the body is the id alone.
    package mutating func deleteOrder(_ id: Int64, at moment: SandboxTime) -> [ShopDelivery] {
        guard var order = liveOrder(id) else { return [] }
        order.isDeleted = true
        orders[id] = order
        return [delivery("orders/delete", .order(id), ["id": .integer(id)], event: newEventID(), at: moment)]
    }

    func liveOrder(_ id: Int64) -> ShopOrder? {
        guard let order = orders[id] else { return history?.order(id) }
        return order.isDeleted ? nil : order
    }

    mutating func store(
        _ order: ShopOrder,
        _ topics: [String],
        event: String,
        at moment: SandboxTime
    ) -> [ShopDelivery] {
        var changed = order
        changed.updatedAt = max(order.updatedAt, SandboxTime(seconds: moment.seconds))
        orders[order.id] = changed
        return topics.map { orderDelivery($0, order.id, event: event, at: moment) }
    }

    mutating func orderDelivery(
        _ topic: String,
        _ id: Int64,
        event: String,
        at moment: SandboxTime
    ) -> ShopDelivery {
        let order = orders[id]
        let customer = order?.customerID.flatMap { live($0) ?? customers[$0] }
        let body = order?.json(customer: customer, settings: settings) ?? .object([])
        return delivery(topic, .order(id), body, event: event, at: moment)
    }

    mutating func summaryDelivery(_ id: Int64, event: String, at moment: SandboxTime) -> ShopDelivery {
        let customer = customers[id] ?? live(id)
        let body: SandboxJSON = [
            "customerId": .text(customer?.gid), "numberOfOrders": .integer(customer?.ordersCount ?? 0),
            "amountSpent": [
                "amount": .string(ShopMoney.text(customer?.amountSpent ?? 0, settings.currency)),
                "currencyCode": .string(settings.currency),
            ],
            "lastOrderId": .text(customer?.lastOrderID.map { "gid://shopify/Order/\($0)" }),
            "occurredAt": .string(moment.isoMilliseconds),
        ]
        return delivery("customers/purchasing_summary", .customer(id), body, event: event, at: moment)
    }

    private mutating func inventOrder(
        for customer: ShopCustomer?,
        lines count: Int?,
        at moment: SandboxTime
    ) -> ShopOrder {
        let place = generator.pick(ShopNames.places)
        let isForeign = generator.chance(settings.foreignCurrencyShare)
        let presentment = isForeign ? place.currency : settings.currency
        let rate =
            (ShopNames.rates[presentment] ?? 1_000_000) * 1_000_000 / (ShopNames.rates[settings.currency] ?? 1_000_000)
        let lines = inventLines(count)
        let code = generator.chance(0.25) ? generator.pick(ShopNames.discountCodes) : nil
        let second = SandboxTime(seconds: moment.seconds)
        let number = settings.firstOrderNumber + (history?.orders ?? 0) + orderIDs.count
        let address =
            customer?.addresses.first
            ?? inventAddress(
                place,
                first: customer?.firstName ?? generator.pick(ShopNames.first),
                last: customer?.lastName ?? generator.pick(ShopNames.last)
            )
        let guestEmail = [settings.emailPrefix, "guest", "\(number)@example.org"].filter { !$0.isEmpty }
        return ShopOrder(
            id: newID(),
            number: number,
            customerID: customer?.id,
            email: customer == nil ? guestEmail.joined(separator: ".") : customer?.email,
            phone: customer?.phone,
            currency: settings.currency,
            presentmentCurrency: presentment,
            presentmentRate: rate,
            createdAt: second,
            updatedAt: second,
            lines: lines,
            shippingPrice: generator.pick([0, 490, 1_000]),
            taxRatePercent: generator.pick([0, 8, 19]),
            discountCode: code,
            discount: code == nil ? 0 : lines.map(\.total).reduce(0, +) / 10,
            tags: generator.chance(0.3) ? [generator.pick(ShopNames.tags)] : [],
            note: generator.chance(0.1) ? generator.pick(ShopNames.notes) : nil,
            financialStatus: generator.chance(0.7) ? "paid" : "pending",
            fulfillmentStatus: nil,
            sourceName: generator.chance(0.85) ? "web" : generator.pick(["pos", "shopify_draft_order"]),
            shippingAddress: address,
            billingAddress: address
        )
    }
}
