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

    /// Whether this server should own another thing of this kind, by what is known.
    package func mayTake(_ name: String) -> Bool {
        let now = now()
        return state.withLock { state in
            guard let kind = state.shared.first(where: { $0.contains(name) }), !state.nodes.isEmpty else { return true }
            // Its own by the last look: let go of in an outage, and not given up.
            if state.holders[name] == me || share(kind, state).mayTake { return true }
            guard let since = state.freeSince[name], since.duration(to: now) > Self.patience else { return false }
            if state.givenUp.contains(name) { state.keptUntil[name] = now + Self.keeping }
            return true
        }
    }

    /// Whether something of this server's should be another's.
    package func mustYield(_ name: String) -> Bool {
        let now = now()
        return state.withLock { state in
            guard let kind = state.shared.first(where: { $0.contains(name) }) else { return false }
            if let kept = state.keptUntil[name], kept > now { return false }
            guard share(kind, state).surplus.contains(name) else { return false }
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

    /// To be told at once, before the next look: what was just taken or given up counts.
    package func owns(_ name: String, _ isOwned: Bool) {
        state.withLock { state in
            if isOwned {
                state.holders[name] = me
                state.freeSince[name] = nil
            } else if state.holders[name] == me {
                state.holders[name] = nil
            }
        }
    }

    private func share(_ kind: Set<String>, _ state: State) -> OwnershipShare {
        OwnershipShare(of: me, among: alive(state), sharing: kind, held: state.holders)
    }

    /// Those that said so lately, but for processes of this machine that run no more.
    private func alive(_ state: State) -> Set<String> {
        Set(state.nodes.filter { $0.isAlive && !node.knowsToBeDead($0.owner) }.map(\.owner))
    }
}
