import SyncModel
import Testing

@testable import Connectors
@testable import Sandbox

@Suite("Salesforce: setup and doctor")
struct SalesforceSetupTests {
    private typealias Bench = SalesforceBench

    private func problems(_ findings: [Finding]) -> [Finding] { findings.filter { $0.level == .problem } }

    @Test(
        "setup makes what check asks for, and nothing is left to do",
        arguments: [
            (SalesforceSettings.OrderObject.opportunity, SalesforceSettings.Lines.summary), (.order, .items),
        ]
    )
    func setup(_ order: SalesforceSettings.OrderObject, _ lines: SalesforceSettings.Lines) async throws {
        let bench = SalesforceBench(order: order, lines: lines)
        #expect(problems(try await bench.connector.check()).count >= 5)
        let made = try await bench.connector.prepare()
        #expect(problems(made) == [] && made.contains(where: { $0.level == .made }))
        #expect(problems(try await bench.connector.check()) == [])
        let again = try await bench.connector.prepare()
        #expect(again.filter { $0.level != .fine } == [])
    }

    @Test("without the right to make fields, an administrator is told what to deploy")
    func byHand() async throws {
        var options = SalesforceOptions()
        options.mayCustomize = false
        let bench = SalesforceBench(org: options)
        let findings = try await bench.connector.prepare()
        #expect(problems(findings).count == findings.count)
        #expect(findings.allSatisfy({ $0.fix?.contains("Shopify_Sync") == true }))
        let files = bench.connector.setupFiles()
        let key = files.first { $0.path.hasSuffix("Contact/fields/Shopify_Customer_Id__c.field-meta.xml") }
        #expect(key?.text.contains("<externalId>true</externalId>") == true)
        #expect(key?.text.contains("<unique>true</unique>") == true)
        let rights = files.first { $0.path.hasSuffix("Shopify_Sync.permissionset-meta.xml") }
        #expect(rights?.text.contains("<field>Opportunity.Shopify_Order_Id__c</field>") == true)
        #expect(files.contains(where: { $0.path == "sfdx-project.json" }))
    }

    @Test(
        "the permission set grants the platform's fields and the objects that are written, and none that is always shown"
    )
    func standardRights() throws {
        let settings = SalesforceSettings(
            loginURL: "https://salesforce.test",
            grant: .clientCredentials(id: "a", secret: Secret("b")),
            orderObject: .order,
            lines: .items,
            mappedFields: [
                .customer: ["Email", "LastName", "MailingCity", "MailingCountryCode", "Account.Phone", "Account.Name"],
                .order: ["Description", "Status", "CurrencyIsoCode", "BillingStreet", "Shopify_Total__c"],
            ]
        )
        let files = SalesforceMetadata.files(settings)
        let rights = try #require(files.first { $0.path.hasSuffix(".permissionset-meta.xml") }).text
        let granted = ["Contact.Email", "Contact.MailingAddress", "Contact.AccountId", "Account.Phone"]
        for field in granted + ["Order.Description", "Order.BillingAddress", "Order.BillToContactId"] {
            #expect(rights.contains("<field>\(field)</field>"), "\(field)")
        }
        for field in [
            "Contact.LastName", "Account.Name", "Order.Status", "Order.CurrencyIsoCode", "Contact.MailingCity",
        ] {
            #expect(!rights.contains("<field>\(field)</field>"), "\(field)")
        }
        for object in ["Account", "Contact", "Order", "OrderItem", "Pricebook2", "Product2"] {
            #expect(rights.contains("<object>\(object)</object>"), "\(object)")
        }
    }

    @Test("a hidden field is told apart from a missing one, and shown by setup")
    func hidden() async throws {
        let bench = SalesforceBench()
        try await bench.salesforce.add(
            field: "Shopify_Order_Id__c",
            to: "Opportunity",
            metadata: ["type": "Text", "length": 32, "externalId": true, "unique": true]
        )
        let findings = try await bench.connector.check()
        func message(_ subject: String) -> String { findings.first { $0.subject == subject }?.message ?? "" }
        #expect(message("field Opportunity.Shopify_Order_Id__c").contains("hidden from the user"))
        #expect(!message("field Contact.Shopify_Customer_Id__c").hasPrefix("is there"))
        #expect(problems(try await bench.connector.prepare()) == [])
        #expect(problems(try await bench.connector.check()) == [])
    }

    @Test("a key field that is not unique is a problem")
    func notUnique() async throws {
        let bench = SalesforceBench()
        try await bench.salesforce.add(
            field: "Shopify_Order_Id__c",
            to: "Opportunity",
            metadata: ["type": "Text", "length": 32],
            isShown: true
        )
        let finding = try await bench.connector.prepare().first {
            $0.subject == "field Opportunity.Shopify_Order_Id__c"
        }
        #expect(finding?.level == .problem && finding?.message == "is no unique external id")
    }

    @Test("doctor tells of stages, versions, orders and person accounts that the org lacks")
    func lacking() async throws {
        let stages = SalesforceBench(apiVersion: "67.0", orderValues: ["StageName": ["won", "Shipped"]])
        _ = try await stages.connector.prepare()
        #expect(problems(try await stages.connector.check()).map(\.subject) == ["stages"])

        var few = SalesforceOptions()
        few.apiVersions = ["64.0", "65.0"]
        let version = problems(try await SalesforceBench(org: few).connector.check())
        #expect(version.first(where: { $0.subject == "API version" })?.fix == "set api_version: \"65.0\"")

        var options = SalesforceOptions()
        options.hasOrders = false
        let orders = SalesforceBench(org: options, order: .order)
        let found = problems(try await orders.connector.check())
        #expect(found.contains(where: { $0.subject == "object Order" && $0.fix?.contains("Order Settings") == true }))

        let people = SalesforceBench(customer: .personAccount)
        #expect(
            problems(try await people.connector.check()).contains(where: { $0.message.contains("no person accounts") })
        )
    }

    @Test("the schema names the account's fields beside the contact's")
    func schema() async throws {
        let bench = try await Bench.prepared()
        let schema = try await bench.connector.schema(.customer)
        #expect(schema.fields["Account.Name"] != nil && schema.fields["LastName"]?.maximumLength == 80)
        #expect(schema.fields["CreatedDate"]?.isReadOnly == true)
    }
}
