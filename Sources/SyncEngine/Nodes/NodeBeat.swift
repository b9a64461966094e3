package import Logging
import ServiceLifecycle
package import SyncModel

/// Says again and again that this server runs, and sees who else does.
package struct NodeBeat: Service {
    /// How often, and how long others believe it.
    package struct Pace: Sendable, Hashable {
        package var interval: Duration
        package var lasting: Duration

        /// On a server: a dead node's work is another's within ten seconds.
        package static let ofServer = Pace(interval: .milliseconds(1_500), lasting: .seconds(5))
        /// In a file all processes are of one machine, where one that died is seen by its process id.
        package static let ofFile = Pace(interval: .seconds(20), lasting: .seconds(60))
    }

    private let node: ServerNode
    private let roster: NodeRoster
    private let store: any SyncStore
    private let pace: Pace
    private let clock: StoreClock?
    private let word: @Sendable () -> NodeWord?
    private let random: @Sendable () -> Double
    private let sleep: @Sendable (Duration) async throws -> Void
    private let logger: Logger

    /// - Parameters:
    ///   - node: this server.
    ///   - roster: what is learnt is kept there.
    ///   - store: in which the servers meet.
    ///   - pace: how often it is said.
    ///   - clock: learns the store's time from the answers; `nil` where the machine's is the store's.
    ///   - word: what is said beside it, at once.
    ///   - random: a number in `0..<1`.
    ///   - sleep: how to wait.
    ///   - logger: for who comes and goes.
    package init(
        node: ServerNode,
        roster: NodeRoster,
        store: any SyncStore,
        pace: Pace,
        clock: StoreClock? = nil,
        word: @escaping @Sendable () -> NodeWord? = { nil },
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        logger: Logger
    ) {
        self.node = node
        self.roster = roster
        self.store = store
        self.pace = pace
        self.clock = clock
        self.word = word
        self.random = random
        self.sleep = sleep
        self.logger = logger
    }

    package func run() async throws {
        var seen: Set<String>?
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            // A store that fails is told of by those who need it more.
            let nodes = try? await beat()
            if let nodes {
                let alive = Set(nodes.filter { $0.isAlive && $0.owner != node.owner }.map(\.owner))
                tell(alive, before: seen ?? [])
                seen = alive
            }
            // After an outage nothing is delivered before the first beat. Not all at one time.
            let interval = nodes == nil ? min(pace.interval, Pace.ofServer.interval) : pace.interval
            let pause = interval * (0.8 + 0.4 * random())
            await cancelWhenGracefulShutdown { [sleep] in try? await sleep(pause) }
        }
        try? await store.leave(node.owner)
    }

    /// Says it once; returns who is known.
    package func beat() async throws -> [ServerNode] {
        let start = ContinuousClock.now
        var node = node
        node.word = word()
        let asked = clock?.ownTime
        let nodes = try await store.beat(node, lasting: pace.lasting)
        if let clock, let asked, let time = nodes.first(where: { $0.owner == node.owner })?.seenAt {
            clock.learn(time, askedAt: asked, answeredAt: clock.ownTime)
        }
        roster.learn(nodes, try await store.heldLeases(), beatAt: start, lasting: pace.lasting)
        return nodes
    }

    private func tell(_ alive: Set<String>, before: Set<String>) {
        for owner in alive.subtracting(before).sorted() {
            logger.notice("Another server works beside this one", metadata: ["node": "\(owner)"])
        }
        for owner in before.subtracting(alive).sorted() {
            logger.notice("Another server is gone; what it owned is shared out", metadata: ["node": "\(owner)"])
        }
    }
}
