package import Logging
import ServiceLifecycle
package import SyncModel
import Tracing

/// Moves what receivers made durable into the store: decodes, merges, marks lanes, all in one transaction per batch.
///
/// The place behind a batch is stored in the same transaction, so each receipt is applied exactly once, whatever dies when.
package struct Applier: Service {
    private let source: any InboxSource
    private let store: any SyncStore
    private let decoder: any ReceiptDecoder
    private let routing: RoutingTable
    private let wakes: [DestinationName: WakeSignal]
    private let readWakes: [StoreName: WakeSignal]
    private let watch: DeliveryWatch?
    private let requestWakes: [StoreName: WakeSignal]
    /// Of who hands deliveries on.
    private let forwardWake: WakeSignal?
    private let health: ComponentHealth
    private let clock: any WallClock
    private let random: @Sendable () -> Double
    private let logger: Logger
    private let backlog: InboxBacklog

    /// Receipts per transaction: enough to share its flush, few enough to keep the delay and the memory small.
    private static let batchLimit = 256

    package init(
        source: any InboxSource,
        store: any SyncStore,
        decoder: any ReceiptDecoder,
        routing: RoutingTable,
        wakes: [DestinationName: WakeSignal],
        readWakes: [StoreName: WakeSignal] = [:],
        watch: DeliveryWatch? = nil,
        requestWakes: [StoreName: WakeSignal] = [:],
        forwardWake: WakeSignal? = nil,
        health: ComponentHealth,
        backlog: InboxBacklog = InboxBacklog(),
        clock: any WallClock,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        logger: Logger
    ) {
        self.source = source
        self.store = store
        self.decoder = decoder
        self.routing = routing
        self.wakes = wakes
        self.readWakes = readWakes
        self.watch = watch
        self.requestWakes = requestWakes
        self.forwardWake = forwardWake
        self.health = health
        self.backlog = backlog
        self.clock = clock
        self.random = random
        self.logger = logger
    }

    package func run() async throws {
        await applyUntilShutdown()
        await source.release()
    }

    private func applyUntilShutdown() async {
        var failures = 0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                let hasMore = try await applyNext()
                if failures > 0 { logger.notice("The store takes receipts again") }
                failures = 0
                health.report(nil)
                if !hasMore { await cancelWhenGracefulShutdown { await source.waitForMore() } }
            } catch  where Task.isCancelled {
                return
            } catch {
                health.report("receipts cannot be applied: \(error)")
                if failures == 0 {
                    logger.error("Receipts cannot be applied; they are kept", metadata: ["error": "\(error)"])
                }
                let pause = RetryPolicy(first: .milliseconds(100), cap: .seconds(5))
                    .delay(afterAttempts: failures, random: random())
                failures += 1
                await cancelWhenGracefulShutdown { try? await Task.sleep(for: pause) }
            }
        }
    }

    /// Applies all that is there now, for a command beside which no server runs.
    package func applyAll() async throws {
        while try await applyNext() { try Task.checkCancellation() }
    }

    /// Applies one batch; returns whether there was one.
    private func applyNext() async throws -> Bool {
        backlog.set(await source.backlogBytes, in: health.name)
        guard
            let batch = try await source.next(limit: Self.batchLimit, positions: { try await store.position(of: $0) })
        else { return false }
        let start = DefaultTracerClock.now
        let decoded =
            batch.receipts.map { DecodedReceipt(receipt: $0, content: decoder.decode($0)) }
            + batch.foreign.map { $0.decoded(at: clock.now) }
        let report = try await holding {
            try await store.apply(
                decoded,
                routing: routing,
                origin: .live,
                now: clock.now,
                position: batch.position
            )
        }
        EngineTraces.current.applied(decoded, since: start)
        watch?.note(batch.receipts)
        for name in report.marked { wakes[name]?.notify() }
        for name in report.unread { readWakes[name]?.notify() }
        for name in report.asked { requestWakes[name]?.notify() }
        forwardWake?.notify()
        if report.undecodable > 0 {
            logger.error("Deliveries could not be read; they are kept", metadata: ["count": "\(report.undecodable)"])
        }
        for gone in try await source.finished() { try await store.forgetPosition(of: gone) }
        return true
    }

    /// Does something while the batch is held on to, where its source asks for that.
    private func holding<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        guard let interval = source.holdInterval else { return try await body() }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask { [source] in
                while !Task.isCancelled {
                    guard (try? await Task.sleep(for: interval)) != nil else { break }
                    await source.hold()
                }
                return nil
            }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let value = ended { return value }
            }
            throw CancellationError()
        }
    }
}
