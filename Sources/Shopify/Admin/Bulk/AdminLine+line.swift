// In the order of the query's fields, see `AdminDialect+fields.swift`: that is the order of the answer.

extension AdminLine {
    /// Reads a line that stands apart from its order.
    ///
    /// - Returns: the line with the order that it belongs to.
    static func reading(_ reader: inout LineReader) throws -> (line: AdminLine, parent: WireID) {
        try reader.object { reader in
            let line = try AdminLine(members: &reader)
            try reader.key("__parentId")
            return (line, try reader.id())
        }
    }

    private init(members reader: inout LineReader) throws {
        try reader.key("id")
        id = try reader.id()
        try reader.key("title")
        title = try reader.textOrNil()
        try reader.key("name")
        name = try reader.textOrNil()
        try reader.key("variantTitle")
        variantTitle = try reader.textOrNil()
        try reader.key("sku")
        sku = try reader.textOrNil()
        try reader.key("vendor")
        vendor = try reader.textOrNil()
        try reader.key("quantity")
        quantity = try reader.whole()
        try reader.key("currentQuantity")
        currentQuantity = try reader.whole()
        try reader.key("unfulfilledQuantity")
        unfulfilledQuantity = try reader.whole()
        try reader.key("isGiftCard")
        isGiftCard = try reader.flag()
        originalUnitPriceSet = try reader.money("originalUnitPriceSet")
        totalDiscountSet = try reader.money("totalDiscountSet")
        try reader.key("discountAllocations")
        discountAllocations = try reader.list { reader in
            try reader.object { Allocation(allocatedAmountSet: try $0.money("allocatedAmountSet")) }
        }
        customAttributes = try reader.attributes()
        // Left out of the query where the app may not read products.
        if reader.hasKey("product") { product = try reader.referenceOrNil() }
        if reader.hasKey("variant") { variant = try reader.referenceOrNil() }
    }
}
