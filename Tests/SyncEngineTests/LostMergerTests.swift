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

    /// Customers 4 and 5 are merged into 6, who shares the contact of 5 until then; `lost` says whether the answer to the
    /// first merger is.
    ///
    /// Our books have the contact's former id still when its own customer is merged, and the survivor points elsewhere since.
    @Test(arguments: [false, true])
    func aContactThatAnEarlierMergerRenamedGoesToTheSurvivor(_ isLost: Bool) async throws {
        try await stage.apply(
            EngineStage.customer(3, "b@x.de", name: "Bea"),
            EngineStage.customer(4, "a@x.de"),
            EngineStage.customer(5, "d@x.de", name: "Eve")
        )
        try await stage.settle()
        try await stage.apply(EngineStage.customer(6, "d@x.de", name: "Fay"), EngineStage.order(11, customer: 5))
        try await stage.settle()
        #expect(try await link(6) == Link(object: "contact", crmID: link(5).crmID, standing: .shared))
        if isLost {
            _ = try await lose(4, into: 5)
        } else {
            try await stage.apply(EngineStage.customer(4, nil, mergedInto: 6, version: 9))
            try await stage.pass()
        }
        try await stage.apply(
            EngineStage.customer(5, nil, mergedInto: 6, version: 10),
            EngineStage.customer(6, "b@x.de", name: "Fay", version: 10)
        )
        try await stage.settle()
        #expect(stage.contact(5) == nil && stage.contact(6) != nil)
        let shared = try await link(3).crmID
        #expect(try await link(6) == Link(object: "contact", crmID: shared, standing: .shared))
        #expect(stage.deal(11)?.contacts == [shared])
    }

    /// What became of one contact is another customer's, whom the survivor shares: it is not given away.
    @Test func aContactThatIsAPartOfAnothersAlreadyIsNotGivenAway() async throws {
        stage.crm.with { $0.renamesSurvivors = false }
        try await stage.apply(
            EngineStage.customer(4, "b@x.de"),
            EngineStage.customer(5, "c@x.de", name: "Eve"),
            EngineStage.customer(6, "d@x.de")
        )
        try await stage.settle()
        let (kept, fifth, sixth) = (try await link(4).crmID, try await link(5).crmID, try await link(6).crmID)
        try await stage.apply(EngineStage.customer(4, "c@x.de", version: 2))
        try await stage.settle()
        #expect(try await link(4).crmID == fifth)
        // Merged and noted, and the process died before it settled.
        _ = stage.crm.with { $0.merge(sixth, into: fifth, carryingID: true) }
        try await stage.store.note([ContactMove(from: sixth, to: fifth)], in: EngineStage.crmName)
        try await merge(6, into: 4)
        #expect(Set(stage.contacts.keys) == [kept, fifth])
        #expect(stage.contact(5)?.fields["firstname"] == "Eve")
        #expect(try await link(5) == Link(object: "contact", crmID: fifth))
        #expect(try await link(4) == Link(object: "contact", crmID: fifth, standing: .shared))
    }

    /// The order goes to another customer before the merger has been tried again.
    @Test func anOrderLeavesWhatItsContactBecameBeforeOurBooksKnow() async throws {
        try await stage.apply(
            EngineStage.customer(1, "a@x.de"),
            EngineStage.customer(2, "b@x.de"),
            EngineStage.customer(3, "c@x.de"),
            EngineStage.order(11, customer: 1)
        )
        try await stage.settle()
        let lost = try await lose(1, into: 2)
        #expect(stage.deal(11)?.contacts == [lost])
        try await stage.apply(
            EngineStage.customer(1, nil, mergedInto: 2, version: 9),
            EngineStage.order(11, customer: 3, version: 2)
        )
        let claimed = try await stage.claim()
        _ = try await stage.deliver(claimed.filter { $0.key.record.kind == .order })
        _ = try await stage.deliver(claimed.filter { $0.key.record.kind == .customer })
        try await stage.settle()
        #expect(stage.deal(11)?.contacts == [try await link(3).crmID])
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

    /// History that comes upon a lost merger lets live records go first, whoever is woken for it.
    @Test(arguments: [Origin.history, .live])
    func whoIsWokenGoesAsWhatCameUponIt(_ origin: Origin) async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de"), EngineStage.customer(2, "b@x.de", name: "Bea"))
        try await stage.settle()
        _ = try await lose(1, into: 2)
        try await stage.apply([EngineStage.customer(4, "a@x.de", name: "Dora")], origin: origin)
        try await stage.pass()
        let woken = try await stage.claim().filter { $0.key.record.id == 2 }
        #expect(woken.map(\.origin) == [origin])
    }

    /// One with a contact that tells who it is shares the address in any case.
    @Test func nobodyIsWokenWhereTheOutcomeIsTheSame() async throws {
        stage.crm.with { $0.renamesSurvivors = false }
        try await stage.apply(
            EngineStage.customer(1, "one@x.de"),
            EngineStage.customer(2, "b@x.de"),
            EngineStage.customer(3, "d@x.de")
        )
        try await stage.settle()
        let (second, third) = (try await link(2).crmID, try await link(3).crmID)
        stage.crm.with { $0.records[.customer]?[second]?.furtherEmails = ["a@x.de"] }
        try await stage.apply(EngineStage.customer(2, "d@x.de", version: 2))
        try await stage.settle()
        #expect(try await link(2) == Link(object: "contact", crmID: third, standing: .shared))
        stage.crm.with { $0.records[.customer]?[third] = nil }
        try await stage.apply(EngineStage.customer(1, "a@x.de", version: 2))
        try await stage.pass()
        #expect(try await link(1) == Link(object: "contact", crmID: second, standing: .shared))
        #expect(try await stage.lane(.customer, 3).state == .clean)
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
