import Synchronization

/// Tells a reader in the same process that something was appended.
///
/// A notice that comes while nobody waits is kept for the next to wait; several of them are one.
package final class JournalSignal: Sendable {
    private struct State {
        var isRaised = false
        var turn: UInt64 = 0
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    /// Wakes the waiting reader.
    package func raise() {
        let waiting = state.withLock { state in
            guard let waiting = state.waiting else {
                state.isRaised = true
                return nil as CheckedContinuation<Void, Never>?
            }
            state.waiting = nil
            return waiting
        }
        waiting?.resume()
    }

    /// Returns at the next notice, or when cancelled. One reader at a time: a second one sends the first on its way.
    package func wait() async {
        let turn = state.withLock { state in
            state.turn += 1
            return state.turn
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let free = state.withLock { state in
                    guard !state.isRaised, !Task.isCancelled else {
                        state.isRaised = false
                        return continuation as CheckedContinuation<Void, Never>?
                    }
                    let earlier = state.waiting
                    state.waiting = continuation
                    return earlier
                }
                free?.resume()
            }
        } onCancel: {
            let waiting = state.withLock { state in
                guard state.turn == turn else { return nil as CheckedContinuation<Void, Never>? }
                defer { state.waiting = nil }
                return state.waiting
            }
            waiting?.resume()
        }
    }
}
