import Logging
import ServiceLifecycle
import SyncModel

/// A store in the hands of its owner: what hydrating, backfilling and reconciling share.
struct OwnedStore: Sendable {
    let route: StoreRoute
    let store: any SyncStore
    /// Of the store's lease.
    let epoch: Int64
    let gate: ReadGate
    let clock: any WallClock
    let random: @Sendable () -> Double
    /// How time passes in a test; `nil` for as it does.
    let sleep: (@Sendable (Duration) async throws -> Void)?
    let logger: Logger

    /// The longest time without a look at what else there is: requests of other processes give no wake-up.
    static let look = Duration.seconds(2)

    var isStopping: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    /// Sleeps; a shutdown ends it at once.
    func pause(_ time: Duration) async {
        await WakeSignal.sleepUntilShutdown(time, by: sleep)
    }

    /// Waits until the store may be read; `goOn` is asked again and again meanwhile, and what it throws ends the waiting.
    func waitForReading(_ goOn: () async throws -> Void) async throws {
        while true {
            try await goOn()
            if isStopping { throw JobStop.shutdown }
            guard let hold = try await gate.hold() else { return }
            await pause(min(hold, Self.look))
        }
    }

    /// How often a request is made that Shopify fails to answer, before it is seen whether it answers any.
    static let tries = 8
    /// The same for many records at once, which can be asked for in smaller parts.
    static let triesOfABatch = 3

    /// Reads, however long it takes: what is transient, throttled or paused is waited for.
    ///
    /// - Throws: ``ReadFault`` for a request that is refused, or that fails again and again while another is answered;
    ///   `JobStop`, what `goOn` throws.
    func reading<Value>(
        _ goOn: () async throws -> Void = {},
        tries: Int = Self.tries,
        _ body: () async throws(ReadFault) -> Value
    ) async throws -> Value {
        var failures = 0
        while true {
            try await waitForReading(goOn)
            do throws(ReadFault) {
                let value = try await body()
                await gate.succeeded()
                return value
            } catch {
                if error.code == .stopped { throw JobStop.shutdown }
                if error.disposition == .refuse { throw error }
                if error.disposition == .retry { failures += 1 }
                // Whoever is kept waiting for this one request would wait for ever.
                if failures >= tries, await answersOthers() {
                    await gate.succeeded()
                    throw error.refused
                }
                try await gate.failed(error)
            }
        }
    }

    private func answersOthers() async -> Bool {
        do throws(ReadFault) {
            _ = try await route.reader.facts()
            return true
        } catch {
            return error.disposition == .refuse
        }
    }

    /// Merges what was read and wakes who delivers it; history takes turns.
    func merge(_ request: MergeRequest) async throws -> MergeReport {
        let report =
            if request.origin == .history {
                try await route.turns.taking { try await store.merge(request) }
            } else {
                try await store.merge(request)
            }
        for name in report.marked { route.wakes[name]?.notify() }
        return report
    }

    func request(_ records: [SyncRecord], absences: [Absence] = [], origin: Origin) -> MergeRequest {
        MergeRequest(
            store: route.name,
            records: records,
            absences: absences,
            routing: route.routing,
            origin: origin,
            now: clock.now
        )
    }
}
