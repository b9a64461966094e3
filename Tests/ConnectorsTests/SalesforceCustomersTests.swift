import Connectors
import Outbound
import SyncModel
import Testing

@testable import Sandbox

@Suite("Salesforce: customers")
struct SalesforceCustomersTests {
    private typealias Bench = SalesforceBench

    @Test("each customer has a contact and an account of its own, in few calls")
    func contactsWithAccounts() async throws {
        let bench = try await Bench.prepared()
        let people = (1...400).map {
            Bench.customer($0, fields: [MappedField("Account.Name", .text("Company \($0)"))], origin: .history)
        }
        bench.transport.forget()
        let written = try await bench.write(people, .customer)
        #expect(Set(written.map(\.crmID)).count == 400)
        let contact = await bench.salesforce.record("Contact", written[6].crmID)
        let account = await bench.salesforce.record("Account", where: "Shopify_Customer_Id__c", is: "7")
        #expect(account?.text("Name") == "Company 7")
        #expect(contact?.text("AccountId") == account?.id && account != nil)
        let writes = bench.transport.requests.filter { $0.method == .patch }
        #expect(writes.count == 4)
        let looks = bench.transport.requests.filter { $0.url.contains("/query?") }
        #expect(looks.count <= 400 / 50)
        #expect(looks.allSatisfy({ $0.url.utf8.count <= 12_000 }))
    }

    @Test("an address that a hundred records have keeps nobody else's from being found, and comes bounded")
    func crowdedAddress() async throws {
        let bench = try await Bench.prepared()
        for id in 1...120 {
            await bench.salesforce.seed(
                "Contact",
                ["LastName": .string("Crowd \(id)"), "Email": "crowd@example.com"]
            )
        }
        await bench.salesforce.seed("Contact", ["LastName": "Lovelace", "Email": "ada@example.com"])
        let found = try await bench.connector.find(emails: ["crowd@example.com", "ada@example.com"])
        #expect(found["crowd@example.com"]?.count == 50)
        #expect(found["ada@example.com"]?.count == 1)
        let alike = try await bench.connector.find(
            field: "Email",
            values: ["crowd@example.com", "ada@example.com"],
            kind: .customer
        )
        #expect(alike["crowd@example.com"]?.count == 50 && alike["ada@example.com"]?.count == 1)
    }

    @Test("nobody is without a last name, and an account without a company has the person's name")
    func names() async throws {
        let bench = try await Bench.prepared()
        let nameless = Bench.customer(1, only: [MappedField("Email", .text("a@example.com"))])
        let named = Bench.customer(2, fields: [MappedField("FirstName", .text("Ada"))])
        let written = try await bench.write([nameless, named], .customer)
        #expect(await bench.salesforce.record("Contact", written[0].crmID)?.text("LastName") == "Shopify customer")
        let account = await bench.salesforce.record("Account", where: "Shopify_Customer_Id__c", is: "2")
        #expect(account?.text("Name") == "Ada Person 2")
    }

    @Test("several people with the address are all named")
    func doubtful() async throws {
        let bench = try await Bench.prepared()
        let known = [
            await bench.salesforce.seed("Contact", ["LastName": "A", "Email": "ada@example.com"]),
            await bench.salesforce.seed("Contact", ["LastName": "B", "Email": "Ada@Example.com"]),
        ]
        let outcomes = try await bench.connector.upsert([Bench.customer(1, email: "ada@example.com")], kind: .customer)
        guard case .conflict(let conflict)? = outcomes.first else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(Set(conflict.candidates.map(\.crmID)) == Set(known))
        #expect(await bench.salesforce.count("Account") == 0)
    }

    @Test("an adopted contact keeps its account")
    func adoption() async throws {
        let bench = try await Bench.prepared()
        let account = await bench.salesforce.seed("Account", ["Name": "Their own"])
        let known = await bench.salesforce.seed(
            "Contact",
            ["LastName": "A", "Email": "ada@example.com", "AccountId": .string(account)]
        )
        let written = try await bench.write([Bench.customer(1, .adopt(known), only: [])], .customer)
        #expect(written[0].crmID == known && !written[0].isNew)
        let contact = await bench.salesforce.record("Contact", known)
        #expect(contact?.text("AccountId") == account && contact?.text("Shopify_Customer_Id__c") == "1")
        #expect(await bench.salesforce.count("Account") == 1)
    }

    @Test("an id that another contact carries is a conflict with that one")
    func takenID() async throws {
        let bench = try await Bench.prepared()
        let own = try await bench.write([Bench.customer(1)], .customer)[0].crmID
        let known = await bench.salesforce.seed("Contact", ["LastName": "A", "Email": "ada@example.com"])
        let outcomes = try await bench.connector.upsert([Bench.customer(1, .adopt(known), only: [])], kind: .customer)
        let candidate = CRMCandidate(crmID: own, externalID: "1")
        #expect(outcomes == [.conflict(IdentityConflict(candidates: [candidate]))])
    }

    @Test("fields of the account are written to the contact's account")
    func accountFields() async throws {
        let bench = try await Bench.prepared()
        let id = try await bench.write([Bench.customer(1)], .customer)[0].crmID
        let change = Bench.customer(1, .record(id), only: [MappedField("Account.Name", .text("New name"))])
        _ = try await bench.write([change], .customer)
        #expect(
            await bench.salesforce.record("Account", where: "Shopify_Customer_Id__c", is: "1")?.text("Name")
                == "New name"
        )
        let read = try await bench.connector.read([id], kind: .customer, fields: ["Account.Name", "Email"])
        #expect(read.first?.values["Account.Name"] == "New name")
    }

    @Test("a person account is one record, with the org's record type")
    func personAccounts() async throws {
        var options = SalesforceOptions()
        options.hasPersonAccounts = true
        let bench = try await Bench.prepared(org: options, customer: .personAccount)
        let person = Bench.customer(
            1,
            only: [MappedField("PersonEmail", .text("ada@example.com")), MappedField("LastName", .text("Lovelace"))]
        )
        let id = try await bench.write([person], .customer)[0].crmID
        let account = await bench.salesforce.record("Account", id)
        #expect(account?.text("IsPersonAccount") == "true" && account?.text("Name") == "Lovelace")
        #expect(await bench.salesforce.createdCount("Account") == 1)
    }

    @Test("addresses go by code where the org uses codes, without states that it does not list")
    func places() async throws {
        let bench = try await Bench.prepared()
        func address(_ state: String, _ country: String) -> [MappedField] {
            [
                MappedField("MailingState", .text("Somewhere")), MappedField("MailingStateCode", .text(state)),
                MappedField("MailingCountry", .text("Some country")), MappedField("MailingCountryCode", .text(country)),
                MappedField("MailingCity", .text("Town")),
            ]
        }
        let people = [("NY", "US"), ("BE", "DE"), ("WA", "AU"), ("X", "ZZ")].enumerated().map { place, codes in
            Bench.customer(Int64(place + 1), fields: address(codes.0, codes.1))
        }
        let written = try await bench.write(people, .customer)
        #expect(written.map(\.warnings.count) == [0, 1, 1, 1])
        var held: [[String?]] = []
        for record in written {
            let contact = await bench.salesforce.record("Contact", record.crmID)
            held.append([
                contact?.text("MailingStateCode"), contact?.text("MailingCountryCode"), contact?.text("MailingState"),
            ])
        }
        #expect(held == [["NY", "US", nil], [nil, "DE", nil], [nil, "AU", nil], [nil, nil, nil]])
        // Who moves to a country whose states are not listed leaves the former state behind.
        let moved = try await bench.write([Bench.customer(1, fields: address("ENG", "GB"))], .customer)[0]
        let contact = await bench.salesforce.record("Contact", moved.crmID)
        #expect(moved.warnings.count == 1 && moved.crmID == written[0].crmID)
        #expect(contact?.text("MailingCountryCode") == "GB" && contact?.text("MailingStateCode") == nil)
    }

    @Test("without codes, addresses go by name")
    func placeNames() async throws {
        var options = SalesforceOptions()
        options.hasStateCodes = false
        let bench = try await Bench.prepared(org: options)
        let fields = [MappedField("MailingCountry", .text("Germany")), MappedField("MailingCountryCode", .text("DE"))]
        let id = try await bench.write([Bench.customer(1, fields: fields)], .customer)[0].crmID
        #expect(await bench.salesforce.record("Contact", id)?.text("MailingCountry") == "Germany")
    }

    @Test("long texts are cut with a warning, and half an address is not sent")
    func lengths() async throws {
        let bench = try await Bench.prepared()
        let long = Bench.customer(
            1,
            email: String(repeating: "x", count: 80) + "@example.com",
            fields: [MappedField("FirstName", .text(String(repeating: "é", count: 60)))]
        )
        let written = try await bench.write([long], .customer)[0]
        #expect(written.warnings.count == 2)
        let contact = await bench.salesforce.record("Contact", written.crmID)
        #expect(contact?.text("FirstName")?.count == 40 && contact?.text("Email") == nil)
    }

    @Test("opting out is written where the field can be seen, and left out where not")
    func optOut() async throws {
        let bench = try await Bench.prepared()
        await bench.salesforce.remove(field: "HasOptedOutOfEmail", from: "Contact")
        let fields = [MappedField("HasOptedOutOfEmail", .boolean(true))]
        #expect(try await bench.write([Bench.customer(1, fields: fields)], .customer)[0].warnings.isEmpty)
    }
}
