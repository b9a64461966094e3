import Conformance
import ServiceLifecycle
import SyncModel
import Synchronization
import Testing

@testable import SyncEngine

/// From what is durable to records and lanes: everything once, whatever fails.
@Suite(.timeLimit(.minutes(3))) struct ApplierTests {
    private let clock = TestClock()
    private let store: ObservedStore
    private let source = ScriptedSource()
    private let wake = WakeSignal()
    private let health = ComponentHealth("applier")

    init() {
        let clock = self.clock
        store = ObservedStore(InMemoryStore(leaseClock: { clock.now }))
    }

    private func run(_ body: @Sendable () async throws -> Void) async throws {
        let logger = silentLogger
        let applier = Applier(
            source: source,
            store: store,
            decoder: NumberDecoder(),
            routing: EngineStage.routing,
            wakes: [EngineStage.crmName: wake],
            health: health,
            clock: clock,
            logger: logger
        )
        let services = ServiceGroup(services: [applier], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            do {
                try await body()
            } catch {
                group.cancelAll()
                throw error
            }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }

    private func lane(_ id: Int64) async throws -> RecordStory.LaneEntry? {
        try await store.story(of: EngineStage.key(.customer, id), limit: 10)?.lanes.first
    }

    @Test func receiptsBecomeRecordsAndLanesAndWakeTheDispatcher() async throws {
        source.add(1, 2, 3)
        try await run {
            try await store.until { try await store.position(of: ScriptedSource.name) == 3 }
            await wake.wait(upTo: .seconds(50))
        }
        for id in Int64(1)...3 { #expect(try await lane(id)?.state == .dirty) }
    }

    @Test func whatCannotBeReadIsKeptAndHoldsUpNothing() async throws {
        source.add(1, -7, 2)
        try await run { try await store.until { try await store.position(of: ScriptedSource.name) == 3 } }
        let kept = try await store.receipts(in: .undecodable, limit: 10)
        #expect(kept.map(\.webhookID) == ["w-7"] && kept.first?.reason == "below zero")
        #expect(try await lane(1)?.state == .dirty)
        #expect(try await lane(2)?.state == .dirty)
    }

    @Test func aDeliveryThatCameTwiceCountsOnce() async throws {
        source.add(1, 1)
        try await run {
            try await store.until { try await store.position(of: ScriptedSource.name) == 2 }
            source.add(1)
            try await store.until { try await store.position(of: ScriptedSource.name) == 3 }
        }
        #expect(try await lane(1)?.wanted == 1)
        #expect(try await store.overview().receipts == [.applied: 1])
    }

    @Test func aStoreThatFailsIsReportedAndNothingIsLost() async throws {
        store.breakDown(true)
        source.add(1, 2)
        try await run {
            try await store.until { health.problem != nil }
            #expect(try await lane(1) == nil)
            store.breakDown(false)
            try await store.until { try await store.position(of: ScriptedSource.name) == 2 }
            source.add(3)
            try await store.until { try await store.position(of: ScriptedSource.name) == 3 }
        }
        #expect(health.problem == nil)
        for id in Int64(1)...3 { #expect(try await lane(id)?.wanted == 1) }
    }

    @Test func aCommitWhoseAnswerWasLostIsNotRepeated() async throws {
        store.loseNextAnswer()
        source.add(1)
        try await run {
            try await store.until { try await lane(1) != nil }
            source.add(2)
            try await store.until { try await store.position(of: ScriptedSource.name) == 2 }
        }
        #expect(try await lane(1)?.wanted == 1)
        #expect(source.handedOut == ["w1", "w2"])
    }

    @Test func aSourceThatIsFinishedIsForgotten() async throws {
        source.add(1)
        try await run {
            try await store.until { try await store.position(of: ScriptedSource.name) == 1 }
            source.finish()
            source.add(2)
            try await store.until { try await lane(2) != nil }
            try await store.until { try await store.position(of: ScriptedSource.name) == nil }
        }
    }
}

/// Receipts at a test's word; a number is a customer's id, below zero a body that cannot be read.
private final class ScriptedSource: InboxSource {
    static let name = "segment"

    private struct State {
        var receipts: [Receipt] = []
        var handedOut: [String] = []
        var isFinished = false
    }

    private let state = Mutex(State())
    private let signal = WakeSignal()

    var handedOut: [String] { state.withLock { $0.handedOut } }

    func add(_ numbers: Int64...) {
        state.withLock { state in
            state.receipts += numbers.map { number in
                Receipt(
                    store: EngineStage.shop,
                    webhookID: "w\(number)",
                    topic: "customers/update",
                    receivedAt: TestClock.start,
                    body: Array("\(number)".utf8)
                )
            }
        }
        signal.notify()
    }

    func finish() { state.withLock { $0.isFinished = true } }

    func next(limit: Int, positions: @Sendable (String) async throws -> Int64?) async throws -> InboxBatch? {
        let start = Int(try await positions(Self.name) ?? 0)
        return state.withLock { state in
            let receipts = Array(state.receipts.dropFirst(start).prefix(limit))
            guard !receipts.isEmpty else { return nil }
            state.handedOut += receipts.map(\.webhookID)
            return InboxBatch(
                receipts: receipts,
                position: TransportPosition(source: Self.name, offset: Int64(start + receipts.count))
            )
        }
    }

    func finished() async throws -> [String] {
        state.withLock { state in
            guard state.isFinished else { return [] }
            state.isFinished = false
            state.receipts = []
            return [Self.name]
        }
    }

    func waitForMore() async { await signal.wait(upTo: .seconds(1)) }

    var backlogBytes: Int64 { get async { 0 } }
}

private struct NumberDecoder: ReceiptDecoder {
    func decode(_ receipt: Receipt) -> ReceiptContent {
        let number = Int64(String(decoding: receipt.body, as: UTF8.self)) ?? 0
        return number < 0
            ? .undecodable(reason: "below zero") : .changes([EngineStage.customer(number, "\(number)@x.de")])
    }
}
