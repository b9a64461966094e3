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
        #expect(record.profile.version?.at == updatedAt && record.tags.current == ["a", "vip"])
        #expect(record.emailConsent.fields.state == .value("subscribed"))
        #expect(record.emailConsent.fields.updatedAt.value?.description == "2026-06-01T08:00:00-04:00")
        #expect(record.smsConsent.fields.level == .null)
        #expect(record.whatsAppConsent.fields.state == .value("unsubscribed"))
        #expect(record.purchases.fields.orderCount == .value(3))
        #expect(record.purchases.fields.amountSpent == .value(Money(Decimal(string: "120.5") ?? 0, "CAD")))
        #expect(record.purchases.fields.lastOrderID == .value(77))
    }

    /// An order need not move its customer's own time, and a consent's time is of one address.
    @Test func consentsAndTotalsAreDatedByTheReadWhereTheirOwnTimesAreOlder() async throws {
        let record = try await read(PairedCustomer())
        let begun = try #require(record.reads.readAt)
        for at in [
            record.purchases.version?.at, record.emailConsent.version?.at, record.smsConsent.version?.at,
            record.whatsAppConsent.version?.at,
        ] { #expect(at == begun - .seconds(300)) }

        var customer = PairedCustomer()
        let justNow = Timestamp(begun - .seconds(10)).description
        (customer.ordered, customer.emailConsent.2) = (justNow, justNow)
        let other = try await read(customer)
        #expect(other.purchases.version?.at == begun - .seconds(10))
        #expect(other.emailConsent.version?.at == begun - .seconds(10))
    }

    /// The address became another one, whose owner had not consented, long before the former one's had.
    @Test func aReadCorrectsAConsentThatCarriesALaterDate() async throws {
        let known = try Sample.customer(
            Sample.records(
                Sample.decode(
                    "customers_email_marketing_consent/update",
                    #"{"customer_id": 8001, "email_marketing_consent": {"state": "subscribed", "#
                        + #""consent_updated_at": "2026-06-20T12:00:00Z"}}"#,
                    triggeredAt: try #require(Timestamp("2026-06-20T12:00:01Z")).instant
                )
            ).first
        )
        var customer = PairedCustomer()
        customer.emailConsent = ("UNSUBSCRIBED", "SINGLE_OPT_IN", "2026-01-10T12:00:00Z")
        let truth = try await read(customer)
        #expect(known.merged(with: truth).emailConsent.fields.state == .value("unsubscribed"))
        #expect(truth.merged(with: known).emailConsent.fields.state == .value("unsubscribed"))
        var ours = truth
        ours.emailConsent = known.emailConsent
        let found = AuditFinding.between(.customer(ours), shopify: .customer(truth))
        #expect(found?.cause == .outdatedInRecords)
    }

    /// A refund of an older order that no webhook told of.
    @Test func aReadCorrectsTotalsThatCarryALaterDate() async throws {
        let body =
            #"{"customerId": "gid://shopify/Customer/8001", "numberOfOrders": "4", "#
            + #""amountSpent": {"amount": "200.0", "currencyCode": "CAD"}, "occurredAt": "2026-07-01T12:00:02Z"}"#
        let known = try Sample.customer(
            Sample.records(Sample.decode("customers/purchasing_summary", body)).first
        )
        let truth = try await read(PairedCustomer())
        for merged in [known.merged(with: truth), truth.merged(with: known)] {
            #expect(merged.purchases.fields.orderCount == .value(3))
        }
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
