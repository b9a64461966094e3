extension SimulatedShop {
    /// Makes a customer and stores it.
    ///
    /// About one in fifty has neither address nor phone, one in thirty no last name.
    mutating func inventCustomer(email: String? = nil, at moment: SandboxTime) -> ShopCustomer {
        let id = newID()
        let place = generator.pick(ShopNames.places)
        let first = generator.pick(ShopNames.first)
        let last = generator.chance(0.03) ? nil : generator.pick(ShopNames.last)
        let address = inventAddress(place, first: first, last: last)
        let invented = generator.chance(0.02) ? nil : inventEmail(first, last ?? "", number: customerIDs.count + 1)
        let second = SandboxTime(seconds: moment.seconds)
        let customer = ShopCustomer(
            id: id,
            email: email.map { $0.isEmpty ? nil : $0 } ?? invented,
            phone: generator.chance(0.6) ? inventPhone(place) : nil,
            firstName: first,
            lastName: last,
            note: generator.chance(0.1) ? generator.pick(ShopNames.notes) : nil,
            currency: settings.currency,
            addresses: generator.chance(0.9) ? [address] : [],
            createdAt: second,
            updatedAt: second
        )
        customers[id] = customer
        customerIDs.append(id)
        return customer
    }

    mutating func inventAddress(_ place: ShopNames.Place, first: String?, last: String?) -> ShopAddress {
        ShopAddress(
            id: newID(),
            firstName: first,
            lastName: last,
            company: generator.chance(0.15) ? "\(last ?? first ?? "") & Co." : nil,
            address1: "\(generator.integer(1...199)) \(place.street)",
            address2: generator.chance(0.2) ? "Apt. \(generator.integer(1...40))" : nil,
            city: place.city,
            province: place.province,
            provinceCode: place.provinceCode,
            country: place.country,
            countryCode: place.code,
            zip: place.zip,
            phone: generator.chance(0.5) ? inventPhone(place) : nil
        )
    }

    mutating func inventPhone(_ place: ShopNames.Place) -> String {
        place.dialling + String(generator.integer(1000...9999))
    }

    /// Unique by its number; about one in ten is written with capitals, which are the same address.
    private mutating func inventEmail(_ first: String, _ last: String, number: Int) -> String {
        let name = [first, last].map { $0.lowercased().filter { $0.isASCII && $0.isLetter } }.filter { !$0.isEmpty }
        let local = ([settings.emailPrefix] + name + [String(number)]).filter { !$0.isEmpty }.joined(separator: ".")
        return (generator.chance(0.1) ? local.uppercased() : local) + "@example.com"
    }

    /// So many lines, or as many as chance wants.
    mutating func inventLines(_ count: Int? = nil) -> [ShopOrder.Line] {
        (0..<(count ?? generator.pick([1, 2, 2, 2, 3, 3, 4]))).map { _ in
            let good = generator.pick(ShopNames.goods)
            var line = ShopOrder.Line(
                id: newID(),
                productID: newID(),
                variantID: newID(),
                title: good.title,
                variantTitle: generator.chance(0.5) ? generator.pick(ShopNames.variants) : nil,
                sku: good.sku,
                vendor: "Sandbox Goods",
                grams: good.grams,
                quantity: generator.pick([1, 1, 1, 2, 3]),
                price: good.price,
                currentQuantity: 0
            )
            line.currentQuantity = line.quantity
            return line
        }
    }
}
