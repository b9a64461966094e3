import SyncModel
import Synchronization
import Testing

@testable import SyncEngine

/// What one server concludes from what it sees of the others.
@Suite struct NodeRosterTests {
    private static let kind: Set = ["p", "q", "r"]
    /// As the store names them; `gone` is a process of this machine that runs no more.
    private static let owners = ["a": "here/1/a", "b": "there/1/b", "c": "yonder/1/c", "gone": "here/999999999/g"]

    private let clock = Hand()

    private func roster(of name: String = "a", sharing kind: Set<String> = kind) -> NodeRoster {
        let parts = (Self.owners[name] ?? name).split(separator: "/").map { String($0) }
        let roster = NodeRoster(of: NodeIdentity(host: parts[0], process: 1, nonce: parts[2])) { [clock] in clock.now }
        roster.share([["another kind"], kind])
        return roster
    }

    private func advance(_ time: Duration) { clock.advance(time) }

    /// A look of a server at the others, by short names.
    private func look(
        _ roster: NodeRoster,
        alive: Set<String> = ["a", "b"],
        dead: Set<String> = [],
        held: [String: String] = [:]
    ) {
        let nodes = alive.union(dead).map { name in
            ServerNode(
                owner: Self.owners[name] ?? name,
                role: "all",
                version: "1",
                startedAt: TestClock.start,
                isAlive: alive.contains(name)
            )
        }
        let leases = held.map { name, holder in
            Lease(name: name, owner: Self.owners[holder] ?? holder, epoch: 1, expiresAt: TestClock.start)
        }
        roster.learn(nodes, leases, beatAt: clock.now, lasting: .seconds(5))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var alive: Set<String> = ["a", "b"]
        var dead: Set<String> = []
        var held: [String: String] = [:]
        /// What may be taken, each asked for by itself.
        var takes: Set<String>
        var yields: Set<String> = []

        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "alone, all is free", alive: ["a"], takes: ["p", "q", "r"]),
        Case(
            name: "alone, all is its own",
            alive: ["a"],
            held: ["p": "a", "q": "a", "r": "a"],
            takes: ["p", "q", "r"]
        ),
        Case(
            name: "the other has all and will give up",
            held: ["p": "b", "q": "b", "r": "b"],
            takes: ["p", "q", "r"]
        ),
        Case(name: "it has all", held: ["p": "a", "q": "a", "r": "a"], takes: ["p", "q", "r"], yields: ["r"]),
        Case(name: "each has its part", held: ["p": "b", "q": "b", "r": "a"], takes: ["r"]),
        Case(name: "each has one, and one is free", held: ["p": "b", "r": "a"], takes: ["q", "r"]),
        Case(name: "what is free is the other's to take", held: ["p": "a", "q": "a"], takes: ["p", "q"]),
        Case(
            name: "a dead one's",
            alive: ["a"],
            dead: ["b"],
            held: ["p": "b", "q": "b", "r": "a"],
            takes: ["p", "q", "r"]
        ),
        Case(
            name: "a dead one's, for who has nothing",
            alive: ["a", "c"],
            dead: ["b"],
            held: ["p": "b", "q": "a", "r": "a"],
            takes: ["q", "r"]
        ),
        Case(
            name: "a dead process's of this machine",
            alive: ["a", "gone"],
            held: ["p": "gone", "q": "gone", "r": "a"],
            takes: ["p", "q", "r"]
        ),
        Case(
            name: "one joins and there is nothing free",
            alive: ["a", "b", "c"],
            held: ["p": "c", "q": "a", "r": "a"],
            takes: ["q", "r"],
            yields: ["r"]
        ),
        Case(name: "held by who is no server", held: ["p": "a command", "q": "b"], takes: ["p", "r"]),
    ]

    @Test(arguments: cases)
    func whatIsTakenAndYielded(_ example: Case) {
        let roster = roster()
        look(roster, alive: example.alive, dead: example.dead, held: example.held)
        let takes = Self.kind.filter { name in
            defer { roster.tried(name, isOwned: false) }
            return roster.mayTake(name)
        }
        #expect(takes == example.takes)
        #expect(Self.kind.filter(roster.mustYield) == example.yields)
    }

    @Test func whatIsNotSharedOrNotYetSeenIsTaken() {
        let roster = roster()
        #expect(Self.kind.allSatisfy(roster.mayTake))
        look(roster, held: ["p": "b", "q": "b", "r": "a"])
        #expect(roster.mayTake("of no kind"))
        #expect(!roster.mustYield("of no kind"))
    }

    /// All dispatchers of a server ask at one time, before any of them has got anything.
    @Test(arguments: [1, 2, 3, 7, 10], [1, 2, 3, 4])
    func allThatAskAtOneTimeGetNoMoreThanTheirPart(_ things: Int, _ servers: Int) {
        let names = Set((0..<things).map { "n\($0)" })
        let roster = roster(sharing: names)
        look(roster, alive: Set(["a", "b", "c", "d"].prefix(servers)))
        let granted = names.filter(roster.mayTake)
        #expect(granted.count == (things + servers - 1) / servers)
        for name in granted { roster.tried(name, isOwned: true) }
        #expect(!names.contains(where: roster.mustYield))
        #expect(names.subtracting(granted).filter(roster.mayTake).isEmpty)
    }

    @Test func whatWasNotToBeHadIsNoLongerReserved() {
        let roster = roster(sharing: ["p", "q"])
        look(roster)
        #expect(roster.mayTake("p"))
        #expect(!roster.mayTake("q"))
        roster.tried("p", isOwned: false)
        #expect(roster.mayTake("q"))
        // What is only reserved is nothing to give up.
        #expect(!roster.mustYield("q"))
        roster.tried("q", isOwned: true)
        #expect(!roster.mayTake("p"))
    }

    /// Servers that start together, each with the same old look, which each asks for everything at once.
    @Test(arguments: [1, 3, 10, 31], [2, 3])
    func serversThatStartTogetherOvershootNowhere(_ things: Int, _ servers: Int) {
        let names = Set((0..<things).map { "n\($0)" })
        let running = Set(["a", "b", "c"].prefix(servers))
        let rosters = running.sorted().map { (name: $0, roster: roster(of: $0, sharing: names)) }
        var store: [String: String] = [:]
        var rounds = 0
        while store.count < things, rounds < 3 * servers {
            rounds += 1
            for (_, roster) in rosters { look(roster, alive: running, held: store) }
            let wishes = rosters.map { server in names.filter(server.roster.mayTake) }
            for (server, wishes) in zip(rosters, wishes) {
                for name in wishes {
                    let isGot = store[name] == nil
                    if isGot { store[name] = server.name }
                    server.roster.tried(name, isOwned: isGot || store[name] == server.name)
                }
                #expect(!names.contains(where: server.roster.mustYield))
            }
        }
        #expect(store.count == things, "after \(rounds) rounds")
        let counts = running.map { name in store.values.count { $0 == name } }
        #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1, "\(counts)")
    }

    @Test func whatWasTakenSinceTheLookBeganCounts() {
        let roster = roster(sharing: ["p", "q"])
        look(roster)
        #expect(roster.mayTake("p"))
        roster.tried("p", isOwned: true)
        look(roster)
        #expect(!roster.mayTake("q"))
        roster.letGo("p")
        look(roster)
        #expect(roster.mayTake("q"))
    }

    @Test func whatOthersLeaveIsTakenAfterSomePatienceAndKept() {
        let roster = roster(sharing: ["p", "q"])
        look(roster, held: ["p": "a", "q": "a"])
        #expect(roster.mustYield("q"))
        roster.letGo("q")
        look(roster, held: ["p": "a"])
        advance(.seconds(5))
        #expect(!roster.mayTake("q"))
        advance(.milliseconds(1))
        #expect(roster.mayTake("q"))
        roster.tried("q", isOwned: true)
        look(roster, held: ["p": "a", "q": "a"])
        #expect(!roster.mustYield("q"))
        advance(.seconds(599))
        #expect(!roster.mustYield("q"))
        advance(.seconds(1))
        #expect(roster.mustYield("q"))
    }

    @Test func itIsFitAsLongAsOthersBelieveItsBeat() {
        let roster = roster()
        #expect(roster.isFit)
        look(roster)
        for (pause, isFit) in [(Duration.zero, true), (.milliseconds(4_999), true), (.milliseconds(1), false)] {
            advance(pause)
            #expect(roster.isFit == isFit)
        }
        look(roster)
        #expect(roster.isFit)
    }

    @Test func whoWasAwayItselfJudgesNobodyForAWhile() {
        let roster = roster()
        #expect(!roster.knowsToBeDead("there/1/b"))
        look(roster, alive: ["a", "c"], dead: ["b"])
        let table: [(pause: Duration, looks: Bool, isDead: Bool)] = [
            // It has only just come, and b may say something yet.
            (.seconds(4), true, false), (.milliseconds(999), false, false), (.milliseconds(1), false, true),
            // It stands still: until it is known again it knows nothing.
            (.seconds(20), false, false), (.zero, true, false), (.seconds(4), true, false), (.seconds(1), true, true),
        ]
        for (index, step) in table.enumerated() {
            advance(step.pause)
            if step.looks { look(roster, alive: ["a", "c"], dead: ["b"]) }
            #expect(roster.knowsToBeDead("there/1/b") == step.isDead, "step \(index)")
            #expect(!roster.knowsToBeDead("yonder/1/c") && !roster.knowsToBeDead("unknown/1/d"))
        }
    }
}

/// A clock that stands where it was put.
private final class Hand: Sendable {
    private let moment = Mutex(ContinuousClock.now)

    var now: ContinuousClock.Instant { moment.withLock { $0 } }

    func advance(_ time: Duration) { moment.withLock { $0 += time } }
}
