import SyncModel
import Testing

@testable import SyncEngine

/// Creations in a CRM that has no upsert: one whose answer was lost is not made a second time while it may still come.
@Suite("Creations without an upsert")
struct CreationTests {
    private func stage() -> EngineStage { EngineStage(crm: FakeCRM(createsAnew: [.order])) }

    @Test func aCreationWithoutAnAnswerIsWaitedForBeforeItIsRepeated() async throws {
        let stage = stage()
        try await stage.apply(EngineStage.order(11))
        stage.crm.with { $0.troubles = [.before(.noAnswer)] }
        try await stage.pass()
        let late = try #require(stage.writes.last?.records.first)
        stage.clock.advance(.seconds(5))
        try await stage.pass()
        // Looked for, not there yet, and not made again.
        #expect(stage.writes.count == 1)
        stage.crm.with { _ = $0.write(late, kind: .order) }
        try await stage.settle()
        #expect(stage.crm.with { $0.records[.order]?.count } == 1)
        #expect(try await stage.link(.order, 11) != nil)
    }

    @Test func nothingIsSentAgainAtOnceToFindOutWhoIsToBlame() async throws {
        let stage = stage()
        try await stage.apply((11...14).map { EngineStage.order($0) })
        stage.crm.with { $0.troubles = [.before(.noAnswer)] }
        try await stage.pass()
        #expect(stage.writes.count == 1)
        try await stage.settle()
        #expect(stage.crm.with { $0.records[.order]?.count } == 4)
        #expect(stage.writes.flatMap(\.records).count <= 8)
    }

    @Test func whatADeadProcessWasAboutToMakeIsWaitedForToo() async throws {
        let stage = stage()
        try await stage.apply(EngineStage.order(11))
        let lanes = try await stage.claim()
        try await stage.releaseClaims()
        try await stage.pass()
        #expect(stage.writes.isEmpty)
        // The call of the dead process arrives after all.
        stage.store.breakDown(afterWriting: 0)
        await #expect(throws: ObservedStore.Broken.self) { try await stage.deliver(lanes) }
        stage.store.breakDown(false)
        try await stage.settle()
        #expect(stage.crm.with { $0.records[.order]?.count } == 1)
    }

    @Test func whatIsFoundIsWrittenAtOnce() async throws {
        let stage = stage()
        try await stage.apply(EngineStage.order(11, name: "#1"))
        stage.crm.with { $0.troubles = [.after(.noAnswer)] }
        try await stage.pass()
        stage.clock.advance(.seconds(5))
        try await stage.pass()
        #expect(stage.writes.count == 2)
        #expect(try await stage.lane(.order, 11).state == .clean)
        #expect(stage.crm.with { $0.records[.order]?.count } == 1)
    }

    @Test func itIsMadeOnceTheTimeOfTheFirstIsOver() async throws {
        let stage = stage()
        try await stage.apply(EngineStage.order(11))
        stage.crm.with { $0.troubles = [.before(.noAnswer)] }
        try await stage.settle()
        #expect(stage.crm.with { $0.records[.order]?.count } == 1)
        #expect(stage.clock.now.since(TestClock.start) >= DestinationRoute.requestTime)
    }

    @Test func oneThatAGatewayGaveUpOnIsWaitedForToo() async throws {
        let stage = stage()
        try await stage.apply((11...14).map { EngineStage.order($0) })
        let fault = DeliveryFault(.unavailable, .retry, message: "504", mayBeWritten: true)
        stage.crm.with { $0.troubles = [.before(fault)] }
        try await stage.pass()
        let late = try #require(stage.writes.last?.records.first)
        #expect(stage.writes.count == 1)
        stage.clock.advance(.seconds(5))
        try await stage.pass()
        // Looked for, not there yet, and not made again.
        #expect(stage.writes.count == 1)
        stage.crm.with { _ = $0.write(late, kind: .order) }
        try await stage.settle()
        #expect(stage.crm.with { $0.records[.order]?.count } == 4)
    }

    @Test func theOthersOfItsCallGoWithoutIt() async throws {
        let stage = stage()
        try await stage.apply((11...13).map { EngineStage.order($0) })
        // As a CRM that is written record by record tells it: one was sent, the others were not tried any more.
        stage.crm.with { state in
            for id in 11...13 {
                state.refusals[String(id)] = DeliveryFault(.unavailable, .retry, message: "504", mayBeWritten: id == 11)
            }
        }
        try await stage.pass()
        #expect(stage.writes.count == 1)
        stage.crm.with { $0.refusals = [:] }
        stage.clock.advance(.seconds(5))
        try await stage.pass()
        #expect(stage.crm.with { $0.records[.order]?.count } == 2)
        try await stage.settle()
        #expect(stage.crm.with { $0.records[.order]?.count } == 3)
    }

    /// What a gateway says in front of a CRM that chokes on a record.
    private static let chokes = DeliveryFault(.unavailable, .retry, message: "500: no such region", mayBeWritten: true)

    @Test("One that fails each time is parked with the CRM's words, and the others go on")
    func failingEachTime() async throws {
        let stage = EngineStage(crm: FakeCRM(createsAnew: [.order]), retry: RetryPolicy(maximumAttempts: 4))
        stage.crm.with { $0.refusals["11"] = Self.chokes }
        try await stage.apply(EngineStage.order(11))
        for id in Int64(20)..<26 {
            try await stage.pass()
            // Never in one call with it, so nothing but what lies between its attempts tells whose fault it is.
            try await stage.apply(EngineStage.order(id))
            try await stage.pass()
            #expect(try await stage.lane(.order, id).state == .clean)
            stage.clock.advance(.seconds(60))
        }
        let lane = try await stage.lane(.order, 11)
        #expect(lane.state == .parked && lane.fault?.message == Self.chokes.message)
        // It was looked for before each of them, and not found.
        #expect(stage.writes.flatMap(\.records).count(where: { $0.externalID == "11" }) == 5)
    }

    @Test("In an outage none is parked, however long it is")
    func outage() async throws {
        let stage = EngineStage(crm: FakeCRM(createsAnew: [.order]), retry: RetryPolicy(maximumAttempts: 2))
        try await stage.apply((11...12).map { EngineStage.order($0) })
        stage.crm.with { state in for id in 11...12 { state.refusals[String(id)] = Self.chokes } }
        for _ in 1...8 {
            try await stage.pass()
            stage.clock.advance(.seconds(60))
        }
        for id in Int64(11)...12 {
            let lane = try await stage.lane(.order, id)
            #expect(lane.state == .dirty && lane.attempts == 0)
        }
    }
}
