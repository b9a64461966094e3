import Conformance
import SyncModel
import Synchronization
import Testing

@testable import SyncEngine

/// How often a server says that it runs.
@Suite(.timeLimit(.minutes(1))) struct NodeBeatTests {
    /// Until the first beat after an outage nothing is delivered, so that it must not be as far away as beats usually are.
    @Test func itIsSaidAgainSoonWhereTheStoreFailed() async throws {
        let store = ObservedStore(InMemoryStore(leaseClock: { TestClock.start }))
        let me = NodeIdentity(host: "here", process: 1, nonce: "a")
        let pauses = Mutex<[Duration]>([])
        let beat = NodeBeat(
            node: ServerNode(owner: me.owner, role: "all", version: "1", startedAt: TestClock.start),
            roster: NodeRoster(of: me),
            store: store,
            pace: .ofFile,
            random: { 0.5 },
            sleep: { pause in
                let count = pauses.withLock {
                    $0.append(pause)
                    return $0.count
                }
                store.breakDown(count == 1)
            },
            logger: silentLogger
        )
        let running = Task { try await beat.run() }
        while pauses.withLock({ $0.count < 3 }) { await Task.yield() }
        running.cancel()
        _ = await running.result
        #expect(pauses.withLock { Array($0.prefix(3)) } == [.seconds(20), .milliseconds(1_500), .seconds(20)])
    }

    /// Whose own clock is an hour slow takes nothing an hour late: what is due is told by the store's.
    @Test func theStoresTimeIsLearntFromTheBeat() async throws {
        let own = TestClock()
        let store = InMemoryStore(leaseClock: { own.now + .seconds(3_600) })
        let clock = StoreClock(own)
        let me = NodeIdentity(host: "here", process: 1, nonce: "a")
        var word = NodeWord(inbox: "here", lookedAt: TestClock.start)
        word.unappliedBytes = 3
        let beat = NodeBeat(
            node: ServerNode(owner: me.owner, role: "all", version: "1", startedAt: TestClock.start),
            roster: NodeRoster(of: me),
            store: store,
            pace: .ofServer,
            clock: clock,
            word: { [word] in word },
            logger: silentLogger
        )
        #expect(clock.now == TestClock.start)
        let nodes = try await beat.beat()
        #expect(clock.now == TestClock.start + .seconds(3_600))
        #expect(nodes.first?.word == word)
    }

    @Test func anAnswerThatTookLongTellsNothingAndAQuickOneOnlySoMuch() {
        let own = TestClock()
        let clock = StoreClock(own)
        clock.learn(own.now + .seconds(9), askedAt: own.now, answeredAt: own.now + .seconds(3))
        #expect(clock.now == own.now)
        clock.learn(own.now + .milliseconds(50), askedAt: own.now, answeredAt: own.now + .milliseconds(100))
        #expect(clock.now == own.now, "as it would be with no difference at all")
        clock.learn(own.now - .seconds(5), askedAt: own.now, answeredAt: own.now)
        #expect(clock.now == own.now - .seconds(5))
    }
}
