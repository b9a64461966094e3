import Dispatch
import SyncModel
import Synchronization

/// Wakes one waiting loop: a notification that comes while nobody waits is kept, several count as one.
///
/// Waiting makes no task: of some loops there is one for each of thousands of stores.
package final class WakeSignal: Sendable {
    private struct Waiter {
        var number: UInt64
        var continuation: CheckedContinuation<Void, Never>
        var timer: (any DispatchSourceTimer)?

        func end() {
            timer?.cancel()
            continuation.resume()
        }
    }

    private struct State {
        var isRaised = false
        var waits: UInt64 = 0
        var waiter: Waiter?
        /// A wait that was cancelled before it began.
        var cancelled: UInt64?
    }

    private let state = Mutex(State())

    package init() {}

    package func notify() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            if state.waiter == nil { state.isRaised = true }
            return state.waiter
        }
        waiter?.end()
    }

    /// Waits for a notification, at most this long; returns at once when cancelled.
    package func wait(upTo limit: Duration) async {
        let number = state.withLock { state in
            state.waits += 1
            return state.waits
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { suspend($0, number, limit) }
        } onCancel: {
            // Only the waiter is released: a cancelled wait must not swallow or invent a notification.
            release(number, isCancelled: true)
        }
    }

    private func suspend(_ continuation: CheckedContinuation<Void, Never>, _ number: UInt64, _ limit: Duration) {
        let resumesNow = state.withLock { state in
            if state.isRaised {
                state.isRaised = false
                return true
            }
            if state.cancelled == number || limit <= .zero { return true }
            let timer = DispatchSource.makeTimerSource(queue: .global())
            timer.setEventHandler { [weak self] in self?.release(number) }
            timer.schedule(deadline: .now() + limit.seconds)
            state.waiter = Waiter(number: number, continuation: continuation, timer: timer)
            timer.resume()
            return false
        }
        if resumesNow { continuation.resume() }
    }

    private func release(_ number: UInt64, isCancelled: Bool = false) {
        let waiter = state.withLock { state in
            if isCancelled { state.cancelled = number }
            guard state.waiter?.number == number else { return nil as Waiter? }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.end()
    }
}
