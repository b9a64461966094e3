import Foundation
import SyncModel
import Testing

/// What is written by hand is what `Codable` would write.
@Suite struct StoredJSONTests {
    private func tree(_ bytes: [UInt8]) throws -> NSDictionary {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? NSDictionary)
    }

    private func check<Record: Codable & Equatable>(_ record: Record, _ bytes: [UInt8]) throws {
        #expect(try JSONDecoder().decode(Record.self, from: Data(bytes)) == record)
        let theirs = try tree([UInt8](JSONEncoder().encode(record)))
        #expect(try tree(bytes) == theirs)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>) func aRandomRecordIsWrittenAsItsCodableWritesIt(seed: UInt64) throws
    {
        var source = PartialRecords(seed: seed)
        for _ in 0..<20 {
            let customer = source.customer().merged(with: source.customer())
            try check(customer, SyncRecord.customer(customer).storedBytes)
            let order = source.order().merged(with: source.order())
            try check(order, SyncRecord.order(order).storedBytes)
        }
    }

    /// Every member has to have a value here, so that one that is added and not written is seen.
    private func everyMember<Value: StoredValue>(of value: Value) throws {
        var json = StoredJSON()
        value.write(to: &json)
        let written = Set(try tree(json.bytes).allKeys.compactMap { $0 as? String })
        let members = Set(Mirror(reflecting: value).children.compactMap(\.label))
        #expect(written == members, "\(Value.self)")
    }

    @Test func everyMemberOfEveryTypeIsWritten() throws {
        let (now, version) = (Instant(seconds: 5), SourceVersion(at: .beginning, tie: .beginning, hash: 1))
        var customer = CustomerRecord(id: 1)
        customer.merger = CustomerMerger(survivor: 2, at: now)
        try everyMember(of: customer)
        try everyMember(of: OrderRecord(id: 1))
        try everyMember(of: CustomerMerger(survivor: 2, at: now))
        try everyMember(of: RecordLife(aliveAt: now, deletedAt: now))
        try everyMember(of: HydrationNeed(askedAt: now, readAt: now))
        try everyMember(of: Money(1, "EUR"))
        try everyMember(of: NameValue(name: "a", value: "b"))
        try everyMember(of: Metafield(MetafieldName(namespace: "a", key: "b"), "c"))
        try everyMember(of: Self.line)
        try everyMember(of: Self.address)
        // What is added to a group is found by its list of members.
        try check(groups: OrderDetails.self)
        try check(groups: CustomerProfile.self)
        try check(groups: MarketingConsent.self)
        try check(groups: PurchaseSummary.self)
        let group = Versioned(MarketingConsent(), version: version)
        #expect(
            Set(Mirror(reflecting: group).children.compactMap(\.label)) == [
                "version", "fields", "exceptions", "contested",
            ]
        )
        #expect(Set(Mirror(reflecting: TagSet()).children.compactMap(\.label)) == ["list", "listVersion", "changes"])
    }

    private func check<Group: FieldGroup>(groups: Group.Type) throws {
        #expect(Group.members.map(\.name) == Mirror(reflecting: Group()).children.compactMap(\.label), "\(Group.self)")
    }

    private static let line = {
        var line = OrderLine(
            id: 5,
            title: "Tea \"x\"",
            quantity: 2,
            currentQuantity: 0,
            unitPrice: 12.5,
            totalDiscount: -0.1
        )
        (line.variantTitle, line.sku, line.vendor, line.productID, line.variantID) = ("L", "S/1", "V\\", 8, 9)
        line.isGiftCard = true
        line.properties = [NameValue(name: "a\u{1}", value: nil), NameValue(name: "b", value: "\n")]
        return line
    }()

    private static let address = {
        var address = PostalAddress()
        (address.firstName, address.lastName, address.company, address.address1) = ("A", "B", "C", "1")
        (address.address2, address.city, address.province, address.provinceCode) = ("2", "Zürich", "P", "ZH")
        (address.country, address.countryCode, address.zip, address.phone) = ("Schweiz", "CH", "8000", "+41")
        return address
    }()

    @Test func everyFieldOfAnOrderIsWritten() throws {
        let (line, address) = (Self.line, Self.address)
        var details = OrderDetails()
        let texts: [WritableKeyPath<OrderDetails, Field<String>>] = [
            \.name, \.email, \.phone, \.currency, \.presentmentCurrency, \.financialStatus, \.cancelReason, \.note,
            \.channel, \.locale, \.poNumber, \.statusURL,
        ]
        for (index, path) in texts.enumerated() { details[keyPath: path] = .value("text/\(index)") }
        let amounts: [WritableKeyPath<OrderDetails, Field<Decimal>>] = [
            \.currentTotal, \.currentSubtotal, \.currentTax, \.currentDiscounts, \.originalTotal, \.originalSubtotal,
            \.presentmentTotal, \.shipping, \.refunded, \.outstanding,
        ]
        for (index, path) in amounts.enumerated() { details[keyPath: path] = .value(Decimal(index) / 4 - 1) }
        let time = Timestamp(Instant(microseconds: 1_780_000_000_123_400), offset: -16_200)
        let times: [WritableKeyPath<OrderDetails, Field<Timestamp>>] = [
            \.createdAt, \.processedAt, \.updatedAt, \.cancelledAt, \.closedAt,
        ]
        for path in times { details[keyPath: path] = .value(time) }
        details.fulfillmentStatus = .null
        (details.orderNumber, details.customerID) = (.value(1), .value(2))
        (details.isTest, details.confirmed) = (.value(true), .value(false))
        (details.tags, details.discountCodes, details.paymentGateways) = (
            .value(["a", "b"]), .value([]), .value(["g"])
        )
        details.noteAttributes = .value(line.properties)
        let name = MetafieldName(namespace: "custom", key: "tier")
        details.metafields = .value([Metafield(name, "gold \"1\""), Metafield(name, nil)])
        (details.billingAddress, details.shippingAddress) = (.value(address), .value(PostalAddress()))
        details.lines = .value([line, line])
        #expect(OrderDetails.members.allSatisfy { !$0.isAbsent(details) })
        var order = OrderRecord(id: 9_007_199_254_740_993)
        order.details = Versioned(
            details,
            version: SourceVersion(at: Instant(seconds: -5), tie: .beginning, hash: .max)
        )
        try check(order, SyncRecord.order(order).storedBytes)
    }

    @Test(arguments: [
        "0", "0.00", "-0", "1", "-1", "10", "100.00", "0.05", "-0.5", "12.50", "1200", "1234.5678",
        "99999999999999999.99",
        "9999999999999999999", "18446744073709551616", "0.0000000000000000001",
        "12345678901234567890.12345678901234567",
        "-99999999999999999999999999999999999999",
    ])
    func decimalsAreReadAndWrittenAsFoundationDoes(text: String) throws {
        let expected = try #require(Decimal(string: text))
        #expect(DecimalText.exact(text) == expected)
        var line = OrderLine(id: 1, title: "", quantity: 1, currentQuantity: 1, unitPrice: expected)
        line.totalDiscount = expected
        var json = StoredJSON()
        line.write(to: &json)
        let stored = String(decoding: json.bytes, as: UTF8.self)
        let zero = expected == 0 ? "0" : expected.description
        #expect(stored.contains(#""unitPrice":\#(zero),"#))
    }
}
