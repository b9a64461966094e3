extension ShopHistory {
    func customer(at place: Int) -> ShopCustomer {
        var chance = generator(10, place)
        let home = chance.pick(ShopNames.places)
        let first = chance.pick(ShopNames.first)
        let last = chance.chance(0.03) ? nil : chance.pick(ShopNames.last)
        let created = customerCreated(at: place)
        var customer = ShopCustomer(
            id: customerID(at: place),
            email: chance.chance(0.02) ? nil : email(first, last, place),
            phone: chance.chance(0.6) ? home.dialling + String(chance.integer(1000...9999)) : nil,
            firstName: first,
            lastName: last,
            note: chance.chance(0.1) ? chance.pick(ShopNames.notes) : nil,
            currency: currency,
            addresses: chance.chance(0.9)
                ? [address(home, first, last, id: 8_000_000_000_000 + Int64(place), &chance)] : [],
            createdAt: created,
            updatedAt: customerUpdated(at: place)
        )
        customer.tags = chance.chance(0.2) ? [chance.pick(ShopNames.tags)] : []
        if customer.email != nil {
            let isSubscribed = chance.chance(0.4)
            customer.emailConsent = ShopConsent(
                state: isSubscribed ? "subscribed" : "not_subscribed",
                optInLevel: isSubscribed ? "single_opt_in" : nil,
                updatedAt: created
            )
        }
        for order in orderPlaces(ofCustomerAt: place) {
            customer.ordersCount += 1
            customer.lastOrderID = max(customer.lastOrderID ?? 0, orderID(at: order))
            let order = self.order(at: order)
            if order.financialStatus != "pending" { customer.amountSpent += order.currentTotal }
        }
        return customer
    }

    /// The name and addresses alone, without the sums over orders.
    func buyer(at place: Int) -> (email: String?, first: String, last: String?, home: ShopNames.Place) {
        var chance = generator(10, place)
        let home = chance.pick(ShopNames.places)
        let first = chance.pick(ShopNames.first)
        let last = chance.chance(0.03) ? nil : chance.pick(ShopNames.last)
        return (chance.chance(0.02) ? nil : email(first, last, place), first, last, home)
    }

    private func email(_ first: String, _ last: String?, _ place: Int) -> String {
        let name = [first, last ?? ""].map { $0.lowercased().filter { $0.isASCII && $0.isLetter } }
        let parts = [emailPrefix] + name + ["h\(place + 1)"]
        return parts.filter { !$0.isEmpty }.joined(separator: ".") + "@example.com"
    }

    func address(
        _ home: ShopNames.Place,
        _ first: String?,
        _ last: String?,
        id: Int64,
        _ chance: inout SeededGenerator
    ) -> ShopAddress {
        ShopAddress(
            id: id,
            firstName: first,
            lastName: last,
            company: chance.chance(0.15) ? "\(last ?? first ?? "") & Co." : nil,
            address1: "\(chance.integer(1...199)) \(home.street)",
            address2: nil,
            city: home.city,
            province: home.province,
            provinceCode: home.provinceCode,
            country: home.country,
            countryCode: home.code,
            zip: home.zip,
            phone: nil
        )
    }
}
