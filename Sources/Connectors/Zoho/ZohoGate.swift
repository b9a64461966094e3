import SyncModel
import Synchronization

/// Keeps few calls under way at once: what Zoho allows depends on the edition and is found out.
///
/// Each success lets the window grow a little, each refusal halves it. Live calls go before history.
final class ZohoGate: Sendable {
    private struct Waiting {
        var isHeavy: Bool
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var window = 4.0
        var underWay = 0
        var heavy = 0
        var live: [Waiting] = []
        var history: [Waiting] = []
        var succeededAt: Instant?
    }

    /// The most that is tried: the smallest edition allows five, others up to 25.
    static let widest = 8.0
    /// Calls with more than ten records and queries have a limit of their own, ten in every edition.
    static let mostHeavy = 8
    /// A refusal this long after the last success, with no other call under way, is not for the calls' number.
    private static let quiet = Duration.seconds(60)

    private let state = Mutex(State())
    private let clock: any WallClock

    init(clock: any WallClock) { self.clock = clock }

    func enter(heavy: Bool, origin: Origin) async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard Self.takes(heavy, state), origin == .live || state.live.isEmpty else {
                    let waiting = Waiting(isHeavy: heavy, continuation: continuation)
                    if origin == .live { state.live.append(waiting) } else { state.history.append(waiting) }
                    return false
                }
                Self.count(heavy, &state, by: 1)
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    /// To be called once for each `enter`.
    func leave(heavy: Bool) {
        let next = state.withLock { state in
            Self.count(heavy, &state, by: -1)
            return Self.admitted(&state)
        }
        for continuation in next { continuation.resume() }
    }

    func succeeded() {
        state.withLock { state in
            state.succeededAt = clock.now
            state.window = min(Self.widest, state.window + 1 / max(1, state.window))
        }
    }

    /// Halves the window; returns whether it cannot have been too wide, so that the credits must be gone.
    func refused() -> Bool {
        let now = clock.now
        return state.withLock { state in
            let wasAlone = state.underWay <= 1
            let isQuiet = state.succeededAt.map { now.since($0) >= Self.quiet } ?? true
            state.window = max(1, state.window / 2)
            return wasAlone && isQuiet
        }
    }

    /// How many calls may be under way by what is known now.
    var window: Int { state.withLock { Int($0.window) } }

    private static func takes(_ heavy: Bool, _ state: State) -> Bool {
        state.underWay < max(1, Int(state.window)) && (!heavy || state.heavy < mostHeavy)
    }

    private static func count(_ heavy: Bool, _ state: inout State, by change: Int) {
        state.underWay += change
        if heavy { state.heavy += change }
    }

    private static func admitted(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        var next: [CheckedContinuation<Void, Never>] = []
        while let first = state.live.first ?? state.history.first, takes(first.isHeavy, state) {
            count(first.isHeavy, &state, by: 1)
            if state.live.isEmpty { state.history.removeFirst() } else { state.live.removeFirst() }
            next.append(first.continuation)
        }
        return next
    }
}
