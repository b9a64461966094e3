import SyncModel
import Testing

@testable import SyncEngine

/// The address by which a CRM tells people apart: found among others, and never taken where the contact is to keep it.
@Suite struct AddressTests {
    private func own(_ stage: EngineStage, _ id: Int64) async throws -> String {
        try #require(try await stage.link(.customer, id)).crmID
    }

    @Test(arguments: ["login", "shopify_email"])
    func aSwapEndsWellWhereAnotherFieldHoldsTheAddressToo(_ field: String) async throws {
        // What the connector does not name is guessed: not a field of our own.
        let crm = FakeCRM(addressField: field == "login" ? "email" : nil)
        let stage = EngineStage(crm: crm, mapper: TestMapper(addressBefore: field))
        try await stage.apply(
            EngineStage.customer(1, "a@x.de"),
            EngineStage.customer(2, "b@x.de"),
            EngineStage.order(11, customer: 1),
            EngineStage.order(21, customer: 2)
        )
        try await stage.settle()
        let (first, second) = (try await own(stage, 1), try await own(stage, 2))
        try await stage.apply(
            EngineStage.customer(1, "b@x.de", version: 2),
            EngineStage.customer(2, "a@x.de", version: 2)
        )
        try await stage.settle(atMost: 60)
        #expect(try await own(stage, 1) == first)
        #expect(try await own(stage, 2) == second)
        #expect(try await stage.link(.customer, 1)?.standing == .owner)
        #expect(stage.contact(1)?.fields["email"] == "b@x.de" && stage.contact(2)?.fields["email"] == "a@x.de")
        #expect(stage.deal(11)?.contacts == [first] && stage.deal(21)?.contacts == [second])
    }

    /// The address is the salespeople's once the contact is made.
    @Test func anAddressThatAContactIsToKeepIsNotTakenForAnother() async throws {
        let stage = EngineStage(mapper: TestMapper(address: .onCreate))
        try await stage.apply(EngineStage.customer(1, "a@x.de"))
        try await stage.settle()
        let id = try await own(stage, 1)
        try await stage.apply(EngineStage.customer(1, "b@x.de", version: 2))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(2, "a@x.de"))
        try await stage.settle(atMost: 40)
        #expect(stage.contact(1)?.fields["email"] == "a@x.de")
        let lane = try await stage.lane(.customer, 2)
        #expect(lane.state == .parked && lane.fault?.candidates.map(\.crmID) == [id])
    }

    /// A contact that lost its address to another customer is not one that was made before its address was known.
    @Test func aContactThatWasEmptiedForAnotherIsNotMerged() async throws {
        let stage = EngineStage()
        try await stage.apply(EngineStage.customer(1, "a@x.de"))
        try await stage.settle()
        let id = try await own(stage, 1)
        let stranger = stage.crm.with { $0.add(.init(fields: ["email": "b@x.de", "firstname": "Bea"])) }
        try await stage.apply(EngineStage.customer(1, "b@x.de", version: 2))
        try await stage.settle()
        #expect(try await stage.lane(.customer, 1).state == .parked)
        try await stage.apply(EngineStage.customer(3, "a@x.de"))
        try await stage.settle(atMost: 60)
        #expect(stage.contact(3)?.fields["email"] == "a@x.de")
        #expect(stage.contacts.keys.sorted().prefix(2) == [id, stranger])
        let lane = try await stage.lane(.customer, 1)
        #expect(lane.state == .parked && lane.fault?.candidates.map(\.crmID) == [id, stranger])
        #expect(stage.contacts.count == 3)
    }

    /// Nor into one that its customer has left, where the address of today is a further one: that one is pointed at.
    @Test func aContactThatWasEmptiedForAnotherIsNotMergedIntoOneThatWasLeft() async throws {
        let stage = EngineStage()
        try await stage.apply(
            EngineStage.customer(1, "a@x.de"),
            EngineStage.customer(2, "b@x.de"),
            EngineStage.customer(3, "c@x.de")
        )
        try await stage.settle()
        let (left, emptied) = (try await own(stage, 1), try await own(stage, 2))
        stage.crm.with { $0.records[.customer]?[left]?.furtherEmails = ["g@x.de"] }
        try await stage.apply(EngineStage.customer(1, "c@x.de", version: 2))
        try await stage.settle()
        // As it is while another customer takes the address.
        stage.crm.with { $0.records[.customer]?[emptied]?.fields["email"] = nil }
        try await stage.apply(EngineStage.customer(2, "g@x.de", version: 2))
        try await stage.settle(atMost: 40)
        for _ in 1...2 {
            #expect(try await stage.lane(.customer, 2).state == .clean)
            #expect(try await stage.link(.customer, 2) == Link(object: "contact", crmID: left, standing: .shared))
            #expect(stage.contacts[emptied]?.externalID == "2" && stage.contacts.count == 3)
            // Looked at anew it stays so, though the books say nothing of its own any more.
            try await stage.mark(.customer, 2)
            try await stage.settle(atMost: 40)
        }
    }

    /// Two customers merged into each other: nobody is left to have the contact.
    @Test func whatACircleHoldsIsForAPersonToDecide() async throws {
        let stage = EngineStage()
        try await stage.apply(EngineStage.customer(1, "a@x.de"))
        try await stage.settle()
        let id = try await own(stage, 1)
        try await stage.apply(
            EngineStage.customer(1, nil, mergedInto: 2, version: 2),
            EngineStage.customer(2, nil, mergedInto: 1, version: 2)
        )
        try await stage.settle()
        try await stage.apply(EngineStage.customer(3, "a@x.de"))
        let passes = try await stage.settle(atMost: 40)
        let lane = try await stage.lane(.customer, 3)
        #expect(lane.state == .parked && lane.fault?.candidates.map(\.crmID) == [id], "after \(passes) passes")
        try await stage.rule(.record(id), .customer, 3)
        try await stage.settle(atMost: 40)
        #expect(try await stage.link(.customer, 3)?.crmID == id)
    }
}
