// In the order of the query's fields, see `AdminDialect+fields.swift`: that is the order of the answer.

extension AdminOrder {
    /// Reads an order whose lines stand apart.
    init(reading line: inout LineReader) throws {
        self = try line.object { try AdminOrder(members: &$0) }
    }

    private init(members reader: inout LineReader) throws {
        try reader.key("id")
        id = try reader.id()
        try reader.key("name")
        name = try reader.text()
        try reader.key("number")
        number = try reader.whole()
        try reader.key("email")
        email = try reader.textOrNil()
        try reader.key("phone")
        phone = try reader.textOrNil()
        try reader.key("customer")
        customer = try reader.referenceOrNil()
        try reader.key("currencyCode")
        currencyCode = try reader.text()
        try reader.key("presentmentCurrencyCode")
        presentmentCurrencyCode = try reader.text()
        currentTotalPriceSet = try reader.money("currentTotalPriceSet")
        currentSubtotalPriceSet = try reader.money("currentSubtotalPriceSet")
        currentTotalTaxSet = try reader.money("currentTotalTaxSet")
        currentTotalDiscountsSet = try reader.money("currentTotalDiscountsSet")
        totalPriceSet = try reader.money("totalPriceSet")
        subtotalPriceSet = try reader.moneyOrNil("subtotalPriceSet")
        totalShippingPriceSet = try reader.money("totalShippingPriceSet")
        totalRefundedSet = try reader.money("totalRefundedSet")
        totalOutstandingSet = try reader.money("totalOutstandingSet")
        try reader.key("displayFinancialStatus")
        displayFinancialStatus = try reader.textOrNil()
        try reader.key("displayFulfillmentStatus")
        displayFulfillmentStatus = try reader.text()
        try reader.key("createdAt")
        createdAt = try reader.time()
        try reader.key("processedAt")
        processedAt = try reader.time()
        try reader.key("updatedAt")
        updatedAt = try reader.time()
        try reader.key("cancelledAt")
        cancelledAt = try reader.timeOrNil()
        try reader.key("cancelReason")
        cancelReason = try reader.textOrNil()
        try reader.key("closedAt")
        closedAt = try reader.timeOrNil()
        try reader.key("test")
        test = try reader.flag()
        try reader.key("confirmed")
        confirmed = try reader.flag()
        try reader.key("note")
        note = try reader.textOrNil()
        try reader.key("tags")
        tags = WireTags(try reader.list { try $0.text() })
        try reader.key("sourceName")
        sourceName = try reader.textOrNil()
        try reader.key("customerLocale")
        customerLocale = try reader.textOrNil()
        try reader.key("poNumber")
        poNumber = try reader.textOrNil()
        try reader.key("statusPageUrl")
        statusPageUrl = try reader.text()
        try reader.key("discountCodes")
        discountCodes = try reader.list { try $0.text() }
        try reader.key("paymentGatewayNames")
        paymentGatewayNames = try reader.list { try $0.text() }
        customAttributes = try reader.attributes()
        try reader.key("billingAddress")
        billingAddress = try reader.addressOrNil()
        try reader.key("shippingAddress")
        shippingAddress = try reader.addressOrNil()
        while let alias = try reader.key(beginningWith: MetafieldAlias.prefix) {
            metafields.values[alias] = .some(
                try reader.objectOrNil { reader in
                    try reader.key("value")
                    return try reader.text()
                }
            )
        }
    }
}

extension LineReader {
    mutating func referenceOrNil() throws -> AdminReference? {
        try objectOrNil { reader in
            try reader.key("id")
            return AdminReference(id: try reader.id())
        }
    }

    mutating func money(_ name: StaticString) throws -> AdminMoneyBag {
        guard let bag = try moneyOrNil(name) else { throw Unusual() }
        return bag
    }

    mutating func moneyOrNil(_ name: StaticString) throws -> AdminMoneyBag? {
        try key(name)
        return try objectOrNil { reader in
            try reader.key("shopMoney")
            var bag = AdminMoneyBag(shopMoney: try reader.amountOfMoney())
            if reader.hasKey("presentmentMoney") { bag.presentmentMoney = try reader.amountOfMoney() }
            return bag
        }
    }

    private mutating func amountOfMoney() throws -> AdminMoneyBag.Amount {
        try object { reader in
            try reader.key("amount")
            return AdminMoneyBag.Amount(amount: try reader.amount())
        }
    }

    mutating func attributes() throws -> [AdminAttribute] {
        try key("customAttributes")
        return try list { reader in
            try reader.object { reader in
                try reader.key("key")
                let key = try reader.text()
                try reader.key("value")
                return AdminAttribute(key: key, value: try reader.textOrNil())
            }
        }
    }

    fileprivate mutating func addressOrNil() throws -> AdminAddress? {
        try objectOrNil { reader in
            var address = AdminAddress()
            try reader.key("firstName")
            address.firstName = try reader.textOrNil()
            try reader.key("lastName")
            address.lastName = try reader.textOrNil()
            try reader.key("company")
            address.company = try reader.textOrNil()
            try reader.key("address1")
            address.address1 = try reader.textOrNil()
            try reader.key("address2")
            address.address2 = try reader.textOrNil()
            try reader.key("city")
            address.city = try reader.textOrNil()
            try reader.key("province")
            address.province = try reader.textOrNil()
            try reader.key("provinceCode")
            address.provinceCode = try reader.textOrNil()
            try reader.key("country")
            address.country = try reader.textOrNil()
            try reader.key("countryCodeV2")
            address.countryCodeV2 = try reader.textOrNil()
            try reader.key("zip")
            address.zip = try reader.textOrNil()
            try reader.key("phone")
            address.phone = try reader.textOrNil()
            return address
        }
    }
}
