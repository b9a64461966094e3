import SyncModel
import Testing

@testable import Connectors
@testable import Sandbox

@Suite("Salesforce: setup and doctor of person accounts")
struct SalesforcePersonSetupTests {
    private typealias Bench = SalesforceBench

    private static func org() -> SalesforceOptions {
        var options = SalesforceOptions()
        options.hasPersonAccounts = true
        return options
    }

    /// One on the account, and one of the contact's, which the account shows under another name.
    private static let own: [RecordKind: [OwnField]] = [
        .customer: [
            OwnField(name: "Shopify_Orders_Count__c", label: "Shopify orders count", type: .number),
            OwnField(name: "Shopify_Tier__pc", label: OwnField.label(for: "Shopify_Tier__pc"), type: .text),
        ]
    ]

    private func problems(_ findings: [Finding]) -> [Finding] { findings.filter { $0.level == .problem } }

    @Test("fields are made on accounts, and a contact's on contacts, and then they can be written")
    func fields() async throws {
        let bench = Bench(org: Self.org(), customer: .personAccount, ownFields: Self.own)
        let made = try await bench.connector.prepare()
        #expect(problems(made) == [])
        let subjects = Set(made.filter { $0.level == .made }.map(\.subject))
        #expect(
            subjects.isSuperset(of: [
                "field Account.Shopify_Customer_Id__c", "field Account.Shopify_Orders_Count__c",
                "field Contact.Shopify_Tier__c",
            ])
        )
        #expect(!subjects.contains("field Contact.Shopify_Customer_Id__c"))
        let checked = try await bench.connector.check()
        #expect(problems(checked) == [])
        #expect(checked.first { $0.subject == "person accounts" }?.level == .fine)
        #expect(try await bench.connector.prepare().filter { $0.level != .fine } == [])
        let person = Bench.customer(
            1,
            only: [
                MappedField("PersonEmail", .text("ada@example.com")), MappedField("LastName", .text("Lovelace")),
                MappedField("Shopify_Orders_Count__c", .integer(3)), MappedField("Shopify_Tier__pc", .text("gold")),
            ]
        )
        let id = try await bench.write([person], .customer)[0].crmID
        let held = await bench.salesforce.record("Account", id)
        #expect(held?.text("Shopify_Orders_Count__c") == "3" && held?.text("Shopify_Tier__pc") == "gold")
    }

    @Test("the folder has each field where it belongs, and the permission set grants contacts beside accounts")
    func folder() throws {
        let settings = SalesforceSettings(
            loginURL: "https://salesforce.test",
            grant: .clientCredentials(id: "a", secret: Secret("b")),
            customerObject: .personAccount,
            mappedFields: [
                .customer: ["LastName", "PersonEmail", "PersonMailingCity", "Phone", "Shopify_Tier__pc"], .order: [],
            ],
            ownFields: Self.own
        )
        let files = SalesforceMetadata.files(settings)
        func text(_ end: String) -> String? { files.first { $0.path.hasSuffix(end) }?.text }
        #expect(text("objects/Account/fields/Shopify_Orders_Count__c.field-meta.xml") != nil)
        #expect(
            text("objects/Contact/fields/Shopify_Tier__c.field-meta.xml")?
                .contains("<fullName>Shopify_Tier__c</fullName>") == true
        )
        #expect(!files.contains { $0.path.contains("__pc") })
        let rights = try #require(text(".permissionset-meta.xml"))
        for name in [
            "Contact.Email", "Contact.MailingAddress", "Account.Phone", "Contact.Shopify_Tier__c",
            "Account.Shopify_Customer_Id__c",
        ] {
            #expect(rights.contains("<field>\(name)</field>"), "\(name)")
        }
        #expect(!rights.contains("Person") && !rights.contains("__pc"))
        #expect(rights.contains("<object>Account</object>") && rights.contains("<object>Contact</object>"))
    }

    @Test("a contact's field that is hidden is told as that")
    func hidden() async throws {
        let bench = Bench(org: Self.org(), customer: .personAccount, ownFields: Self.own)
        try await bench.salesforce.add(
            field: "Shopify_Tier__c",
            to: "Contact",
            metadata: ["type": "Text", "length": 255]
        )
        let finding = try await bench.connector.check().first { $0.subject == "field Contact.Shopify_Tier__c" }
        #expect(finding?.message.contains("hidden from the user") == true)
        #expect(problems(try await bench.connector.prepare()) == [])
        #expect(problems(try await bench.connector.check()) == [])
    }

    @Test("in an org without person accounts setup makes nothing, and says why")
    func notThere() async throws {
        let bench = Bench(customer: .personAccount)
        let findings = try await bench.connector.prepare()
        #expect(
            findings.count == 1 && findings[0].level == .problem && findings[0].message.contains("no person accounts")
        )
        #expect(await bench.salesforce.count("CustomField") == 0)
    }

    @Test("a record type that is not assigned to the user is told before anybody is refused")
    func recordType() async throws {
        var options = Self.org()
        options.mayMakePersons = false
        let bench = Bench(org: options, customer: .personAccount)
        #expect(problems(try await bench.connector.prepare()).map(\.subject) == ["person accounts"])
        let finding = problems(try await bench.connector.check()).filter { !$0.subject.hasPrefix("field ") }
        #expect(finding.map(\.subject) == ["person accounts"] && finding[0].fix?.contains("Record Types") == true)
    }
}
