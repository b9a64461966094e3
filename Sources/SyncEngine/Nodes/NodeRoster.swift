import Synchronization
import SyncModel

/// What this server knows of the servers beside it, and what follows for what it owns.
package final class NodeRoster: Sendable {
    private struct State {
        /// By kind of what is shared, such as all destinations.
        var shared: [Set<String>] = []
        var nodes: [ServerNode] = []
        var holders: [String: String] = [:]
        /// Until when others take this server to be alive.
        var fitUntil: ContinuousClock.Instant?
        /// From when on a server that says nothing is taken to be dead.
        var judgesFrom: ContinuousClock.Instant?
        /// Since when something is known to be nobody's.
        var freeSince: [String: ContinuousClock.Instant] = [:]
        /// What nobody else took when it was given up, and until when it is kept then.
        var keptUntil: [String: ContinuousClock.Instant] = [:]
        var givenUp: Set<String> = []
        /// What this server owns, by its own word: a look that began before it took something does not know of it.
        var owned: Set<String> = []
        /// What this server is about to take: it counts, else all that take at one time would take as if they were alone.
        var reserved: Set<String> = []
    }

    private let node: NodeIdentity
    private var me: String { node.owner }
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())

    /// What those who should take it leave for so long is taken by whoever sees it: they may not be able to.
    private static let patience = Duration.seconds(5)
    private static let keeping = Duration.seconds(600)

    package init(of me: NodeIdentity, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        node = me
        self.now = now
    }

    /// Names what is shared, each kind by itself.
    package func share(_ kinds: [Set<String>]) {
        state.withLock { $0.shared = kinds }
    }

    /// Takes what the store told when it took this server's beat, which was made at `start` and lasts so long.
    func learn(
        _ nodes: [ServerNode],
        _ leases: [Lease],
        beatAt start: ContinuousClock.Instant,
        lasting: Duration
    ) {
        let now = now()
        state.withLock { state in
            // Whoever was away itself, or whose store was, does not know who was not.
            if state.fitUntil.map({ $0 < now }) ?? true { state.judgesFrom = now + lasting }
            state.fitUntil = start + lasting
            state.nodes = nodes
            state.holders = Dictionary(leases.map { ($0.name, $0.owner) }) { first, _ in first }
            for name in state.owned where state.holders[name] == nil { state.holders[name] = me }
            let alive = alive(state)
            for name in state.shared.joined() {
                if let holder = state.holders[name], alive.contains(holder) {
                    state.freeSince[name] = nil
                    if holder != me { state.givenUp.remove(name) }
                } else if state.freeSince[name] == nil {
                    state.freeSince[name] = now
                }
            }
        }
    }

    /// Whether others take this server to be alive: it must not call anybody for what may be another's by now.
    package var isFit: Bool {
        let now = now()
        // Before the first beat there is nobody beside it who would have seen one.
        return state.withLock { $0.fitUntil.map { $0 > now } ?? true }
    }

    /// Whether this server should own another thing of this kind, by what is known and by what it is about to take.
    ///
    /// A yes reserves it until ``tried(_:isOwned:)`` tells what came of it.
    ///
    /// - Returns: whether it is this server's turn to take it.
    package func mayTake(_ name: String) -> Bool {
        let now = now()
        return state.withLock { state in
            guard let kind = state.shared.first(where: { $0.contains(name) }), !state.nodes.isEmpty else { return true }
            guard isMine(name, of: kind, state, now) else { return false }
            state.reserved.insert(name)
            return true
        }
    }

    private func isMine(_ name: String, of kind: Set<String>, _ state: State, _ now: ContinuousClock.Instant) -> Bool {
        // Its own by the last look: let go of in an outage, and not given up.
        if state.holders[name] == me || isLeftByAll(name, state, now) { return true }
        var counted = state.holders
        for name in state.reserved { counted[name] = me }
        let alive = alive(state).union([me])
        let free = kind.filter { name in !(counted[name].map(alive.contains) ?? false) }
        // Another's may have been given up since the last look; what was free then comes first.
        guard free.contains(name) || free.isEmpty else { return false }
        return share(kind, counted, state).mayTake
    }

    private func isLeftByAll(_ name: String, _ state: State, _ now: ContinuousClock.Instant) -> Bool {
        state.freeSince[name].map { $0.duration(to: now) > Self.patience } ?? false
    }

    /// To be told after each yes of ``mayTake(_:)``: what was not to be had is no longer reserved.
    package func tried(_ name: String, isOwned: Bool) {
        let now = now()
        state.withLock { state in
            state.reserved.remove(name)
            guard isOwned else { return }
            if state.givenUp.contains(name), isLeftByAll(name, state, now) {
                state.keptUntil[name] = now + Self.keeping
            }
            state.owned.insert(name)
            state.holders[name] = me
            state.freeSince[name] = nil
        }
    }

    /// Whether something of this server's should be another's.
    package func mustYield(_ name: String) -> Bool {
        let now = now()
        return state.withLock { state in
            guard let kind = state.shared.first(where: { $0.contains(name) }) else { return false }
            if let kept = state.keptUntil[name], kept > now { return false }
            guard share(kind, state.holders, state).surplus.contains(name) else { return false }
            state.givenUp.insert(name)
            return true
        }
    }

    /// Whether another owner is a server that has not said for some time that it runs.
    package func knowsToBeDead(_ owner: String) -> Bool {
        let now = now()
        return state.withLock { state in
            guard let from = state.judgesFrom, from <= now, let fit = state.fitUntil, fit > now else { return false }
            return state.nodes.contains { $0.owner == owner && !$0.isAlive }
        }
    }

    /// To be told at once, before the next look: what is no longer this server's counts as nobody's.
    package func letGo(_ name: String) {
        state.withLock { state in
            state.owned.remove(name)
            if state.holders[name] == me { state.holders[name] = nil }
        }
    }

    private func share(_ kind: Set<String>, _ holders: [String: String], _ state: State) -> OwnershipShare {
        OwnershipShare(of: me, among: alive(state), sharing: kind, held: holders)
    }

    /// Those that said so lately, but for processes of this machine that run no more.
    private func alive(_ state: State) -> Set<String> {
        Set(state.nodes.filter { $0.isAlive && !node.knowsToBeDead($0.owner) }.map(\.owner))
    }
}
