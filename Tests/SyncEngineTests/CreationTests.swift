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
}
