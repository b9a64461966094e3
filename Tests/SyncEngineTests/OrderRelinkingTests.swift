import SyncModel
import Testing

@testable import SyncEngine

/// Orders whose CRM record is another one by now, or gone.
@Suite struct OrderRelinkingTests {
    private func delivered(_ stage: EngineStage) async throws -> String {
        try await stage.apply(EngineStage.customer(1, "a@x.de"), EngineStage.order(11, customer: 1))
        try await stage.settle()
        return try #require(try await stage.link(.order, 11)).crmID
    }

    /// As after a merge of two deals, which leaves one with a new id.
    @Test func oneThatCarriesOurIDUnderAnotherIDIsFollowed() async throws {
        let stage = EngineStage()
        let old = try await delivered(stage)
        let new = stage.crm.with { state in
            state.records[.order]?[old] = nil
            return state.add(.init(externalID: "11", fields: ["dealname": "#0"]), kind: .order)
        }
        try await stage.apply(EngineStage.order(11, customer: 1, name: "#2", version: 2))
        try await stage.settle()
        #expect(try await stage.link(.order, 11)?.crmID == new)
        #expect(stage.crm.with { $0.records[.order]?.count } == 1)
        #expect(stage.deal(11)?.fields["dealname"] == "#2")
        #expect(stage.deal(11)?.contacts == Set(stage.contacts.keys))
    }

    /// Its contact was taken away by a call whose answer was lost; then it had none for a while.
    @Test func oneWhoseContactIsInDoubtGetsItBack() async throws {
        let stage = EngineStage()
        _ = try await delivered(stage)
        try await stage.apply(EngineStage.customer(2, "b@x.de"))
        try await stage.settle()
        let (first, second) = (try await stage.link(.customer, 1)?.crmID, try await stage.link(.customer, 2)?.crmID)
        try await stage.apply(EngineStage.order(11, customer: 2, version: 2))
        stage.crm.with { $0.troubles = [.after(.outage(mayBeWritten: true))] }
        try await stage.pass()
        #expect(stage.deal(11)?.contacts == [try #require(second)])
        // A customer of whom nothing is known yet, and who turns out to be the first one's double.
        try await stage.apply(EngineStage.order(11, customer: 3, version: 3))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(3, "a@x.de"))
        try await stage.settle()
        #expect(try await stage.link(.customer, 3)?.crmID == first)
        #expect(stage.deal(11)?.contacts == [try #require(first)])
    }

    @Test func oneThatIsGoneIsLeftSo() async throws {
        let stage = EngineStage()
        let old = try await delivered(stage)
        stage.crm.with { $0.records[.order]?[old] = nil }
        try await stage.apply(EngineStage.order(11, customer: 1, name: "#2", version: 2))
        try await stage.settle()
        #expect(stage.deal(11) == nil)
        #expect(try await stage.lane(.order, 11).deliveries.last?.outcome == "skipped")
    }
}
