import Conformance
import SyncModel
import Synchronization
import Testing

@testable import SyncEngine

/// No request holds up another one.
@Suite struct ComplianceWorkerTests {
    @Test func thoseThatWaitDoNotHoldUpWhatComesBehindThem() async throws {
        let stage = try await ComplianceStage()
        try await stage.receive(ComplianceStage.customer)
        try await stage.deliver()
        stage.crm.with { $0.outage = .outage() }
        for id in 100..<230 as Range<Int64> {
            let notice = ComplianceNotice(.dataRequest, customerID: id)
            _ = try await stage.inner.ask(notice, of: ComplianceStage.shop, now: stage.clock.now)
        }
        try await stage.receive("redact 1 \(ComplianceStage.email)")
        let worker = stage.worker()
        for _ in 1...3 {
            #expect(try await worker.performOpen())
            try await stage.receive("other")
            stage.clock.advance(.seconds(60))
        }
        #expect(try await stage.requests().first?.counts.customers == 1)
        #expect(try stage.found() == [])
        stage.crm.with { $0.outage = nil }
        try await stage.perform()
        #expect(try await stage.inner.requests(ComplianceFilter(isOpen: true), limit: 1) == [])
    }

    @Test func oneThatFailsDoesNotHoldUpTheOthersAndIsToldOnce() async throws {
        let stage = try await ComplianceStage()
        try await stage.receive("uninstalled 1")
        try await stage.receive("request 1")
        stage.keepsTokens.withLock { $0 = true }
        let log = CapturedLog()
        let worker = stage.worker(logger: log.logger)
        for _ in 1...3 { #expect(try await worker.performOpen()) }
        let requests = try await stage.requests()
        #expect(requests.map(\.state) == [.done, .open])
        #expect(requests.last?.remark?.contains("failed unexpectedly") == true)
        #expect(log.count("A request about people's data failed; it is tried again") == 1)
        stage.keepsTokens.withLock { $0 = false }
        #expect(try await !worker.performOpen())
        #expect(try await stage.requests().last?.remark == nil)
    }

    @Test func aStoreThatFailsEndsTheRound() async throws {
        let stage = try await ComplianceStage()
        try await stage.receive("request 1")
        let broken = ObservedStore(stage.inner)
        broken.breakDown(true)
        await #expect(throws: ObservedStore.Broken.self) { try await stage.worker(broken).performOpen() }
    }
}
