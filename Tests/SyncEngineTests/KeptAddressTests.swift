import SyncModel
import Testing

@testable import SyncEngine

/// A contact that was there before us keeps its address (`adopted: if_empty`), though its customer has another one by now
/// and somebody else has that: what people say of the latter is carried out, once and for good.
@Suite struct KeptAddressTests {
    private let stage = EngineStage(mapper: TestMapper(adoptedAddress: .ifEmpty))

    /// Customer 2 has adopted a contact whose address is customer 1's by now; returns the contact.
    private func kept() async throws -> String {
        let contact = stage.crm.with { $0.add(.init(fields: ["email": "a@x.de", "firstname": "Her Own"])) }
        try await stage.apply(EngineStage.customer(2, "a@x.de", name: "Eve"))
        try await stage.settle()
        #expect(try await stage.link(.customer, 2) == Link(object: "contact", crmID: contact, isAdopted: true))
        try await stage.apply(EngineStage.customer(2, "b@x.de", name: "Eve", version: 2))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"), EngineStage.order(11, customer: 1))
        try await stage.settle()
        let lane = try await stage.lane(.customer, 1)
        #expect(lane.state == .parked && lane.fault?.candidates.map(\.crmID) == [contact])
        #expect(lane.fault?.candidates.first?.holder == EngineStage.key(.customer, 2))
        return contact
    }

    private func isDone() async throws -> Bool {
        let lane = try await stage.lane(.customer, 1)
        return lane.state == .clean && lane.link != nil
    }

    @Test func oneThatIsNewGoesWithoutTheAddress() async throws {
        let contact = try await kept()
        try await stage.rule(.new)
        try await stage.settle()
        #expect(try await isDone())
        #expect(stage.contact(1)?.fields == ["firstname": "Ada", "origin": "live"])
        #expect(stage.contacts[contact]?.fields["email"] == "a@x.de" && stage.contacts[contact]?.externalID == "2")
        #expect(stage.deal(11)?.contacts == [try #require(try await stage.link(.customer, 1)).crmID])
        let note = try #require(try await stage.lane(.customer, 1).deliveries.last)
        #expect(note.message?.contains("email: left out") == true)
        // It stands: later changes ask nobody.
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Bea", version: 2))
        try await stage.mark(.customer, 1)
        try await stage.settle()
        #expect(try await isDone() && stage.contact(1)?.fields["firstname"] == "Bea")
    }

    @Test func oneThatIsAnotherContactGoesThereWithoutTheAddress() async throws {
        let contact = try await kept()
        let chosen = stage.crm.with { $0.add(.init(fields: ["firstname": "Ada"])) }
        try await stage.rule(.record(chosen))
        try await stage.settle()
        #expect(try await isDone())
        #expect(try await stage.link(.customer, 1)?.crmID == chosen)
        #expect(stage.contacts[contact]?.fields["email"] == "a@x.de" && stage.contacts.count == 2)
    }

    /// A further address cannot be cleared: without a choice the contact would be taken over, or shared.
    @Test(arguments: [false, true])
    func aFurtherAddressOfWhoHasLeftIsNotTakenOver(_ isShared: Bool) async throws {
        try await stage.apply(EngineStage.customer(2, "b@x.de", name: "Eve"))
        try await stage.settle()
        let other = try #require(try await stage.link(.customer, 2)).crmID
        stage.crm.with { $0.records[.customer]?[other]?.furtherEmails = ["a@x.de"] }
        if !isShared {
            try await stage.apply(EngineStage.customer(3, "c@x.de", name: "Cleo"))
            try await stage.settle()
            try await stage.apply(EngineStage.customer(2, "c@x.de", name: "Eve", version: 2))
            try await stage.settle()
        }
        let stranger = stage.crm.with { $0.add(.init(fields: ["email": "a@x.de"])) }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle()
        #expect(try await stage.lane(.customer, 1).state == .parked)
        try await stage.rule(.new)
        stage.crm.with { $0.records[.customer]?[stranger] = nil }
        try await stage.settle()
        #expect(try await isDone())
        #expect(try await stage.link(.customer, 1)?.crmID != other)
        #expect(stage.contact(1)?.fields == ["firstname": "Ada", "origin": "live"])
    }

    /// Whom it was merged into cannot be told, so its contact never leaves.
    @Test func aContactThatNobodyWillLeaveIsNotWaitedFor() async throws {
        try await stage.apply(EngineStage.customer(2, "a@x.de", name: "Eve"))
        try await stage.settle()
        let other = try #require(try await stage.link(.customer, 2)).crmID
        try await stage.apply(
            EngineStage.customer(2, nil, mergedInto: 3, version: 2),
            EngineStage.customer(3, nil, mergedInto: 2, version: 2)
        )
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle()
        #expect(try await stage.lane(.customer, 1).state == .parked)
        try await stage.rule(.new)
        try await stage.settle()
        #expect(try await isDone())
        #expect(stage.contact(1)?.fields == ["firstname": "Ada", "origin": "live"])
        #expect(stage.contacts[other]?.fields["email"] == "a@x.de")
    }

    /// The words say what can be done: there is one contact, and it is another's.
    @Test func theReasonIsPlain() async throws {
        let contact = try await kept()
        let words = try #require(try await stage.lane(.customer, 1).fault?.message)
        #expect(words.hasPrefix("contact \(contact) has the address and belongs to customer 2 of acme,"))
        #expect(words.contains("--new") && !words.contains("Several"))
    }

    /// With `guests: link` no contact is made, and the one that a person chose need not have the address.
    @Test(arguments: [1, 2])
    func aGuestGoesToTheChosenContact(_ found: Int) async throws {
        let stage = EngineStage(contacts: ContactRules(guests: .link))
        let guest = EngineStage.guestID("a@x.de")
        let chosen = stage.crm.with { crm in
            for _ in 0..<found { _ = crm.add(.init(fields: ["email": "w@x.de"], furtherEmails: ["a@x.de"])) }
            return crm.add(.init(fields: ["email": "c@x.de"]))
        }
        try await stage.apply(EngineStage.guestOrder(11, "a@x.de"))
        try await stage.settle()
        try await stage.rule(.record(chosen), .customer, guest)
        try await stage.settle()
        #expect(try await stage.link(.customer, guest)?.crmID == chosen)
        #expect(stage.deal(11)?.contacts == [chosen])
        stage.crm.with { $0.records[.customer]?[chosen] = nil }
        try await stage.mark(.customer, guest)
        try await stage.settle()
        let lane = try await stage.lane(.customer, guest)
        #expect(lane.state == .parked && lane.fault?.message.contains("is not in the CRM any more") == true)
    }
}
