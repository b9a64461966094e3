import Connectors
import SyncModel
import Testing

@testable import Sandbox

@Suite("Salesforce: erasing")
struct SalesforceErasureTests {
    private typealias Bench = SalesforceBench

    private static func prepared() async throws -> (bench: SalesforceBench, contact: String) {
        let bench = try await Bench.prepared()
        let person = Bench.customer(1, fields: [MappedField("Phone", .text("+49 30 1"))])
        return (bench, try await bench.write([person], .customer)[0].crmID)
    }

    private static let fields = ["Email", "LastName", "Phone"]

    @Test("a contact is deleted although the org refuses to empty it")
    func deleted() async throws {
        let (bench, contact) = try await Self.prepared()
        await bench.salesforce.refuse(
            "Contact",
            code: "FIELD_CUSTOM_VALIDATION_EXCEPTION",
            message: "People need an e-mail address",
            times: nil
        )
        let erasure = ContactErasure(crmID: contact, fields: Self.fields, deletes: true)
        #expect(try await bench.connector.erase(erasure) == .deleted)
        #expect(await bench.salesforce.record("Contact", contact) == nil)
    }

    @Test("what could not be emptied is told, and everything else is empty", arguments: [true, false])
    func told(_ isOfOneValue: Bool) async throws {
        let (bench, contact) = try await Self.prepared()
        // The first write names all fields, of the single ones only the e-mail's is refused.
        await bench.salesforce.refuse(
            "Contact",
            code: isOfOneValue ? "FIELD_INTEGRITY_EXCEPTION" : "FIELD_CUSTOM_VALIDATION_EXCEPTION",
            message: "People need an e-mail address",
            fields: isOfOneValue ? ["Email"] : [],
            times: 2
        )
        let erasure = ContactErasure(crmID: contact, fields: Self.fields, deletes: false)
        let fault = await #expect(throws: DeliveryFault.self) { _ = try await bench.connector.erase(erasure) }
        #expect(fault?.fields == ["Email"] && fault?.disposition == .park)
        let record = await bench.salesforce.record("Contact", contact)
        #expect(record?.text("Email") == "p1@example.com" && record?.text("Phone") == nil)
        #expect(record?.text("LastName") == "Redacted")
        #expect(try await bench.connector.erase(erasure) == .blanked)
    }

    @Test("while the account still names the person the contact stays, which leads to it")
    func account() async throws {
        let (bench, contact) = try await Self.prepared()
        await bench.salesforce.refuse(
            "Account",
            code: "FIELD_CUSTOM_VALIDATION_EXCEPTION",
            message: "Accounts keep their names",
            times: 3
        )
        let erasure = ContactErasure(crmID: contact, fields: Self.fields, deletes: true)
        let fault = await #expect(throws: DeliveryFault.self) { _ = try await bench.connector.erase(erasure) }
        #expect(fault?.message.contains("Account") == true)
        #expect(await bench.salesforce.record("Contact", contact) != nil)
        #expect(try await bench.connector.erase(erasure) == .deleted)
        #expect(await bench.salesforce.records("Account").allSatisfy { $0.text("Name") == "Redacted" })
    }
}
