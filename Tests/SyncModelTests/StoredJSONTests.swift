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

    /// A member that is added to a record must be added to what is written.
    @Test func everyMemberOfARecordIsWritten() throws {
        var customer = CustomerRecord(id: 1)
        customer.merger = CustomerMerger(survivor: 2, at: Instant(seconds: 3))
        let members = Mirror(reflecting: customer).children.compactMap(\.label)
        #expect(try Set(tree(SyncRecord.customer(customer).storedBytes).allKeys as? [String] ?? []) == Set(members))
        let order = OrderRecord(id: 1)
        let parts = Mirror(reflecting: order).children.compactMap(\.label)
        #expect(try Set(tree(SyncRecord.order(order).storedBytes).allKeys as? [String] ?? []) == Set(parts))
    }

    @Test func everyFieldOfAnOrderIsWritten() throws {
        var line = OrderLine(
            id: 5,
            title: "Tea \"x\"",
            quantity: 2,
            currentQuantity: 0,
            unitPrice: 12.5,
            totalDiscount: -0.1
        )
        (line.variantTitle, line.sku, line.vendor, line.productID, line.variantID) = ("L", "S/1", "V\\", 8, 9)
        (line.isGiftCard, line.properties) = (
            true, [NameValue(name: "a\u{1}", value: nil), NameValue(name: "b", value: "\n")]
        )
        var address = PostalAddress()
        (address.firstName, address.lastName, address.company, address.address1) = ("A", "B", "C", "1")
        (address.address2, address.city, address.province, address.provinceCode) = ("2", "Zürich", "P", "ZH")
        (address.country, address.countryCode, address.zip, address.phone) = ("Schweiz", "CH", "8000", "+41")
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
