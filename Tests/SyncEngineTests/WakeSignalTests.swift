import SyncEngine
import Testing

@Suite(.timeLimit(.minutes(1)))
struct WakeSignalTests {
    private static let long = Duration.seconds(3_600)

    private func elapsed(_ body: () async throws -> Void) async rethrows -> Duration {
        let start = ContinuousClock.now
        try await body()
        return start.duration(to: .now)
    }

    @Test func aNotificationIsKeptForWhoeverWaitsNextAndCountsOnce() async {
        let signal = WakeSignal()
        signal.notify()
        signal.notify()
        await signal.wait(upTo: Self.long)
        #expect(await elapsed { await signal.wait(upTo: .milliseconds(30)) } >= .milliseconds(30))
    }

    @Test func whoeverWaitsIsWoken() async {
        let signal = WakeSignal()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await signal.wait(upTo: Self.long) }
            // Before or after it waits: both wake it.
            signal.notify()
            await group.waitForAll()
        }
        // Its timer is over with it, and does not end the next wait.
        signal.notify()
        await signal.wait(upTo: .milliseconds(20))
        #expect(await elapsed { await signal.wait(upTo: .milliseconds(60)) } >= .milliseconds(60))
    }

    @Test func aCancelledWaitSwallowsNoNotification() async {
        let signal = WakeSignal()
        for _ in 1...200 {
            let task = Task { await signal.wait(upTo: Self.long) }
            task.cancel()
            await task.value
        }
        #expect(await elapsed { await signal.wait(upTo: .milliseconds(20)) } >= .milliseconds(20))
        signal.notify()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            await signal.wait(upTo: Self.long)
        }
        await task.value
    }

    @Test func noTimeIsNoWait() async {
        let signal = WakeSignal()
        await signal.wait(upTo: .zero)
        await signal.wait(upTo: .seconds(-1))
    }

    @Test func manyWaitAtOnceAndEachIsWoken() async {
        let signals = (0..<2_000).map { _ in WakeSignal() }
        await withTaskGroup(of: Void.self) { group in
            for (index, signal) in signals.enumerated() {
                group.addTask {
                    await signal.wait(upTo: index.isMultiple(of: 2) ? .milliseconds(index % 50) : Self.long)
                }
            }
            for (index, signal) in signals.enumerated() where !index.isMultiple(of: 2) { signal.notify() }
            await group.waitForAll()
        }
    }
}
