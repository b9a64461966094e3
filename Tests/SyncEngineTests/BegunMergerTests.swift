import SyncModel
import Testing

@testable import SyncEngine

/// Mergers that were begun, and of which no answer is known when something else is decided.
@Suite struct BegunMergerTests {
    private let stage = EngineStage(contacts: ContactRules(guests: .create))
    private static let email = "ada@x.de"
    private static let guest = EngineStage.guestID(email)

    private func link(_ id: Int64) async throws -> Link { try #require(try await stage.link(.customer, id)) }

    /// A guest with an order is customer 2, whose contact takes the guest's in by a call whose answer is lost.
    ///
    /// Then it is customer 5. Returns the contact that was taken in.
    private func lose() async throws -> String {
        try await stage.apply(
            EngineStage.guestOrder(11, Self.email, name: "Ada"),
            EngineStage.customer(2, "b@x.de", name: "Bea"),
            EngineStage.customer(5, "e@x.de", name: "Eve")
        )
        try await stage.settle()
        let former = try await link(Self.guest).crmID
        stage.crm.with { $0.losesMergers = true }
        try await stage.apply(EngineStage.customer(2, Self.email, name: "Bea", version: 2))
        // The order has not had its turn yet.
        let request = ClaimRequest(
            destination: EngineStage.crmName,
            epoch: try await stage.own(),
            now: stage.clock.now,
            limits: [.customer: 100]
        )
        _ = try await stage.deliver(try await stage.store.claim(request))
        // Somebody tidies up, so that customer 5 keeps a contact of their own.
        stage.crm.with { state in
            for id in (state.records[.customer] ?? [:]).keys { state.records[.customer]?[id]?.furtherEmails = [] }
        }
        #expect(stage.contacts[former] == nil && stage.contacts.count == 2)
        try await stage.apply(
            EngineStage.customer(2, "b@x.de", name: "Bea", version: 3),
            EngineStage.customer(5, Self.email, name: "Eve", version: 4)
        )
        return former
    }

    @Test(arguments: [false, true])
    func anOrderLeavesWhatTheContactBecame(_ renames: Bool) async throws {
        stage.crm.with { $0.renamesSurvivors = renames }
        _ = try await lose()
        try await stage.settle()
        #expect(stage.deal(11)?.contacts == [try await link(5).crmID])
        #expect(try await stage.link(.customer, Self.guest) == nil)
        #expect(stage.contacts.count == 2 && stage.contact(2) != nil && stage.contact(5) != nil)
    }

    /// The order goes before the guest does.
    @Test func anOrderThatGoesFirstLooksForIt() async throws {
        let former = try await lose()
        try await stage.apply(EngineStage.order(11, customer: 5, version: 9))
        let claimed = try await stage.claim()
        _ = try await stage.deliver(claimed.filter { $0.key.record.kind == .order })
        let moved = try await stage.store.moves(of: [former], in: EngineStage.crmName)
        #expect(moved == [former: try await link(2).crmID])
        _ = try await stage.deliver(claimed.filter { $0.key.record.kind == .customer })
        try await stage.settle()
        #expect(stage.deal(11)?.contacts == [try await link(5).crmID])
    }

    @Test func aFormerOwnerAsksForNone() async throws {
        try await stage.apply(
            EngineStage.customer(1, "a@x.de"),
            EngineStage.customer(2, "b@x.de")
        )
        try await stage.settle()
        try await stage.apply(EngineStage.customer(1, nil, mergedInto: 2, version: 9))
        _ = try await stage.deliver(try await stage.claim(), epoch: try await stage.own() - 1)
        #expect(stage.crm.with { $0.calls.count { $0.name == "merge" } } == 0)
        #expect(stage.contacts.count == 2)
    }

    /// The CRM finds a contact by its id and does not show it yet.
    @Test func noContactBecomesItself() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de"), EngineStage.customer(2, "b@x.de", name: "Bea"))
        try await stage.settle()
        let (first, second) = (try await link(1).crmID, try await link(2).crmID)
        stage.crm.with { state in
            state.records[.customer]?[first]?.externalID = "2"
            state.records[.customer]?[second] = nil
            state.hidden = [first]
        }
        try await stage.apply(EngineStage.customer(1, nil, mergedInto: 2, version: 9))
        try await stage.pass()
        #expect(try await stage.store.moves(of: [first], in: EngineStage.crmName) == [:])
        stage.crm.with { $0.hidden = [] }
        try await stage.settle()
        #expect(try await link(2).crmID == first && stage.contacts.count == 1)
    }
}
