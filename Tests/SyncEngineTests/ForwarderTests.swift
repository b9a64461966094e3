import Conformance
import ServiceLifecycle
import SyncModel
import Synchronization
import Testing

@testable import SyncEngine

/// From what is kept to a queue of somebody else: everything at least once, in order, whatever fails.
@Suite(.timeLimit(.minutes(2))) struct ForwarderTests {
    private let clock = TestClock()
    private let store: ObservedStore
    private let queue = ScriptedQueue()
    private let wake = WakeSignal()
    private let health = ComponentHealth("forwarding")
    private let log = CapturedLog()

    init() {
        let clock = self.clock
        store = ObservedStore(InMemoryStore(leaseClock: { clock.now }))
    }

    private func forwarder(_ process: Int32 = 1) -> Forwarder {
        Forwarder(
            to: queue,
            store: store,
            node: NodeIdentity(host: "test", process: process, nonce: "\(process)"),
            wake: wake,
            health: health,
            clock: clock,
            random: { 0 },
            logger: log.logger
        ) { receipt in
            ForwardedDelivery(
                id: receipt.webhookID,
                topic: receipt.topic,
                delivery: UncheckedDelivery(headers: [:], body: receipt.body)
            )
        }
    }

    private func keep(_ ids: ClosedRange<Int>, body: [UInt8] = [0x7B, 0x7D]) async throws {
        var routing = EngineStage.routing
        routing.forwarded = Set(routing.routes.keys)
        let store = EngineStage.shop
        let batch = ids.map { id in
            DecodedReceipt(
                receipt: Receipt(
                    store: store,
                    webhookID: "w\(id)",
                    topic: "orders/create",
                    receivedAt: clock.now,
                    body: body
                ),
                content: .changes([])
            )
        }
        _ = try await self.store.apply(batch, routing: routing, origin: .live, now: clock.now, position: nil)
    }

    @Test func whatWaitsIsHandedOnInItsOrderAndOnce() async throws {
        try await keep(1...50)
        #expect(try await forwarder().pass() == .done(unread: 0))
        #expect(queue.ids == (1...50).map { "w\($0)" })
        #expect(queue.largest <= Forwarder.pageSize)
        #expect(try await forwarder().pass() == .done(unread: 0))
        #expect(queue.ids.count == 50)
    }

    @Test func whatAQueueHasNoRoomForWaits() async throws {
        try await keep(1...30)
        queue.limit(to: 25)
        #expect(try await forwarder().pass() == .full)
        #expect(try await store.forwardBacklog() == 5)
        queue.limit(to: 100)
        #expect(try await forwarder().pass() == .done(unread: 0))
        #expect(queue.ids == (1...30).map { "w\($0)" })
    }

    @Test func nothingIsForgottenWhereTheAnswerIsLost() async throws {
        try await keep(1...3)
        queue.fail(true, afterTaking: true)
        await #expect(throws: ScriptedQueue.Away.self) { try await forwarder().pass() }
        #expect(try await store.forwardBacklog() == 3)
        queue.fail(false)
        _ = try await forwarder().pass()
        #expect(queue.ids == ["w1", "w2", "w3", "w1", "w2", "w3"])
        #expect(try await store.forwardBacklog() == 0)
    }

    @Test func whatWasErasedGoesNowhere() async throws {
        try await keep(1...1, body: [])
        try await keep(2...2)
        #expect(try await forwarder().pass() == .done(unread: 0))
        #expect(queue.ids == ["w2"])
        #expect(try await store.forwardBacklog() == 0)
    }

    @Test func oneNodeDoesItAtATime() async throws {
        try await keep(1...1)
        _ = try await forwarder(1).pass()
        try await keep(2...2)
        #expect(try await forwarder(2).pass() == .elsewhere)
        #expect(queue.ids == ["w1"])
        clock.advance(.seconds(31))
        #expect(try await forwarder(2).pass() == .done(unread: 0))
        #expect(queue.ids == ["w1", "w2"])
    }

    @Test func aQueueThatIsAwayIsToldOnceAndTriedAgain() async throws {
        try await keep(1...2)
        queue.fail(true)
        let logger = silentLogger
        let services = ServiceGroup(services: [forwarder()], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            try await queue.attempts(3)
            #expect(health.problem?.contains("the queue is away") == true)
            queue.fail(false)
            try await store.until { [store] in try await store.forwardBacklog() == 0 }
            try await keep(3...3)
            wake.notify()
            try await store.until { [store] in try await store.forwardBacklog() == 0 }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
        #expect(queue.ids == ["w1", "w2", "w3"])
        #expect(health.problem == nil)
    }
}

/// A queue at a test's word.
private final class ScriptedQueue: ForwardQueue {
    struct Away: Error, CustomStringConvertible {
        var description: String { "the queue is away" }
    }

    private struct State {
        var ids: [String] = []
        var largest = 0
        var room = Int.max
        var fails = false
        var takesAllTheSame = false
        var attempts = 0
    }

    private let state = Mutex(State())
    private let signal = WakeSignal()

    var name: String { "scripted" }
    var ids: [String] { state.withLock { $0.ids } }
    var largest: Int { state.withLock { $0.largest } }

    func limit(to room: Int) { state.withLock { $0.room = room } }

    func fail(_ fails: Bool, afterTaking: Bool = false) {
        state.withLock { ($0.fails, $0.takesAllTheSame) = (fails, afterTaking) }
    }

    /// Returns once so many were made.
    func attempts(_ count: Int) async throws {
        while state.withLock({ $0.attempts < count }) {
            try Task.checkCancellation()
            await signal.wait(upTo: .seconds(1))
        }
    }

    func put(_ deliveries: [ForwardedDelivery], now: Instant) async throws -> Int {
        defer { signal.notify() }
        return try state.withLock { state in
            state.attempts += 1
            state.largest = max(state.largest, deliveries.count)
            let taken = deliveries.prefix(max(0, min(deliveries.count, state.room - state.ids.count)))
            if !state.fails || state.takesAllTheSame { state.ids += taken.map(\.id) }
            if state.fails { throw Away() }
            return taken.count
        }
    }

    func findings() async -> [Finding] { [] }
}
