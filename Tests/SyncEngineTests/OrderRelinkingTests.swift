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
