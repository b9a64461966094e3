extension ShopHistory {
    func order(at place: Int) -> ShopOrder {
        var chance = generator(20, place)
        let kind = kind(ofOrderAt: place)
        let customer = customerPlace(ofOrderAt: place)
        let buyer = customer.map(buyer(at:))
        let home = buyer?.home ?? chance.pick(ShopNames.places)
        let first = buyer?.first ?? chance.pick(ShopNames.first)
        let last = buyer == nil ? chance.pick(ShopNames.last) : buyer?.last
        let presentment = chance.chance(0.2) ? home.currency : currency
        let created = orderCreated(at: place)
        let discounts = kind == .ordinary && chance.chance(0.25)
        let lines = lines(kind == .large ? 120 : chance.pick([1, 2, 2, 3, 4]), place, &chance)
        let address = address(home, first, last, id: 8_500_000_000_000 + Int64(place), &chance)
        let isPaid = kind != .ordinary || chance.chance(0.9)
        var order = ShopOrder(
            id: orderID(at: place),
            number: firstOrderNumber + place,
            customerID: customer.map(customerID(at:)),
            email: customer == nil ? "guest.\(place + 1)@example.org" : buyer?.email,
            phone: nil,
            currency: currency,
            presentmentCurrency: presentment,
            presentmentRate: rate(to: presentment),
            createdAt: created,
            updatedAt: orderUpdated(at: place),
            lines: lines,
            shippingPrice: chance.pick([0, 490, 1_000]),
            taxRatePercent: chance.pick([0, 8, 19]),
            discountCode: discounts ? chance.pick(ShopNames.discountCodes) : nil,
            discount: discounts ? lines.map(\.total).reduce(0, +) / 10 : 0,
            tags: chance.chance(0.3) ? [chance.pick(ShopNames.tags)] : [],
            note: chance.chance(0.1) ? chance.pick(ShopNames.notes) : nil,
            financialStatus: isPaid ? "paid" : "pending",
            fulfillmentStatus: nil,
            sourceName: chance.chance(0.85) ? "web" : chance.pick(["pos", "shopify_draft_order"]),
            shippingAddress: address,
            billingAddress: address
        )
        shape(&order, kind, place)
        return order
    }

    private func shape(_ order: inout ShopOrder, _ kind: OrderKind, _ place: Int) {
        let number = Int64(place)
        switch kind {
        case .test: order.isTest = true
        case .business:
            let company = number % 50
            order.company = ShopCompany(
                id: 700_000 + company,
                locationID: 710_000 + company,
                contactID: 720_000 + company,
                name: "\(ShopNames.last[Int(company) % ShopNames.last.count]) Trading"
            )
        case .edited: order.edit(adding: nil, removingFrom: order.lines[0].id)
        case .partlyRefunded:
            order.refund(order.lines[0].id, id: 910_000_000_000 + number, at: order.updatedAt)
        case .cancelled:
            order.cancelledAt = order.updatedAt
            order.closedAt = order.updatedAt
            order.cancelReason = "customer"
            order.financialStatus = "refunded"
            order.refunds = [
                .init(
                    id: 910_000_000_000 + number,
                    transactionID: 920_000_000_000 + number,
                    amount: order.total,
                    at: order.updatedAt
                )
            ]
        case .ordinary, .guest, .large:
            guard order.isPaid, place % 3 != 0 else { return }
            order.fulfillmentStatus = "fulfilled"
            order.fulfillments = [
                .init(id: 930_000_000_000 + number, at: order.updatedAt, trackingNumber: "1Z\(number)")
            ]
        }
    }

    private func rate(to presentment: String) -> Int64 {
        (ShopNames.rates[presentment] ?? 1_000_000) * 1_000_000 / (ShopNames.rates[currency] ?? 1_000_000)
    }

    private func lines(_ count: Int, _ place: Int, _ chance: inout SeededGenerator) -> [ShopOrder.Line] {
        (0..<count).map { index in
            let number = chance.integer(0...(ShopNames.goods.count - 1))
            let good = ShopNames.goods[number]
            let quantity = chance.pick([1, 1, 1, 2, 3])
            return ShopOrder.Line(
                id: 12_000_000_000_000 + Int64(place) * 256 + Int64(index),
                productID: 7_900_000_000_000 + Int64(number),
                variantID: 43_000_000_000_000 + Int64(number),
                title: good.title,
                variantTitle: nil,
                sku: good.sku,
                vendor: "Sandbox Goods",
                grams: good.grams,
                quantity: quantity,
                price: good.price,
                currentQuantity: quantity
            )
        }
    }
}
