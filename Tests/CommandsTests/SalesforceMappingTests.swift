import Commands
import Connectors
import Shopify
import FoundationEssentials
import SyncModel
import Testing

/// The shipped documents for every choice of objects.
@Suite("Salesforce: shipped mappings") struct SalesforceMappingTests {
    private static let choices: [[String: String]] = ["contact_account", "person_account", "contact"].flatMap {
        customer in
        [("opportunity", "summary"), ("order", "summary"), ("order", "items")].map { order, lines in
            ["customer": customer, "order": order, "lines": lines]
        }
    }

    private static func compiled(_ objects: [String: String]) throws -> CompiledMapping {
        let mapping = SalesforceConnector.descriptor.mapping(objects)
        return try MappingCompiler(mapping.options)
            .compile(try YAMLDocument.parse(mapping.text, file: "salesforce.mapping.yaml"))
    }

    private static func content(
        _ objects: [String: String],
        _ topic: String,
        _ body: String
    ) throws -> [String: MappedValue] {
        let receipt = Receipt(
            store: StoreName("acme"),
            webhookID: "1",
            topic: topic,
            triggeredAt: Instant(seconds: 1_790_000_000),
            receivedAt: Instant(seconds: 1_790_000_001),
            body: Array(body.utf8)
        )
        guard case .changes(let parts) = ShopifyReceiptDecoder().decode(receipt), let record = parts.first else {
            return [:]
        }
        let input = MappingInput(
            store: StoreFacts(name: StoreName("acme"), domain: "acme.myshopify.com"),
            record: record
        )
        guard case .content(let content) = try compiled(objects).map(input) else { return [:] }
        return Dictionary(content.fields.map { ($0.name, $0.value) }) { first, _ in first }
    }

    @Test(arguments: choices) func theDocumentIsFree(of objects: [String: String]) throws {
        let mapping = try Self.compiled(objects)
        #expect(mapping.object(.order) == objects["order"])
        #expect(mapping.object(.customer) == (objects["customer"] == "person_account" ? "person_account" : "contact"))
        #expect((mapping.lines != nil) == (objects["lines"] == "items"))
        let own = mapping.ownFields(.customer)
        #expect(own.first(where: { $0.name == "Shopify_Total_Spent__c" })?.type == .number)
        #expect(own.first(where: { $0.name == "Shopify_Email_Consent_At__c" })?.type == .datetime)
    }

    private static let ada = """
        {"id": 7, "email": "ada@example.com", "first_name": "Ada", "last_name": null, "phone": null,
         "updated_at": "2026-05-12T09:00:00-04:00",
         "default_address": {"company": null, "address1": "Street 1", "city": "Town", "province_code": "NY",
                             "country_code": "US", "province": "New York", "country": "United States"}}
        """

    @Test func aPersonWithoutALastNameHasTheFirstOne() throws {
        let fields = try Self.content([:], "customers/update", Self.ada)
        #expect(fields["LastName"] == .text("Ada") && fields["FirstName"] == nil)
        #expect(fields["Account.Name"] == .text("Ada"))
        #expect(fields["MailingStateCode"] == .text("NY") && fields["LeadSource"] == .text("Shopify"))
        let person = try Self.content(["customer": "person_account"], "customers/update", Self.ada)
        #expect(person["PersonEmail"] == .text("ada@example.com"))
        #expect(person["Account.Name"] == nil)
    }

    @Test(arguments: [("unsubscribed", true), ("subscribed", false), ("not_subscribed", false)])
    func onlyAWithdrawalIsSent(state: String, isSent: Bool) throws {
        let body = """
            {"customer_id": 7, "email_address": "ada@example.com",
             "email_marketing_consent": {"state": "\(state)", "consent_updated_at": "2026-05-11T11:06:59-04:00"}}
            """
        let topic = "customers_email_marketing_consent/update"
        let wanted: MappedValue? = isSent ? .boolean(true) : nil
        #expect(try Self.content([:], topic, body)["HasOptedOutOfEmail"] == wanted)
        #expect(
            try Self.content(["customer": "person_account"], topic, body)["PersonHasOptedOutOfEmail"] == wanted
        )
    }

    private static let order = """
        {"id": 1, "name": "#1001", "currency": "EUR", "current_total_price": "10.50", "total_price": "10.50",
         "financial_status": "paid", "fulfillment_status": null, "cancelled_at": null,
         "processed_at": "2026-05-11T23:06:59-04:00", "updated_at": "2026-05-12T09:00:00-04:00",
         "created_at": "2026-05-11T23:06:59-04:00", "line_items": []}
        """

    @Test func anOrderIsWonOnItsDayInTheShop() throws {
        let fields = try Self.content([:], "orders/create", Self.order)
        #expect(fields["StageName"] == .text("won") && fields["CloseDate"] == .day("2026-05-11"))
        #expect(fields["Amount"] == .decimal(10.5) && fields["Name"] == .text("Shopify Order #1001"))
        let order = try Self.content(["order": "order"], "orders/create", Self.order)
        #expect(order["EffectiveDate"] == .day("2026-05-11") && order["Status"] == .text("Draft"))
    }
}
