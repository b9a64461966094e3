import SyncModel
import Testing

@testable import SyncEngine

/// Mergers whose survivor has another id since, and not all who had the former one were told.
@Suite struct LostMergerTests {
    private let stage = EngineStage()

    init() { stage.crm.with { $0.renamesSurvivors = true } }

    private func link(_ id: Int64) async throws -> Link { try #require(try await stage.link(.customer, id)) }

    /// Merges in the CRM what our books take for two, as a call does whose answer is lost.
    private func lose(_ id: Int64, into survivor: Int64) async throws -> String {
        let (former, kept) = (try await link(id).crmID, try await link(survivor).crmID)
        return stage.crm.with { $0.merge(former, into: kept, carryingID: true) }
    }

    private func merge(_ id: Int64, into survivor: Int64) async throws {
        try await stage.apply(EngineStage.customer(id, nil, mergedInto: survivor, version: 9))
        try await stage.settle()
    }

    @Test func theOwnerOfAContactThatTheSurvivorOnlySharesFindsItAgain() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de"), EngineStage.customer(3, "c@x.de", name: "Cleo"))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(2, "c@x.de", name: "Bea"), EngineStage.order(11, customer: 3))
        try await stage.settle()
        let before = try await link(3).crmID
        #expect(try await link(2).crmID == before)
        try await merge(1, into: 2)
        let contact = try #require(stage.contacts.keys.first)
        #expect(stage.contacts.count == 1 && contact != before)
        #expect(try await link(3) == Link(object: "contact", crmID: contact))
        #expect(try await link(2) == Link(object: "contact", crmID: contact, standing: .shared))
        #expect(stage.deal(11)?.contacts == [contact])
    }

    @Test func aSharedContactIsFoundAgainWhereTheAnswerWasLost() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de"), EngineStage.customer(3, "c@x.de", name: "Cleo"))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(2, "c@x.de", name: "Bea"), EngineStage.order(11, customer: 1))
        try await stage.settle()
        let contact = try await lose(1, into: 2)
        try await merge(1, into: 2)
        #expect(try await link(3) == Link(object: "contact", crmID: contact))
        #expect(try await link(2) == Link(object: "contact", crmID: contact, standing: .shared))
        #expect(stage.deal(11)?.contacts == [contact])
    }

    @Test func anOrderLeavesWhatItsContactBecameWhereverTheSurvivorPointsSince() async throws {
        try await stage.apply(
            EngineStage.customer(1, "a@x.de"),
            EngineStage.customer(2, "b@x.de"),
            EngineStage.customer(3, "c@x.de"),
            EngineStage.order(11, customer: 1)
        )
        try await stage.settle()
        let lost = try await lose(1, into: 2)
        #expect(stage.deal(11)?.contacts == [lost])
        try await stage.apply(EngineStage.customer(2, "c@x.de", version: 2))
        try await stage.settle()
        let shared = try await link(3).crmID
        #expect(try await link(2).crmID == shared && shared != lost)
        try await merge(1, into: 2)
        #expect(stage.deal(11)?.contacts == [shared])
    }

    @Test func nobodyTakesOverWhatACustomersContactBecame() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de"), EngineStage.customer(2, "b@x.de", name: "Bea"))
        try await stage.settle()
        let lost = try await lose(1, into: 2)
        // The address of the one that is gone is another customer's by now.
        try await stage.apply(EngineStage.customer(4, "a@x.de", name: "Dora"))
        try await stage.settle()
        try await merge(1, into: 2)
        #expect(try await link(2) == Link(object: "contact", crmID: lost))
        #expect(stage.contact(2)?.fields["firstname"] == "Bea")
        #expect(try await link(4) == Link(object: "contact", crmID: lost, standing: .shared))
    }

    @Test func whatIsTakenFromOrdersIsNotMergedMeanwhile() {
        let (leaving, merging) = (InFlightKeys.leaving("c1"), InFlightKeys.merging("c1"))
        var keys = InFlightKeys()
        // Two passes may do the former at once, and none the latter beside them.
        let first = keys.join(leaving, unless: merging)
        let second = keys.join(leaving, unless: merging)
        #expect(first && second)
        keys.finish([], taken: [leaving])
        let early = keys.take(merging, unless: leaving)
        keys.finish([], taken: [leaving])
        let merges = keys.take(merging, unless: leaving)
        let late = keys.join(leaving, unless: merging)
        #expect(!early && merges && !late)
        keys.finish([], taken: [merging])
        let after = keys.join(leaving, unless: merging)
        #expect(after)
    }
}
