import Synchronization

/// Lets one task of a simulation run at a time, so that its seed alone decides what happens when.
///
/// Tasks stop where they take a turn; the simulation goes on when each of them has stopped or ended, and picks the next.
final class Conductor: Sendable {
    private struct State {
        var active = 0
        var stopped: [(number: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var lastNumber = 0
        var main: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// A task is about to start.
    func begin() { state.withLock { $0.active += 1 } }

    /// A task has ended.
    func end() { pause { $0.active -= 1 } }

    /// Stops the calling task until it is picked.
    func turn() async {
        await withCheckedContinuation { continuation in
            pause { state in
                state.lastNumber += 1
                state.stopped.append((state.lastNumber, continuation))
                state.active -= 1
            }
        }
    }

    /// How many tasks are stopped.
    var stoppedCount: Int { state.withLock { $0.stopped.count } }

    /// Lets the stopped task at this place go on, and waits until all have stopped or ended again.
    func release(_ place: Int) async {
        let continuation = state.withLock { state in
            state.active += 1
            return state.stopped.remove(at: place).continuation
        }
        continuation.resume()
        await settle()
    }

    /// Waits until no task runs.
    func settle() async {
        await withCheckedContinuation { continuation in
            let isQuiet = state.withLock { state in
                if state.active == 0 { return true }
                state.main = continuation
                return false
            }
            if isQuiet { continuation.resume() }
        }
    }

    private func pause(_ change: (inout State) -> Void) {
        let main = state.withLock { state -> CheckedContinuation<Void, Never>? in
            change(&state)
            guard state.active == 0 else { return nil }
            defer { state.main = nil }
            return state.main
        }
        main?.resume()
    }
}
