import Connectors
import SyncModel
import Testing

@testable import Sandbox

@Suite("Zoho: setup")
struct ZohoSetupTests {
    private static let own: [RecordKind: [OwnField]] = [
        .customer: (1...7).map { OwnField(name: "Shopify_Field_\($0)", label: "", type: .text) },
        .order: [
            OwnField(name: "Shopify_Cancelled_At", label: "", type: .datetime),
            OwnField(name: "Shopify_Tax", label: "", type: .number),
            OwnField(name: "Shopify_Is_Test", label: "", type: .boolean),
        ],
    ]

    @Test("setup makes what check asks for, five at a time, and nothing is left to do")
    func makes() async throws {
        let bench = ZohoBench(ownFields: Self.own)
        let missing = try await bench.connector.check()
        #expect(missing.filter { $0.level == .problem }.count == 12)
        let made = try await bench.connector.prepare()
        #expect(made.filter { $0.level == .problem } == [])
        #expect(made.count(where: { $0.level == .made }) == 12)
        #expect(await bench.calls("POST /crm/v8/settings/fields") == 3)
        let (left, again) = (try await bench.connector.check(), try await bench.connector.prepare())
        #expect(left.filter { $0.level != .fine } == [])
        #expect(again.filter { $0.level != .fine } == [])
        let id = await bench.zoho.fields(.contacts).first { $0.apiName == "Shopify_Customer_ID" }
        #expect(id?.isUnique == true)
    }

    @Test("a field that Zoho named otherwise is found by its label, written and read under the mapping's name")
    func otherName() async throws {
        let bench = ZohoBench(ownFields: [.customer: [OwnField(name: "Shopify_Store", label: "", type: .text)]])
        await bench.zoho.rename("Shopify Store", to: "Shopify_Store1", in: .contacts)
        _ = try await bench.connector.prepare()
        let findings = try await bench.connector.check()
        #expect(findings.contains(where: { $0.message == "is there, as Shopify_Store1" }))
        let record = ZohoBench.customer(1, fields: [MappedField("Shopify_Store", .text("acme"))])
        let id = try #require(try await bench.connector.upsert([record], kind: .customer).first?.crmID)
        #expect(await bench.zoho.record(.contacts, id: id)?["Shopify_Store1"] == "acme")
        let read = try await bench.connector.read([id], kind: .customer, fields: ["Shopify_Store"])
        #expect(read.first?.values == ["Shopify_Store": "acme"])
    }

    @Test("a field of ours that allows duplicates is a problem that names the mend")
    func notUnique() async throws {
        let bench = ZohoBench()
        await bench.zoho.act(
            "POST",
            "/settings/fields?module=Deals",
            ["fields": [["field_label": "Shopify Order ID", "data_type": "text", "length": 120]]]
        )
        let finding = try await bench.connector.prepare().first { $0.subject == "field Deals.Shopify_Order_ID" }
        #expect(finding?.level == .problem && finding?.fix?.contains("Do not allow duplicate values") == true)
        let fault = await bench.fault([ZohoBench.order(1)], .order)
        #expect(fault?.code == .missingField && fault?.disposition == .pause(.kind(.order)))
    }

    @Test("a missing scope is named, and the rest is looked at still")
    func missingScope() async throws {
        let bench = ZohoBench()
        await bench.zoho.remove(scope: "ZohoCRM.settings.fields.ALL")
        let findings = try await bench.connector.prepare()
        #expect(
            findings.contains(where: {
                $0.level == .problem && $0.fix?.contains("ZohoCRM.settings.fields.CREATE") == true
            })
        )
        await bench.zoho.remove(scope: "ZohoCRM.modules.ALL")
        #expect(
            try await bench.connector.check().contains(where: { $0.subject == "Deals access" && $0.level == .problem })
        )
        let fault = await bench.fault([ZohoBench.customer(1)], .customer)
        #expect(fault?.code == .missingScope)
    }

    @Test("wrong credentials are told once, with what to do")
    func wrongCredentials() async throws {
        let bench = ZohoBench(refreshToken: "1000.another")
        let findings = try await bench.connector.check()
        #expect(findings.map(\.subject) == ["credentials"])
        #expect(findings.first?.fix?.contains("sluice connect zoho") == true)
    }

    @Test("the schema tells lengths, types, stages and pipelines")
    func schema() async throws {
        let bench = ZohoBench()
        let contacts = try await bench.connector.schema(.customer)
        #expect(contacts.object == "Contacts")
        #expect(contacts.fields["Last_Name"]?.maximumLength == 80)
        #expect(contacts.fields["Email_Opt_Out"]?.type == "boolean")
        let deals = try await bench.connector.schema(.order)
        #expect(deals.fields["Stage"]?.options["Closed Won"] == "Closed Won")
        #expect(deals.fields["Stage"]?.words == ["won", "lost", "open"])
        #expect(deals.fields["Amount"]?.type == "number")
        #expect(deals.fields["Contact_Name"]?.type == "reference")
    }
}
