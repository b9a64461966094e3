import Connectors
import SyncModel
import Testing

@testable import Sandbox

@Suite("Zoho: people")
struct ZohoPeopleTests {
    @Test("a person under another address of the contact is found, and not doubled")
    func secondaryAddress() async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        let made = await bench.zoho.act(
            "POST",
            "/Contacts",
            ["data": [["Email": "ada@work.example", "Secondary_Email": "ada@example.com", "Last_Name": "Known"]]]
        )
        let id = try #require(made.body["data"]?.arrayValue?.first?["details"]?["id"]?.stringValue)
        let outcomes = try await bench.connector.upsert(
            [ZohoBench.customer(1, email: "Ada@Example.com")],
            kind: .customer
        )
        #expect(outcomes == [.conflict(IdentityConflict(candidates: [CRMCandidate(crmID: id)]))])
        let found = try await bench.connector.find(emails: ["ada@example.com", "ada@work.example"])
        #expect(found.mapValues { $0.map(\.crmID) } == ["ada@example.com": [id], "ada@work.example": [id]])
    }

    @Test("where Zoho itself refuses a shared address, the record that it names is the conflict")
    func uniqueAddresses() async throws {
        var options = ZohoOptions()
        options.emailsAreUnique = true
        let bench = ZohoBench(options)
        _ = try await bench.connector.prepare()
        let first = try #require(
            try await bench.connector.upsert([ZohoBench.customer(1)], kind: .customer).first?.crmID
        )
        let second = try #require(
            try await bench.connector.upsert([ZohoBench.customer(2)], kind: .customer).first?.crmID
        )
        // The look for people does not see what Zoho's check sees: our own id is taken too.
        let adoption = ZohoBench.customer(1, .adopt(second), fields: [])
        let outcomes = try await bench.connector.upsert(
            [CRMUpsert(key: adoption.key, target: .adopt(second), externalID: "1")],
            kind: .customer
        )
        #expect(outcomes == [.conflict(IdentityConflict(candidates: [CRMCandidate(crmID: first, externalID: "1")]))])
        let moved = try await bench.connector.upsert(
            [ZohoBench.customer(2, email: "p1@example.com", .record(second))],
            kind: .customer
        )
        #expect(moved == [.conflict(IdentityConflict(candidates: [CRMCandidate(crmID: first, externalID: "1")]))])
    }

    @Test("1,000 new people cost ten writes and one look for a hundred; a repeat without changes costs none")
    func calls() async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        await bench.zoho.clearRequests()
        let people = (1...1_000).map { ZohoBench.customer($0, origin: .history) }
        let outcomes = try await bench.connector.upsert(people, kind: .customer)
        #expect(outcomes.compactMap(\.crmID).count == 1_000)
        #expect(await bench.calls("POST /crm/v8/Contacts/upsert") == 10)
        #expect(await bench.calls("POST /crm/v8/coql") == 10)
        let orders = zip(people, outcomes).map { person, outcome in
            ZohoBench.order(person.key.id, parent: outcome.crmID, origin: .history)
        }
        await bench.zoho.clearRequests()
        #expect(try await bench.connector.upsert(orders, kind: .order).compactMap(\.crmID).count == 1_000)
        #expect(await bench.calls("POST /crm/v8/Deals/upsert") == 10)
        #expect(await bench.zoho.requestJournal().total == 10)
        #expect(await bench.zoho.createdCount(.contacts) == 1_000)
        #expect(await bench.zoho.createdCount(.deals) == 1_000)
    }

    @Test("history runs no workflow, live does, and their records never share a call")
    func triggers() async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        let records = (1...30).map { ZohoBench.customer($0, origin: $0 % 2 == 0 ? .history : .live) }
        _ = try await bench.connector.upsert(records, kind: .customer)
        for (id, ran) in [("1", true), ("2", false), ("29", true), ("30", false)] {
            let record = await bench.zoho.record(.contacts, where: "Shopify_Customer_ID", is: id)
            #expect(record?.ranWorkflows == [ran], "\(id)")
        }
        let inputs = await bench.zoho.requestJournal().entries.filter { $0.path.hasSuffix("/upsert") }.map(\.inputs)
        #expect(inputs.sorted() == [5, 10, 15], "live calls hold at most ten")
    }

    @Test("a refused value is left out with a warning, a long one is cut, and neighbours arrive")
    func refusedValues() async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        let records = [
            ZohoBench.customer(1, email: "not an address"),
            ZohoBench.customer(2, fields: [MappedField("First_Name", .text(String(repeating: "a", count: 50)))]),
            ZohoBench.customer(3),
        ]
        let written = try await bench.connector.upsert(records, kind: .customer).map { outcome in
            if case .written(let record) = outcome { record.warnings.count } else { -1 }
        }
        #expect(written == [1, 1, 0])
        #expect(await bench.zoho.record(.contacts, where: "Shopify_Customer_ID", is: "1")?["Email"] == nil)
        let second = await bench.zoho.record(.contacts, where: "Shopify_Customer_ID", is: "2")
        #expect(second?["First_Name"]?.count == 40)
    }

    @Test("a locked record is tried again, one in approval waits for a person, one without a last name too")
    func waiting() async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        let id = try #require(
            try await bench.connector.upsert([ZohoBench.customer(1)], kind: .customer).first?.crmID
        )
        await bench.zoho.hold(.contacts, id: id, as: "RECORD_LOCKED")
        let locked = await bench.fault([ZohoBench.customer(1, .record(id))], .customer)
        #expect(locked?.code == .locked && locked?.disposition == .retry && locked?.mayBeWritten == false)
        await bench.zoho.hold(.contacts, id: id, as: "NOT_APPROVED")
        let waiting = await bench.fault([ZohoBench.customer(1, .record(id))], .customer)
        #expect(waiting?.code == .locked && waiting?.disposition == .park)
        let nameless = CRMUpsert(
            key: ZohoBench.customer(2).key,
            externalID: "2",
            fields: [MappedField("Email", .text("x@example.com"))]
        )
        let fault = await bench.fault([nameless], .customer)
        #expect(fault?.code == .requiredField && fault?.fields == ["Last_Name"] && fault?.disposition == .park)
    }

    @Test("a field that the account lacks pauses the kind: Zoho would ignore it without a word")
    func missingField() async throws {
        let bench = ZohoBench()
        let before = await bench.fault([ZohoBench.customer(1)], .customer)
        #expect(before?.code == .missingField && before?.disposition == .pause(.kind(.customer)))
        #expect(before?.fields == ["Shopify_Customer_ID"])
        _ = try await bench.connector.prepare()
        let record = ZohoBench.customer(1, fields: [MappedField("Shopify_Store", .text("acme"))])
        let fault = await bench.fault([record], .customer)
        #expect(fault?.fields == ["Shopify_Store"])
        #expect(await bench.zoho.count(.contacts) == 0)
    }

    @Test("an erased person's last name is written over, since Zoho lets nobody empty it")
    func erasedName() async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        let id = try #require(
            try await bench.connector.upsert([ZohoBench.customer(1)], kind: .customer).first?.crmID
        )
        let erasure = ContactErasure(crmID: id, fields: ["Last_Name", "Email", "No_Such_Field"], deletes: false)
        #expect(try await bench.connector.erase(erasure) == .blanked)
        let record = await bench.zoho.record(.contacts, id: id)
        #expect(record?["Last_Name"] == "(erased)" && record?["Email"] == nil)
        let whole = ContactErasure(crmID: id, fields: [], deletes: true)
        #expect(try await bench.connector.erase(whole) == .deleted)
        #expect(await bench.zoho.binCount(.contacts) == 0)
    }

    @Test("a contact is deleted although Zoho refuses to empty it")
    func deletedAllTheSame() async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        let id = try #require(
            try await bench.connector.upsert([ZohoBench.customer(1)], kind: .customer).first?.crmID
        )
        await bench.zoho.refuse("(erased)", of: "Last_Name", on: .contacts, code: "MANDATORY_NOT_FOUND")
        let erasure = ContactErasure(crmID: id, fields: ["Last_Name", "Email"], deletes: true)
        #expect(try await bench.connector.erase(erasure) == .deleted)
        #expect(await bench.zoho.count(.contacts) == 0)
    }

    @Test(
        "what could not be emptied is told, and everything else is empty",
        arguments: ["MANDATORY_NOT_FOUND", "INVALID_DATA"]
    )
    func leftOver(_ code: String) async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        let id = try #require(
            try await bench.connector.upsert([ZohoBench.customer(1)], kind: .customer).first?.crmID
        )
        await bench.zoho.refuse("(erased)", of: "Last_Name", on: .contacts, code: code)
        let erasure = ContactErasure(crmID: id, fields: ["Last_Name", "Email"], deletes: false)
        let fault = await #expect(throws: DeliveryFault.self) { _ = try await bench.connector.erase(erasure) }
        #expect(fault?.fields == ["Last_Name"] && fault?.disposition == .park)
        let record = await bench.zoho.record(.contacts, id: id)
        #expect(record?["Last_Name"] == "Lovelace" && record?["Email"] == nil)
    }

    @Test("a contact that may not be deleted is not told to be deleted")
    func undeletable() async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        let id = try #require(
            try await bench.connector.upsert([ZohoBench.customer(1)], kind: .customer).first?.crmID
        )
        await bench.zoho.hold(.contacts, id: id, as: "CANNOT_DELETE")
        let erasure = ContactErasure(crmID: id, fields: ["Email"], deletes: true)
        let fault = await #expect(throws: DeliveryFault.self) { _ = try await bench.connector.erase(erasure) }
        #expect(fault?.disposition == .park && fault?.message.contains("CANNOT_DELETE") == true)
        await #expect(throws: DeliveryFault.self) {
            _ = try await bench.connector.remove(CRMRemoval(crmID: id, kind: .customer, isForGood: false))
        }
    }

    @Test("text is cut to the length that Zoho counts, in which an emoji is two")
    func emoji() async throws {
        let bench = ZohoBench()
        _ = try await bench.connector.prepare()
        let name = String(repeating: "a", count: 39) + "😀"
        let person = ZohoBench.customer(1, fields: [MappedField("First_Name", .text(name))])
        let written = try await bench.connector.upsert([person], kind: .customer)
        #expect(written[0].crmID != nil)
        let record = await bench.zoho.record(.contacts, where: "Shopify_Customer_ID", is: "1")
        #expect(record?["First_Name"] == String(repeating: "a", count: 39))
    }
}
