import SyncModel
import Testing

@testable import SyncEngine

/// What people say of doubtful matches, and what becomes of it in the CRM.
@Suite struct RulingTests {
    private let stage = EngineStage()

    /// A customer with an order, whom two contacts of the CRM could be; returns their ids.
    private func doubtful() async throws -> (first: String, second: String) {
        let ids = stage.crm.with { crm in
            (
                crm.add(.init(fields: ["email": "a@x.de"])),
                crm.add(.init(fields: ["email": "w@x.de"], furtherEmails: ["a@x.de"]))
            )
        }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"), EngineStage.order(11, customer: 1))
        try await stage.settle()
        #expect(try await stage.lane(.customer, 1).state == .parked)
        return ids
    }

    private func ruling() async throws -> IdentityRuling? { try await stage.lane(.customer, 1).ruling }

    private func record(_ id: String) -> FakeCRM.Record? { stage.contacts[id] }

    @Test func theCandidatesAreKeptWithWhatIsKnownOfThem() async throws {
        let ids = try await doubtful()
        let fault = try #require(try await stage.lane(.customer, 1).fault)
        #expect(
            fault.candidates == [
                CRMCandidate(crmID: ids.first, page: "https://crm.example/customer/\(ids.first)"),
                CRMCandidate(crmID: ids.second, page: "https://crm.example/customer/\(ids.second)"),
            ]
        )
        #expect(try await stage.store.failures(destination: nil).first?.candidates == fault.candidates)
    }

    @Test func whoseACandidateIsIsTold() async throws {
        try await stage.apply(EngineStage.customer(2, "b@x.de"))
        try await stage.settle()
        let other = try #require(try await stage.link(.customer, 2)).crmID
        stage.crm.with { $0.records[.customer]?[other]?.furtherEmails = ["a@x.de"] }
        let stranger = stage.crm.with { $0.add(.init(fields: ["email": "a@x.de"])) }
        try await stage.apply(EngineStage.customer(1, "a@x.de"))
        try await stage.settle()
        let candidates = try #require(try await stage.lane(.customer, 1).fault).candidates
        #expect(candidates.map(\.crmID) == [other, stranger])
        #expect(candidates.map(\.holder) == [EngineStage.key(.customer, 2), nil])
        #expect(candidates.map(\.externalID) == ["2", nil])
    }

    @Test func theChosenContactIsAdoptedAndItsOrdersGoThere() async throws {
        let ids = try await doubtful()
        try await stage.rule(.record(ids.second))
        try await stage.settle()
        #expect(try await stage.link(.customer, 1) == Link(object: "contact", crmID: ids.second, isAdopted: true))
        #expect(stage.contacts.count == 2)
        #expect(record(ids.second)?.externalID == "1" && record(ids.second)?.fields["firstname"] == "Ada")
        #expect(record(ids.first) == .init(fields: ["email": "a@x.de"]))
        #expect(stage.deal(11)?.contacts == [ids.second])
        // The other one has the address, so this one goes without, and that is told.
        #expect(record(ids.second)?.fields["email"] == "w@x.de")
        let note = try #require(try await stage.lane(.customer, 1).deliveries.last)
        #expect(note.outcome == "adopted" && note.message?.contains("email: left out") == true)
        // It stands: later changes ask nobody.
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Bea", note: "x", version: 2))
        try await stage.settle()
        #expect(try await stage.lane(.customer, 1).state == .clean)
        try await stage.mark(.customer, 1)
        try await stage.settle()
        #expect(try await stage.lane(.customer, 1).state == .clean)
        #expect(try await ruling()?.choice == .record(ids.second))
    }

    @Test func theAddressComesOnceItIsFree() async throws {
        let ids = try await doubtful()
        try await stage.rule(.new)
        try await stage.settle()
        #expect(stage.contacts.count == 3 && stage.contact(1)?.fields == ["firstname": "Ada", "origin": "live"])
        #expect(try await stage.link(.customer, 1)?.isAdopted == false)
        #expect(stage.deal(11)?.contacts == [try #require(try await stage.link(.customer, 1)).crmID])
        stage.crm.with {
            $0.records[.customer]?[ids.first] = nil
            $0.records[.customer]?[ids.second] = nil
        }
        try await stage.mark(.customer, 1)
        try await stage.settle()
        #expect(stage.contact(1)?.fields["email"] == "a@x.de")
    }

    @Test func oneThatIsLeftOutStaysOutUntilThatIsTakenBack() async throws {
        _ = try await doubtful()
        let before = stage.writes.count
        try await stage.rule(.skip)
        try await stage.settle()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Bea", version: 2))
        try await stage.settle()
        let lane = try await stage.lane(.customer, 1)
        #expect(lane.state == .clean && lane.link == nil && lane.deliveries.last?.outcome == "left_out")
        #expect(stage.writes.count == before && stage.deal(11)?.contacts == [])
        try await stage.rule(.undone)
        try await stage.settle()
        #expect(try await stage.lane(.customer, 1).fault?.candidates.count == 2)
        #expect(try await ruling() == nil)
    }

    /// The contact stays as it is, and is in step with nothing.
    @Test func oneThatWasSentAndIsLeftOutIsCountedSo() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle()
        #expect(try await stage.store.overview().leftOut.isEmpty)
        try await stage.rule(.skip)
        try await stage.settle()
        #expect(try await stage.link(.customer, 1) != nil && stage.contact(1) != nil)
        #expect(try await stage.store.overview().leftOut.values.map { $0 } == [1])
        try await stage.rule(.undone)
        try await stage.settle()
        #expect(try await stage.store.overview().leftOut.isEmpty)
    }

    @Test func whatIsTakenBackIsMatchedAnew() async throws {
        let ids = try await doubtful()
        try await stage.rule(.record(ids.second))
        try await stage.settle()
        try await stage.rule(.undone)
        try await stage.settle()
        // Nothing is deleted, and nothing carries our id.
        #expect(stage.contacts.count == 2 && stage.contact(1) == nil)
        let lane = try await stage.lane(.customer, 1)
        #expect(lane.state == .parked && lane.link == nil && lane.ruling == nil)
        #expect(lane.fault?.candidates.map(\.crmID) == [ids.first, ids.second])
        try await stage.rule(.record(ids.first))
        try await stage.settle()
        #expect(try await stage.link(.customer, 1)?.crmID == ids.first)
        #expect(record(ids.first)?.fields["email"] == "a@x.de")
        #expect(stage.deal(11)?.contacts == [ids.first])
    }

    @Test func aLaterChoiceTakesTheEarlierOnesPlace() async throws {
        let ids = try await doubtful()
        try await stage.rule(.record(ids.first))
        try await stage.settle()
        try await stage.rule(.record(ids.second))
        try await stage.settle()
        #expect(record(ids.first)?.externalID == nil && record(ids.second)?.externalID == "1")
        #expect(try await ruling()?.leaving == [])
        try await stage.rule(.new)
        try await stage.settle()
        #expect(record(ids.second)?.externalID == nil && stage.contacts.count == 3)
        #expect(try await stage.link(.customer, 1)?.isAdopted == false)
        try await stage.rule(.record(ids.first))
        try await stage.rule(.skip)
        try await stage.settle()
        #expect(try await stage.lane(.customer, 1).state == .clean)
    }

    /// The customer has a contact of its own; a person says that it is the stranger's.
    @Test func aLinkedCustomerGoesOverToTheChosenContact() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"), EngineStage.order(11, customer: 1))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(2, "a@x.de", name: "Bea"))
        try await stage.settle()
        let own = try #require(try await stage.link(.customer, 1)).crmID
        let stranger = stage.crm.with { $0.add(.init(fields: ["email": "b@x.de"])) }
        try await stage.apply(EngineStage.customer(1, "b@x.de", name: "Ada", version: 2))
        try await stage.settle()
        let candidates = try #require(try await stage.lane(.customer, 1).fault).candidates
        #expect(candidates.map(\.crmID) == [own, stranger] && candidates.map(\.externalID) == ["1", nil])
        try await stage.rule(.record(stranger))
        try await stage.settle()
        #expect(try await stage.link(.customer, 1)?.crmID == stranger)
        #expect(stage.deal(11)?.contacts == [stranger])
        // Its former contact stays; who shared it takes it over.
        #expect(record(own)?.externalID == "2")
        #expect(try await stage.link(.customer, 2)?.standing == .owner)
        #expect(stage.contacts.count == 2)
    }

    @Test func takingItBackBringsTheFormerContactBack() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"), EngineStage.order(11, customer: 1))
        try await stage.settle()
        let own = try #require(try await stage.link(.customer, 1))
        let stranger = stage.crm.with { $0.add(.init(fields: ["email": "b@x.de"])) }
        try await stage.apply(EngineStage.customer(1, "b@x.de", name: "Ada", version: 2))
        try await stage.settle()
        try await stage.rule(.record(stranger))
        try await stage.settle()
        #expect(stage.deal(11)?.contacts == [stranger] && record(own.crmID)?.externalID == nil)
        try await stage.rule(.undone)
        try await stage.settle()
        let lane = try await stage.lane(.customer, 1)
        #expect(lane.state == .parked && lane.link == own)
        #expect(lane.fault?.candidates.map(\.crmID) == [own.crmID, stranger])
        #expect(record(own.crmID)?.externalID == "1" && record(stranger)?.externalID == nil)
        #expect(stage.deal(11)?.contacts == [own.crmID])
    }

    /// It would be united with the one that was made meanwhile, which nobody can take back.
    @Test func takingBackThatItIsNoneOfThemMergesNothing() async throws {
        let theirs = stage.crm.with { $0.add(.init(fields: ["email": "a@x.de", "firstname": "Her Own"])) }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"), EngineStage.order(11, customer: 1))
        try await stage.settle()
        try await stage.rule(.new)
        try await stage.settle()
        let made = try #require(try await stage.link(.customer, 1)).crmID
        #expect(made != theirs && record(theirs)?.externalID == nil)
        try await stage.rule(.undone)
        try await stage.settle()
        #expect(try await stage.link(.customer, 1) == Link(object: "contact", crmID: theirs, isAdopted: true))
        #expect(stage.contacts.count == 2 && record(made)?.externalID == nil && record(theirs)?.externalID == "1")
        #expect(stage.deal(11)?.contacts == [theirs])
        #expect(try await ruling() == nil && stage.crm.with { $0.calls.allSatisfy { $0.name != "merge" } })
    }

    @Test func aLinkedCustomerStaysAtItsOwnWithoutTheAddress() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle()
        let own = try #require(try await stage.link(.customer, 1)).crmID
        _ = stage.crm.with { $0.add(.init(fields: ["email": "b@x.de"])) }
        try await stage.apply(EngineStage.customer(1, "b@x.de", name: "Bea", version: 2))
        try await stage.settle()
        try await stage.rule(.record(own))
        try await stage.settle()
        #expect(stage.contact(1)?.fields == ["email": "a@x.de", "firstname": "Bea", "origin": "live"])
        #expect(try await stage.lane(.customer, 1).state == .clean)
    }

    @Test func aContactThatIsNotThereIsNotMadeUp() async throws {
        _ = try await doubtful()
        try await stage.rule(.record("nowhere"))
        try await stage.settle()
        let lane = try await stage.lane(.customer, 1)
        #expect(lane.state == .parked && lane.fault?.message.contains("is not in the CRM any more") == true)
        #expect(stage.contacts.count == 2)
    }

    @Test(arguments: [true, false])
    func anotherLivingCustomersContactIsNotTaken(_ isKnown: Bool) async throws {
        let ids = try await doubtful()
        var other = ids.first
        if isKnown {
            try await stage.apply(EngineStage.customer(2, "b@x.de"))
            try await stage.settle()
            other = try #require(try await stage.link(.customer, 2)).crmID
        } else {
            stage.crm.with { $0.records[.customer]?[ids.first]?.externalID = "77" }
        }
        let before = record(other)
        try await stage.rule(.record(other))
        try await stage.settle()
        let lane = try await stage.lane(.customer, 1)
        #expect(lane.state == .parked && lane.fault?.candidates.map(\.crmID) == [other])
        #expect(lane.fault?.candidates.first?.holder == (isKnown ? EngineStage.key(.customer, 2) : nil))
        #expect(record(other) == before)
    }

    @Test func aChosenContactThatWasMergedIsFollowed() async throws {
        let ids = try await doubtful()
        try await stage.rule(.record(ids.second))
        try await stage.settle()
        let survivor = stage.crm.with { crm in
            crm.records[.customer]?[ids.second]?.externalID = nil
            let id = crm.add(.init(externalID: "1", fields: ["email": "w@x.de"], furtherEmails: ["a@x.de"]))
            crm.records[.customer]?[ids.second] = nil
            return id
        }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Bea", version: 2))
        try await stage.mark(.customer, 1)
        try await stage.settle()
        #expect(try await stage.link(.customer, 1)?.crmID == survivor)
        try await stage.rule(.undone)
        try await stage.settle()
        #expect(record(survivor)?.externalID == nil)
        #expect(try await stage.lane(.customer, 1).link == nil)
    }

    @Test func aChoiceIsCarriedOutAfterADeathInBetween() async throws {
        for writes in 0...3 {
            let again = RulingTests()
            let ids = try await again.doubtful()
            try await again.stage.rule(.record(ids.first))
            try await again.stage.settle()
            try await again.stage.rule(.record(ids.second))
            again.stage.store.breakDown(afterWriting: writes)
            _ = try? await again.stage.pass()
            again.stage.store.breakDown(false)
            try await again.stage.releaseClaims()
            try await again.stage.settle()
            #expect(again.record(ids.first)?.externalID == nil, "after \(writes) writes")
            #expect(again.record(ids.second)?.externalID == "1", "after \(writes) writes")
            #expect(again.stage.contacts.count == 2, "after \(writes) writes")
        }
    }

    @Test func nothingIsDecidedWithoutALane() async throws {
        #expect(try await stage.rule(.new, .customer, 404) == nil)
        try await stage.apply(EngineStage.customer(1, "a@x.de"))
        #expect(try await stage.rule(.undone) == nil)
    }
}
