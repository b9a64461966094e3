import SyncModel
import Testing

@testable import SyncEngine

/// A contact that we made without an address, and the one that the CRM knew the person by.
@Suite struct UnitingTests {
    private let stage = EngineStage()

    /// The contact that was in the CRM before us; returns its id.
    private func known() -> String {
        stage.crm.with { $0.add(.init(fields: ["email": "a@x.de", "firstname": "Her Own"])) }
    }

    private func expectOne(_ id: String) async throws {
        #expect(stage.contacts.count == 1)
        #expect(try await stage.link(.customer, 1) == Link(object: "contact", crmID: id, isAdopted: true))
        #expect(stage.contact(1)?.fields == ["email": "a@x.de", "firstname": "Her Own"])
        #expect(stage.deal(11)?.contacts == [id])
    }

    @Test func becomeOneWhenTheAddressArrives() async throws {
        try await stage.apply(EngineStage.customer(1, nil), EngineStage.order(11, customer: 1))
        try await stage.settle()
        let id = known()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada", version: 2))
        try await stage.settle()
        try await expectOne(id)
        let note = try #require(try await stage.lane(.customer, 1).deliveries.last { $0.outcome == "adopted" })
        #expect(note.message == "contact c1 was merged into \(id) for good")
    }

    @Test func becomeOneUnderANewID() async throws {
        stage.crm.with { $0.renamesSurvivors = true }
        try await stage.apply(EngineStage.customer(1, nil), EngineStage.order(11, customer: 1))
        try await stage.settle()
        _ = known()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada", version: 2))
        try await stage.settle()
        let id = try #require(stage.contacts.keys.first)
        try await expectOne(id)
    }

    @Test func becomeOneWhereTheCRMCannotMerge() async throws {
        stage.crm.with { $0.lacksMerging = true }
        try await stage.apply(EngineStage.customer(1, nil), EngineStage.order(11, customer: 1))
        try await stage.settle()
        let id = known()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada", version: 2))
        try await stage.settle()
        try await expectOne(id)
    }

    /// The answer to the first creation is lost, so that our books know nothing of it.
    @Test func becomeOneWhereOurBooksKnowNeither() async throws {
        try await stage.apply(EngineStage.customer(1, nil))
        stage.crm.with { $0.troubles = [.after(.outage(mayBeWritten: true))] }
        try await stage.pass()
        #expect(try await stage.link(.customer, 1) == nil && stage.contacts.count == 1)
        let id = known()
        try await stage.apply(
            EngineStage.customer(1, "a@x.de", name: "Ada", version: 2),
            EngineStage.order(11, customer: 1)
        )
        try await stage.settle()
        try await expectOne(id)
    }

    /// The two were merged, and the process died before it knew.
    @Test func stayOneAfterALostAnswer() async throws {
        try await stage.apply(EngineStage.customer(1, nil), EngineStage.order(11, customer: 1))
        try await stage.settle()
        let own = try #require(try await stage.link(.customer, 1)).crmID
        let id = known()
        try await stage.apply(EngineStage.customer(1, "a@x.de", version: 2))
        _ = stage.crm.with { $0.merge(own, into: id, carryingID: true) }
        try await stage.settle()
        #expect(stage.contacts.count == 1)
        #expect(try await stage.link(.customer, 1)?.crmID == id)
        #expect(stage.deal(11)?.contacts == [id])
    }
}
