import Logging
import ServiceLifecycle
import SyncModel
import Synchronization

@testable import SyncEngine

/// A dispatcher that runs for the length of a test, on a clock that stands still.
final class DispatcherStage: Sendable {
    static let node = NodeIdentity(host: "here", process: 1, nonce: "a")

    let stage: EngineStage
    let wake = WakeSignal()
    let renewals = HeldSleep()
    private let logger: Logger

    init(
        crm: FakeCRM = FakeCRM(),
        retry: RetryPolicy = RetryPolicy(),
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) {
        stage = EngineStage(crm: crm, retry: retry)
        self.logger = logger
    }

    var store: ObservedStore { stage.store }

    /// Runs the dispatcher beside the body, and shuts it down gracefully behind it.
    func run(_ body: @Sendable (ServiceGroup) async throws -> Void) async throws {
        let dispatcher = Dispatcher(
            route: stage.route,
            store: store,
            wake: wake,
            node: Self.node,
            clock: stage.clock,
            random: stage.draw,
            sleep: { [renewals] _ in try await renewals.sleep() },
            logger: logger
        )
        let services = ServiceGroup(services: [dispatcher], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            do {
                try await body(services)
            } catch {
                group.cancelAll()
                throw error
            }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }

    func apply(_ records: SyncRecord..., origin: Origin = .live) async throws {
        try await stage.apply(records, origin: origin)
        wake.notify()
    }

    /// Lets time go on and the loop look.
    func advance(_ duration: Duration) {
        stage.clock.advance(duration)
        wake.notify()
    }

    func until(_ kind: RecordKind, _ id: Int64, is state: LaneState) async throws {
        try await store.until { [stage] in try await stage.lane(kind, id).state == state }
    }
}

/// Sleeps that end at a test's word, or by cancellation.
final class HeldSleep: Sendable {
    private let sleepers = Mutex<[AsyncStream<Void>.Continuation]>([])

    func sleep() async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        sleepers.withLock { $0.append(continuation) }
        for await _ in stream {}
        try Task.checkCancellation()
    }

    var count: Int { sleepers.withLock { $0.count } }

    func end() {
        let ended = sleepers.withLock { list in
            defer { list = [] }
            return list
        }
        for sleeper in ended { sleeper.finish() }
    }
}

/// Where calls to the CRM wait until a test lets them through.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrived = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    func pass() async {
        await withCheckedContinuation { continuation in
            let (isOpen, watchers) = state.withLock { state in
                state.arrived += 1
                if !state.isOpen { state.waiting.append(continuation) }
                let ready = state.watchers.filter { $0.count <= state.arrived }
                state.watchers.removeAll { $0.count <= state.arrived }
                return (state.isOpen, ready)
            }
            for watcher in watchers { watcher.continuation.resume() }
            if isOpen { continuation.resume() }
        }
    }

    /// Returns when this many calls have come to the gate in all.
    func arrived(_ count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.arrived < count { state.watchers.append((count, continuation)) }
                return state.arrived >= count
            }
            if isThere { continuation.resume() }
        }
    }

    /// Lets through the calls that wait.
    func letThrough() {
        for waiting in state.withLock({ take(&$0) }) { waiting.resume() }
    }

    /// Lets everything through from now on.
    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            return take(&state)
        }
        for one in waiting { one.resume() }
    }

    private func take(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        defer { state.waiting = [] }
        return state.waiting
    }
}
