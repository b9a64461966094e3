import SyncModel
import Testing

@testable import SyncEngine

/// Customers who point at each other's contacts, or at one that its customer has left.
@Suite struct CrossedContactsTests {
    private let stage = EngineStage()

    private func link(_ id: Int64) async throws -> Link { try #require(try await stage.link(.customer, id)) }

    private func expect(_ id: Int64, _ crmID: String, _ standing: Link.Standing) async throws {
        let link = try await link(id)
        #expect(link.crmID == crmID && link.standing == standing, "customer \(id): \(link)")
        #expect(try await stage.lane(.customer, id).state == .clean, "customer \(id)")
    }

    /// Gives a contact a further address, as a merger in the CRM does.
    private func add(_ email: String, to crmID: String) {
        stage.crm.with { _ = $0.records[.customer]?[crmID]?.furtherEmails.insert(email) }
    }

    /// Customers 3 and 5, each of whom has an address that stands at the other's contact; returns the two contacts.
    private func cross() async throws -> (third: String, fifth: String) {
        try await stage.apply(
            EngineStage.customer(3, "x@x.de", name: "Cleo"),
            EngineStage.customer(5, "y@x.de", name: "Eve"),
            EngineStage.order(11, customer: 3)
        )
        try await stage.settle()
        let (third, fifth) = (try await link(3).crmID, try await link(5).crmID)
        add("a@x.de", to: fifth)
        add("c@x.de", to: third)
        try await stage.apply(
            EngineStage.customer(3, "a@x.de", name: "Cleo", version: 2),
            EngineStage.customer(5, "c@x.de", name: "Eve", version: 2)
        )
        try await stage.settle()
        return (third, fifth)
    }

    @Test func twoWhoHaveEachOthersAddressDoNotWaitForEachOther() async throws {
        let (third, fifth) = try await cross()
        try await expect(3, fifth, .shared)
        try await expect(5, third, .shared)
        #expect(stage.deal(11)?.contacts == [fifth] && stage.contacts.count == 2)
    }

    /// As after a lost backup: only the CRM tells whose the contacts are.
    @Test func twoOfWhomOurBooksKnowNothingDoNotWaitForEachOtherEither() async throws {
        let (third, fifth) = stage.crm.with { state in
            (
                state.add(.init(externalID: "3", fields: ["email": "x@x.de"], furtherEmails: ["c@x.de"])),
                state.add(.init(externalID: "5", fields: ["email": "y@x.de"], furtherEmails: ["a@x.de"]))
            )
        }
        try await stage.apply(EngineStage.customer(3, "a@x.de"), EngineStage.customer(5, "c@x.de"))
        try await stage.settle()
        try await expect(3, fifth, .shared)
        try await expect(5, third, .shared)
        #expect(stage.contacts.count == 2)
    }

    @Test func whoeverLosesTheOwnContactTakesOverTheOneThatIsLeft() async throws {
        let (third, fifth) = try await cross()
        add("f@x.de", to: third)
        try await stage.apply(EngineStage.customer(7, "f@x.de", name: "Gus"))
        try await stage.settle()
        try await expect(7, third, .owner)
        try await expect(3, fifth, .owner)
        try await expect(5, third, .shared)
        #expect(stage.contacts.count == 2)
    }

    /// The contact became the customer's before our books heard of the customer.
    @Test func aContactThatOnlyTheCRMCallsTheCustomersIsLeftWithAWord() async throws {
        try await stage.apply(EngineStage.customer(2, "c@x.de"), EngineStage.customer(4, "b@x.de"))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(2, nil, mergedInto: 6, version: 9))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(5, "c@x.de", name: "Eve"))
        try await stage.settle()
        #expect(try await link(5).standing == .shared)
        try await stage.apply(EngineStage.customer(6, "b@x.de"))
        try await stage.settle()
        try await expect(6, link(4).crmID, .shared)
        #expect(try await link(5).standing == .owner)
        #expect(stage.contact(5)?.fields["email"] == "c@x.de" && stage.contact(5)?.fields["firstname"] == "Eve")
    }

    /// What customer 4 points at is customer 5's, and has another id since.
    @Test func nobodyWaitsForOneWhoPointsAtTheirOwnLostContact() async throws {
        stage.crm.with { $0.renamesSurvivors = true }
        try await stage.apply(EngineStage.customer(4, "d@x.de"), EngineStage.customer(5, "e@x.de"))
        try await stage.settle()
        let (fourth, fifth) = (try await link(4).crmID, try await link(5).crmID)
        try await stage.apply(EngineStage.customer(4, "e@x.de", version: 2))
        try await stage.settle()
        try await expect(4, fifth, .shared)
        let renamed = stage.crm.with { state in
            state.merge(state.add(.init(fields: ["firstname": "Nobody"])), into: fifth)
        }
        #expect(renamed != fifth)
        try await stage.apply(
            EngineStage.customer(4, "d@x.de", version: 3),
            EngineStage.customer(5, "d@x.de", version: 3)
        )
        try await stage.settle()
        try await expect(4, fourth, .owner)
        try await expect(5, fourth, .shared)
    }

    /// The owner had the sharer's new address for a moment, of which the CRM never heard.
    @Test func whoeverCameToShareByAnAddressThatWasNeverSentIsLookedAtAnew() async throws {
        try await stage.apply(EngineStage.customer(6, "a@x.de", name: "Fay"))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(3, "a@x.de", name: "Cleo"))
        try await stage.settle()
        let contact = try await link(6).crmID
        try await expect(3, contact, .shared)
        try await stage.apply(
            EngineStage.customer(6, "c@x.de", name: "Fay", version: 2),
            EngineStage.customer(3, "c@x.de", name: "Cleo", version: 2)
        )
        try await stage.pass(limit: 1)
        try await expect(3, contact, .shared)
        try await stage.apply(EngineStage.customer(6, "a@x.de", name: "Fay", version: 3))
        try await stage.settle()
        try await expect(6, contact, .owner)
        #expect(try await link(3).standing == .owner)
        #expect(stage.contact(3)?.fields["email"] == "c@x.de" && stage.contact(6)?.fields["email"] == "a@x.de")
    }
}
