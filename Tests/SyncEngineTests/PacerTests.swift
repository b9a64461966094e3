import SyncModel
import Synchronization
import Testing

@testable import SyncEngine

@Suite(.timeLimit(.minutes(3))) struct PacerTests {
    private let clock = TestClock()

    /// A pacer whose sleeps let the clock go on, so that waiting takes no time.
    private func pacer(
        _ quotas: [String: CallQuota] = ["default": .init(limit: 100, window: .seconds(10))],
        reserve: Double = 0
    ) -> DestinationPacer {
        DestinationPacer(
            destination: EngineStage.crmName,
            quotas: quotas,
            reserve: reserve,
            clock: clock,
            sleep: { [clock] in clock.advance($0) }
        )
    }

    @Test func callsAreSpreadOverTheWindow() async throws {
        let pacer = pacer()
        for _ in 0..<300 { try await pacer.admit(CallClass()) }
        // What a full bucket holds goes at once, all else at the window's pace.
        #expect((.seconds(25)...(.seconds(40))).contains(clock.now.since(TestClock.start)))
        #expect(pacer.admitted() == 300)
    }

    @Test func aShareIsLeftToOthers() async throws {
        let all = pacer()
        for _ in 0..<300 { try await all.admit(CallClass()) }
        let whole = clock.now.since(TestClock.start)
        let half = pacer(reserve: 0.5)
        for _ in 0..<300 { try await half.admit(CallClass()) }
        #expect((clock.now.since(TestClock.start) - whole).seconds > whole.seconds * 1.7)
    }

    @Test func headersCorrectTheConfiguredQuota() async throws {
        let pacer = pacer()
        pacer.observe(QuotaObservation(limit: 10, window: .seconds(10), remaining: 10), for: CallClass())
        for _ in 0..<30 { try await pacer.admit(CallClass()) }
        #expect(clock.now.since(TestClock.start) > .seconds(25))
    }

    @Test func aRefusalHoldsItsBucketOnly() async throws {
        let pacer = pacer()
        pacer.observe(QuotaObservation(refusedFor: .seconds(30)), for: CallClass(bucket: "search"))
        #expect(pacer.wait() == nil)
        #expect(pacer.wait(bucket: "search") == .seconds(30))
        try await pacer.admit(CallClass(bucket: "search"))
        #expect(clock.now.since(TestClock.start) >= .seconds(30))
    }

    @Test func aBucketThatNobodyLimitsIsFree() async throws {
        let pacer = pacer([:])
        for _ in 0..<1_000 { try await pacer.admit(CallClass(bucket: "anything")) }
        #expect(clock.now == TestClock.start)
    }

    @Test func theRestOfTheDayIsLeftToOthers() {
        let pacer = pacer(reserve: 0.5)
        #expect(pacer.dailyWait(.live) == nil && pacer.dailyWait(.history) == nil)
        let low = QuotaObservation(dailyLimit: 1_000, dailyRemaining: 520, dailyResetsIn: .seconds(60))
        pacer.observe(low, for: CallClass())
        #expect(pacer.dailyWait(.live) == nil && pacer.dailyWait(.history) == .seconds(60))
        let used = QuotaObservation(dailyLimit: 1_000, dailyRemaining: 500, dailyResetsIn: .seconds(60))
        pacer.observe(used, for: CallClass())
        #expect(pacer.dailyWait(.live) == .seconds(60))
        clock.advance(.seconds(60))
        #expect(pacer.dailyWait(.live) == nil && pacer.dailyWait(.history) == nil)
    }

    @Test func historyLeavesRoomForLive() async throws {
        let pacer = pacer()
        // As much history as goes without waiting.
        let history = CallClass(origin: .history)
        while clock.now == TestClock.start { try await pacer.admit(history) }
        let before = clock.now
        try await pacer.admit(CallClass(origin: .live))
        #expect(clock.now == before)
    }

    @Test func whileLiveWaitsHistoryStandsBack() async throws {
        let order = Log<Origin>()
        let held = HeldSleep()
        let pacer = DestinationPacer(
            destination: EngineStage.crmName,
            quotas: ["default": .init(limit: 1, window: .seconds(10))],
            reserve: 0,
            clock: clock,
            sleep: { _ in try await held.sleep() }
        )
        try await pacer.admit(CallClass())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for origin in [Origin.history, .live] {
                group.addTask {
                    try await pacer.admit(CallClass(origin: origin))
                    order.add(origin)
                }
            }
            while held.count < 2 { await Task.yield() }
            while order.all.count < 2 {
                clock.advance(.seconds(20))
                held.end()
                while held.count + order.all.count < 2 { await Task.yield() }
            }
            try await group.waitForAll()
        }
        #expect(order.all == [.live, .history])
    }
}
