import Synchronization

/// Lets only so many at once do something, in the order of coming.
///
/// With one place, for merging history: a database has one writer, and if several slices queued a transaction each, a
/// webhook that comes then would wait for all of them. Whoever waits is not cancelled; it looks whether it may go on
/// once its turn has come, which is soon where those before it look as well.
package final class Turns: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    package init(places: Int = 1) {
        state = Mutex(State(free: max(1, places)))
    }

    /// Runs `body` when a place is free and all who came before have had theirs.
    func taking<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        await take()
        defer { pass() }
        return try await body()
    }

    private func take() async {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                if state.free == 0 {
                    state.waiting.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if goesOn { continuation.resume() }
        }
    }

    private func pass() {
        let next = state.withLock { state in
            if state.waiting.isEmpty {
                state.free += 1
                return nil as CheckedContinuation<Void, Never>?
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
