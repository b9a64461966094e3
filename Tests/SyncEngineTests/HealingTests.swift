import SyncModel
import Testing

@testable import SyncEngine

/// Parked records that nobody has to look at any more.
@Suite struct HealingTests {
    /// One customer whom the CRM refuses, and one whom it takes.
    private func parked(_ code: DeliveryFault.Code) async throws -> EngineStage {
        let stage = EngineStage()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "bad"), EngineStage.customer(2, "b@x.de"))
        stage.crm.with { $0.poison["1"] = DeliveryFault(code, .park, message: "no such value") }
        try await stage.pass()
        #expect(try await stage.lane(.customer, 1).state == .parked)
        #expect(try await stage.lane(.customer, 2).state == .clean)
        return stage
    }

    @Test func aNewerVersionIsTriedByItself() async throws {
        let stage = try await parked(.invalidValue)
        // Nothing is sent of it as it is.
        let writes = stage.writes.count
        try await stage.pass()
        #expect(stage.writes.count == writes)
        stage.crm.with { $0.poison = [:] }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "good", version: 2))
        try await stage.pass()
        let lane = try await stage.lane(.customer, 1)
        #expect(lane.state == .clean && lane.fault == nil && lane.attempts == 0)
        #expect(stage.contact(1)?.fields["firstname"] == "good")
    }

    @Test func aMendedMappingIsTriedByItself() async throws {
        let stage = try await parked(.mapping)
        let (store, name) = (stage.store.inner, EngineStage.crmName)
        #expect(try await store.takeUp(mapping: "broken", of: name, now: stage.clock.now) == 0)
        // A restart with the same mapping tries nothing.
        #expect(try await store.takeUp(mapping: "broken", of: name, now: stage.clock.now) == 0)
        #expect(try await stage.lane(.customer, 1).state == .parked)
        stage.crm.with { $0.poison = [:] }
        #expect(try await store.takeUp(mapping: "mended", of: name, now: stage.clock.now) == 1)
        try await stage.pass()
        #expect(try await stage.lane(.customer, 1).state == .clean)
        #expect(stage.contact(1)?.writes == 1 && stage.contact(2)?.writes == 1)
    }

    @Test func whatIsStillWrongIsParkedAgainAndHoldsNothing() async throws {
        let stage = try await parked(.requiredField)
        let (store, name) = (stage.store.inner, EngineStage.crmName)
        _ = try await store.takeUp(mapping: "a", of: name, now: stage.clock.now)
        #expect(try await store.takeUp(mapping: "b", of: name, now: stage.clock.now) == 1)
        try await stage.apply(EngineStage.customer(3, "c@x.de"))
        try await stage.pass()
        #expect(try await stage.lane(.customer, 1).state == .parked)
        #expect(try await stage.lane(.customer, 3).state == .clean)
    }
}
