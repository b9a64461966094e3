import SyncModel
import Testing

@testable import SyncEngine

/// One person in two shops whose records go to one CRM.
@Suite struct TwoStoresTests {
    private let stage = EngineStage()

    private func branch(_ records: SyncRecord...) async throws {
        try await stage.apply(records, store: EngineStage.branch)
    }

    private func branchLink(_ id: Int64) async throws -> Link? {
        let key = RecordKey(store: EngineStage.branch, kind: .customer, id: id)
        return try await stage.store.link(LaneKey(destination: EngineStage.crmName, record: key))
    }

    /// Customer 1 of the shop owns the contact, customer 2 of the branch shares it; returns its id.
    private func shared() async throws -> String {
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"), EngineStage.order(11, customer: 1))
        try await stage.settle()
        try await branch(EngineStage.customer(2, "A@x.de", name: "Ada B."), EngineStage.order(21, customer: 2))
        try await stage.settle()
        return try #require(try await stage.link(.customer, 1)).crmID
    }

    @Test func theyAreOneContactWithEverybodysOrders() async throws {
        let id = try await shared()
        #expect(stage.contacts.count == 1 && stage.contact(1)?.fields["firstname"] == "Ada")
        #expect(try await branchLink(2) == Link(object: "contact", crmID: id, standing: .shared))
        #expect(stage.deal(11)?.contacts == [id] && stage.deal(21)?.contacts == [id])
    }

    @Test func inOneClaimTheyAreOneContactToo() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de"))
        try await branch(EngineStage.customer(2, "a@x.de"))
        try await stage.settle()
        #expect(stage.contacts.count == 1)
        #expect(try await stage.link(.customer, 1)?.crmID == branchLink(2)?.crmID)
    }

    @Test func eachGetsAContactWhenTheOwnerMovesOn() async throws {
        let id = try await shared()
        try await stage.apply(EngineStage.customer(1, "new@x.de", name: "Ada", version: 2))
        try await stage.settle()
        #expect(stage.contact(1)?.fields["email"] == "new@x.de" && stage.contact(2)?.fields["email"] == "a@x.de")
        let own = try #require(try await branchLink(2))
        #expect(own.standing == .owner && own.crmID != id && stage.contacts.count == 2)
        #expect(stage.deal(21)?.contacts == [own.crmID] && stage.deal(11)?.contacts == [id])
    }

    @Test func anAddressThatMovesBetweenTheShopsMakesNobodyTwice() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de"))
        try await branch(EngineStage.customer(2, "b@x.de"))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(1, "b@x.de", version: 2))
        try await branch(EngineStage.customer(2, "a@x.de", version: 2))
        try await stage.settle()
        #expect(stage.contact(1)?.fields["email"] == "b@x.de" && stage.contact(2)?.fields["email"] == "a@x.de")
        #expect(stage.contacts.count == 2)
    }

    @Test func theOtherShopTakesOverWhenTheOwnerIsDeleted() async throws {
        let id = try await shared()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada", version: 2, deletedAt: 3))
        try await stage.settle()
        let link = try #require(try await branchLink(2))
        #expect(link.crmID == id && link.standing == .owner)
        #expect(stage.contacts.count == 1 && stage.contact(2) != nil)
        #expect(stage.deal(21)?.contacts == [id])
    }

    @Test func theOtherShopStaysWhenTheSharerIsDeleted() async throws {
        let id = try await shared()
        try await branch(EngineStage.customer(2, "a@x.de", version: 2, deletedAt: 3))
        try await stage.settle()
        #expect(stage.contacts.count == 1 && stage.contact(1)?.fields["email"] == "a@x.de")
        #expect(try await stage.link(.customer, 1)?.crmID == id)
    }

    /// The shop is taken from the destination's stores: what it left there is nobody's who still sends.
    @Test func theOtherShopTakesOverWhatAStoreLeftThatSendsNoMore() async throws {
        let id = try await shared()
        let after = EngineStage(after: stage, without: EngineStage.shop)
        try await after.apply([EngineStage.customer(2, "a@x.de", name: "Bea", version: 3)], store: EngineStage.branch)
        try await after.settle()
        #expect(try await branchLink(2) == Link(object: "contact", crmID: id, isAdopted: true))
        #expect(stage.contacts.count == 1 && stage.contact(2) != nil)
        #expect(stage.deal(21)?.contacts == [id])
    }

    @Test func aPersonMaySayThatWhatSuchAStoreLeftIsTheOtherShops() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await branch(EngineStage.customer(2, "b@x.de"))
        try await stage.settle()
        let id = try #require(try await stage.link(.customer, 1)).crmID
        let after = EngineStage(after: stage, without: EngineStage.shop)
        let key = RecordKey(store: EngineStage.branch, kind: .customer, id: 2)
        let lane = LaneKey(destination: EngineStage.crmName, record: key)
        _ = try await stage.store.rule(.record(id), on: lane, by: "ada", now: stage.clock.now)
        try await after.settle()
        #expect(try await branchLink(2)?.crmID == id && stage.contacts[id]?.externalID == "2")
    }

    /// The owner is merged into another customer of its shop: what the branch shares goes along.
    @Test func aMergerInOneShopKeepsThePersonOfTheOther() async throws {
        _ = try await shared()
        try await stage.apply(EngineStage.customer(3, "c@x.de", name: "Cleo"))
        try await stage.settle()
        let survivor = try #require(try await stage.link(.customer, 3)).crmID
        try await stage.apply(EngineStage.customer(1, nil, mergedInto: 3, version: 4))
        try await stage.settle()
        #expect(stage.contacts.count == 1 && stage.contact(3)?.emails == ["a@x.de", "c@x.de"])
        #expect(stage.deal(11)?.contacts == [survivor] && stage.deal(21)?.contacts == [survivor])
        #expect(try await branchLink(2) == Link(object: "contact", crmID: survivor, standing: .shared))
    }

    /// The sharer is merged into another customer of the branch: the owner's contact is nothing of theirs.
    @Test func aMergerOfTheSharerLeavesTheOwnersContactAlone() async throws {
        let id = try await shared()
        try await branch(EngineStage.customer(4, "d@x.de", name: "Dora"))
        try await stage.settle()
        try await branch(EngineStage.customer(2, nil, mergedInto: 4, version: 4))
        try await stage.settle()
        #expect(stage.contacts.count == 2 && stage.contact(1)?.emails == ["a@x.de"])
        let survivor = try #require(try await branchLink(4)).crmID
        #expect(stage.deal(21)?.contacts == [survivor] && stage.deal(11)?.contacts == [id])
    }
}
