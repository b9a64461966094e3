import Foundation
import Outbound
import Shopify
import SyncModel
import Testing

@Suite struct CustomerReadingTests {
    private func read(
        _ customer: PairedCustomer,
        version: AdminVersion = .current,
        withheld: Bool = false
    ) async throws -> CustomerRecord {
        let node = try JSONSerialization.data(withJSONObject: customer.node)
        let stage = try AdminStage(version: version, withholdsCustomerData: withheld) { _ in
            .data(["shop": torontoShop, "nodes": [try JSONSerialization.jsonObject(with: node)]])
        }
        return try Sample.customer(
            await stage.reader.records(.customer, ids: [customer.id], origin: .live).records.first
        )
    }

    @Test(arguments: [true, false]) func theProfileIsTheWebhooks(hasContact: Bool) async throws {
        var customer = PairedCustomer()
        if !hasContact { (customer.email, customer.phone, customer.address) = (nil, nil, nil) }
        let body = String(decoding: try JSONSerialization.data(withJSONObject: customer.webhook), as: UTF8.self)
        let content = Sample.decode("customers/update", body)
        var expected = try Sample.customer(Sample.records(content).first).profile.fields
        // Only GraphQL tells the language.
        expected.locale = .value("en-CA")
        let record = try await read(customer)
        #expect(record.profile.fields == expected)
        #expect(hasContact == (record.emailConsent.version != nil))
    }

    @Test func everyGroupHasItsOwnTime() async throws {
        let record = try await read(PairedCustomer())
        let updatedAt = try #require(Timestamp("2026-07-01T12:00:00Z")).instant
        #expect(record.profile.version?.at == updatedAt && record.purchases.version?.at == updatedAt)
        #expect(record.emailConsent.version?.at == Timestamp("2026-06-01T12:00:00Z")?.instant)
        #expect(record.emailConsent.fields.state == .value("subscribed"))
        #expect(record.emailConsent.fields.updatedAt.value?.description == "2026-06-01T08:00:00-04:00")
        // Never asked for: dated by the record.
        #expect(record.smsConsent.version?.at == updatedAt && record.smsConsent.fields.level == .null)
        #expect(record.whatsAppConsent.fields.state == .value("unsubscribed"))
        #expect(record.tags.current == ["a", "vip"])
        #expect(record.purchases.fields.orderCount == .value(3))
        #expect(record.purchases.fields.amountSpent == .value(Money(Decimal(string: "120.5") ?? 0, "CAD")))
        #expect(record.purchases.fields.lastOrderID == .value(77))
    }

    /// An order need not move its customer's own time.
    @Test func totalsAreDatedByTheLastOrderWhereThatIsLater() async throws {
        var customer = PairedCustomer()
        customer.ordered = "2026-07-02T12:00:00Z"
        let record = try await read(customer)
        #expect(record.purchases.version?.at == Timestamp("2026-07-02T12:00:00Z")?.instant)
        #expect(record.profile.version?.at == Timestamp("2026-07-01T12:00:00Z")?.instant)
    }

    @Test func withheldDataTellsNothing() async throws {
        var customer = PairedCustomer()
        (customer.email, customer.phone, customer.address) = (nil, nil, nil)
        let record = try await read(customer, withheld: true)
        #expect(record.profile.fields.email == .absent && record.profile.fields.defaultAddress == .absent)
        #expect(record.profile.fields.state == .value("enabled"))
    }

    @Test func olderAndNewerVersionsAreAskedInTheirOwnWords() async throws {
        for (text, wanted, unwanted) in [
            ("2026-04", "marketingState", "whatsAppMarketingConsent"),
            ("2026-10", "smsMarketingConsent { state", "phoneNumber marketingState"),
        ] {
            let stage = try AdminStage(version: try #require(AdminVersion(text))) { _ in .errors("INVALID") }
            _ = await fault { try await stage.reader.records(.customer, ids: [1], origin: .live) }
            let query = try #require(stage.transport.asked.first).query
            #expect(query.contains(wanted) && !query.contains(unwanted))
        }
    }

    @Test(arguments: ["2026-08", "26-07", "latest", "2026-7", "2026-07-01", ""])
    func thatIsNoVersion(text: String) { #expect(AdminVersion(text) == nil) }
}
