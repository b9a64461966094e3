import SyncModel
import Testing

@Suite struct OwnershipShareTests {
    /// Servers that act by turns until nothing moves any more; returns how much each owns and how often something moved.
    private func settle(
        _ holders: inout [String: String],
        _ servers: [String],
        _ names: [String]
    ) -> (counts: [Int], moves: Int) {
        var moves = 0
        for _ in 0..<200 {
            let before = holders
            for me in servers {
                for name in share(me, servers, names, holders).surplus { holders[name] = nil }
                for name in names where holders[name].map(servers.contains) != true {
                    guard share(me, servers, names, holders).mayTake else { break }
                    holders[name] = me
                    moves += 1
                }
            }
            if holders == before { break }
        }
        return (servers.map { me in holders.values.count { $0 == me } }, moves)
    }

    private func share(
        _ me: String,
        _ servers: [String],
        _ names: [String],
        _ holders: [String: String]
    ) -> OwnershipShare {
        OwnershipShare(of: me, among: Set(servers), sharing: Set(names), held: holders)
    }

    @Test func oneServerTakesAll() {
        var holders: [String: String] = [:]
        #expect(settle(&holders, ["a"], (1...5).map { "n\($0)" }).counts == [5])
    }

    @Test(arguments: [1, 2, 3, 7, 10, 31], [2, 3, 4])
    func whoComesGetsItsPartAndNothingElseMoves(_ things: Int, _ servers: Int) {
        let names = (0..<things).map { "n\($0)" }
        var holders: [String: String] = [:]
        var running = ["a"]
        #expect(settle(&holders, running, names).counts == [things])
        for next in 1..<servers {
            running.append(["a", "b", "c", "d"][next])
            let (counts, moves) = settle(&holders, running, names)
            #expect(counts.reduce(0, +) == things)
            #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1, "\(counts)")
            #expect(moves <= (things + next) / (next + 1), "\(moves) moves for \(running.count) servers")
        }
    }

    @Test(arguments: [3, 10, 31])
    func whatADeadServerOwnedIsSpreadAndNothingElseMoves(_ things: Int) {
        let names = (0..<things).map { "n\($0)" }
        var holders: [String: String] = [:]
        _ = settle(&holders, ["a", "b", "c"], names)
        let orphans = holders.values.count { $0 == "b" }
        let (counts, moves) = settle(&holders, ["a", "c"], names)
        #expect(counts.reduce(0, +) == things)
        #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
        #expect(moves == orphans)
    }

    @Test func whatIsHeldByWhoIsNoServerIsNobodysPart() {
        let share = OwnershipShare(of: "a", among: ["a", "b"], sharing: ["x", "y"], held: ["x": "a command"])
        #expect(share.mayTake)
        #expect(share.surplus.isEmpty)
    }
}
