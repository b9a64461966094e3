import SyncModel
import Testing

@testable import SyncEngine

/// Records that the mapping takes no longer, as its section says.
@Suite struct UnmatchedTests {
    private static let mark = Unmatched.mark([MappedField("dealstage", .text("lost"))])

    private func delivered(_ stage: EngineStage) async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de"), EngineStage.order(11, customer: 1, name: "#1"))
        try await stage.settle()
        #expect(stage.deal(11) != nil)
    }

    private func leaves(_ stage: EngineStage, version: Int64 = 2, name: String = "#1") async throws {
        try await stage.apply(EngineStage.order(11, customer: 1, name: name, note: "skip", version: version))
        try await stage.settle()
    }

    @Test func itIsLeftByDefault() async throws {
        let stage = EngineStage()
        try await delivered(stage)
        let writes = stage.deal(11)?.writes
        try await leaves(stage)
        #expect(stage.deal(11)?.writes == writes)
        let last = try #require(try await stage.lane(.order, 11).deliveries.last)
        #expect(last.outcome == "skipped" && last.message == "the rule \"when\"")
    }

    @Test func itIsMarkedOnceAndWrittenAgainOnceItMatches() async throws {
        let stage = EngineStage(skipped: Self.mark)
        try await delivered(stage)
        let link = try await stage.link(.order, 11)
        try await leaves(stage)
        #expect(stage.deal(11)?.fields["dealstage"] == "lost" && stage.deal(11)?.fields["dealname"] == "#1")
        let last = try #require(try await stage.lane(.order, 11).deliveries.last)
        #expect(last.outcome == "marked" && last.message == "the rule \"when\"" && last.sent == ["dealstage": "lost"])
        let writes = stage.deal(11)?.writes
        // Other news of a record that is left out change nothing.
        try await leaves(stage, version: 3, name: "#2")
        #expect(stage.deal(11)?.writes == writes && stage.deal(11)?.fields["dealname"] == "#1")
        try await stage.apply(EngineStage.order(11, customer: 1, name: "#3", version: 4))
        try await stage.settle()
        #expect(stage.deal(11)?.fields["dealname"] == "#3")
        #expect(try await stage.link(.order, 11)?.crmID == link?.crmID)
    }

    @Test func itIsArchivedAndMadeAgainOnceItMatches() async throws {
        let stage = EngineStage(onShopifyDelete: .delete, skipped: .archive)
        try await delivered(stage)
        let id = try #require(try await stage.link(.order, 11)).crmID
        try await leaves(stage)
        #expect(stage.deal(11) == nil && stage.contacts.count == 1)
        #expect(stage.crm.with { $0.removals } == [CRMRemoval(crmID: id, kind: .order, isForGood: false)])
        #expect(try await stage.link(.order, 11) == nil)
        let last = try #require(try await stage.lane(.order, 11).deliveries.last)
        #expect(last.outcome == "withdrawn" && last.message == "the rule \"when\"; archived in the CRM")
        // Again without a call.
        let calls = stage.crm.with { $0.calls.count }
        try await leaves(stage, version: 3)
        #expect(stage.crm.with { $0.calls.count } == calls)
        try await stage.apply(EngineStage.order(11, customer: 1, name: "#3", version: 4))
        try await stage.settle()
        #expect(stage.deal(11)?.fields["dealname"] == "#3" && stage.deal(11)?.contacts == Set(stage.contacts.keys))
    }

    @Test(arguments: [UnmatchedTests.mark, .archive])
    func oneThatWasNeverSentIsNotMade(_ policy: Unmatched) async throws {
        let stage = EngineStage(onCRMDelete: .recreate, skipped: policy)
        try await leaves(stage)
        #expect(stage.deal(11) == nil)
        // Nor is one that a person deleted meanwhile.
        try await stage.apply(EngineStage.order(11, customer: 1, version: 3))
        try await stage.settle()
        stage.crm.with { $0.records[.order] = [:] }
        try await leaves(stage, version: 4)
        #expect(stage.deal(11) == nil)
    }

    @Test func whatWasThereBeforeUsStays() async throws {
        let stage = EngineStage(skipped: .archive)
        try await delivered(stage)
        let id = try #require(try await stage.link(.order, 11)).crmID
        try await stage.adoptedByNow(.order, 11, crmID: id)
        try await leaves(stage)
        #expect(stage.deal(11) != nil && stage.crm.with { $0.removals.isEmpty })
    }
}

extension EngineStage {
    /// As if the CRM record had been there before.
    fileprivate func adoptedByNow(_ kind: RecordKind, _ id: Int64, crmID: String) async throws {
        let key = Self.key(kind, id)
        try await mark(kind, id, force: false)
        let lane = try #require(try await claim().first { $0.key.record == key })
        let link = Link(object: "deal", crmID: crmID, isAdopted: true)
        _ = try await store.settle(
            [
                Settlement(
                    key: lane.key,
                    wanted: lane.wanted,
                    result: .delivered(
                        lane.delivered ?? DeliveredState(whole: 0, fields: [:]),
                        link: link,
                        waitsForCustomer: nil
                    )
                )
            ],
            destination: Self.crmName,
            epoch: try await own(),
            now: clock.now
        )
    }
}
