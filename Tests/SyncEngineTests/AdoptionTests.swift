import SyncModel
import Testing

@testable import SyncEngine

/// Taking over a contact that was there before us, when the answer is lost: its values stay its owner's.
@Suite struct AdoptionTests {
    private let stage = EngineStage()

    /// A contact of a person with a name of their own; returns its id.
    private func stranger() -> String {
        stage.crm.with { $0.add(.init(fields: ["email": "a@x.de", "firstname": "Her Own"])) }
    }

    /// The first call meets the contact, the second one takes it over and goes wrong.
    private func fail(_ trouble: FakeCRM.Trouble) { stage.crm.with { $0.troubles = [.none, trouble] } }

    @Test func aLostAnswerLeavesThePersonsValues() async throws {
        let id = stranger()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        fail(.after(.outage(mayBeWritten: true)))
        try await stage.pass()
        // It is written, and we do not know.
        #expect(stage.contact(1) != nil)
        #expect(try await stage.link(.customer, 1) == nil)
        try await stage.settle()
        #expect(try await stage.link(.customer, 1) == Link(object: "contact", crmID: id, isAdopted: true))
        #expect(stage.contact(1)?.fields == ["email": "a@x.de", "firstname": "Her Own"])
        try await stage.apply(EngineStage.customer(1, "b@x.de", name: "Bea", version: 2))
        try await stage.settle()
        #expect(stage.contact(1)?.fields == ["email": "b@x.de", "firstname": "Her Own"])
    }

    @Test func aProcessThatDiesAfterTheCallLeavesThemToo() async throws {
        let id = stranger()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        let lanes = try await stage.claim()
        stage.store.breakDown(afterWriting: 1)
        await #expect(throws: ObservedStore.Broken.self) { try await stage.deliver(lanes) }
        stage.store.breakDown(false)
        #expect(stage.contact(1) != nil)
        try await stage.releaseClaims()
        try await stage.settle()
        #expect(try await stage.link(.customer, 1) == Link(object: "contact", crmID: id, isAdopted: true))
        #expect(stage.contact(1)?.fields["firstname"] == "Her Own")
    }

    @Test func whatCannotBeNotedIsNotWritten() async throws {
        _ = stranger()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        let lanes = try await stage.claim()
        stage.store.breakDown(afterWriting: 0)
        await #expect(throws: ObservedStore.Broken.self) { try await stage.deliver(lanes) }
        #expect(stage.contact(1) == nil)
    }

    @Test func whoLostTheDestinationAdoptsNothing() async throws {
        _ = stranger()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        let epoch = try await stage.own()
        let lanes = try await stage.claim()
        let held = try #require(try await stage.store.holder(of: EngineStage.crmName.leaseName))
        _ = try await stage.store.takeOver(held, owner: "test", lasting: .seconds(9_000))
        #expect(try await stage.deliver(lanes, epoch: epoch).refused == 1)
        #expect(stage.contact(1) == nil)
    }

    @Test func aCallThatDidNotArriveIsMadeAgain() async throws {
        let id = stranger()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        fail(.before(.outage(mayBeWritten: true)))
        try await stage.settle()
        #expect(try await stage.link(.customer, 1) == Link(object: "contact", crmID: id, isAdopted: true))
        #expect(stage.contact(1)?.fields == ["email": "a@x.de", "firstname": "Her Own"])
        // Not by our id in between: the first call may still be under way.
        let targets = stage.writes.flatMap(\.records).map(\.target)
        #expect(targets == [.externalID, .adopt(id), .adopt(id)])
    }

    @Test func aContactThatIsNoLongerTheirsIsLeftAlone() async throws {
        let id = stranger()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        fail(.before(.outage(mayBeWritten: true)))
        try await stage.pass()
        try await stage.apply(EngineStage.customer(1, "b@x.de", name: "Ada", version: 2))
        try await stage.settle()
        let link = try #require(try await stage.link(.customer, 1))
        #expect(link.crmID != id && !link.isAdopted)
        #expect(stage.contacts[id] == .init(fields: ["email": "a@x.de", "firstname": "Her Own"]))
        #expect(stage.contact(1)?.fields["firstname"] == "Ada")
    }

    @Test func anAdoptionInPlaceOfADeadLinkIsTakenUpAgainToo() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle()
        let old = try #require(try await stage.link(.customer, 1)).crmID
        let survivor = stage.crm.with { state in
            let id = state.add(.init(fields: ["email": "s@x.de", "firstname": "Sue"]))
            state.merge(old, into: id)
            return id
        }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Bea", version: 2))
        fail(.after(.outage(mayBeWritten: true)))
        try await stage.settle()
        #expect(try await stage.link(.customer, 1) == Link(object: "contact", crmID: survivor, isAdopted: true))
        #expect(stage.contact(1)?.fields["firstname"] == "Sue")
    }
}
