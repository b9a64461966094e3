import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    private static func bare(_ nodes: [ServerNode]) -> [ServerNode] {
        nodes.map { node in
            var node = node
            node.seenAt = nil
            return node
        }
    }

    static let nodes: [StoreCheck] = [
        StoreCheck("A server is alive as long as it says so, by the store's clock, and forgotten after a day.") {
            stage in
            let store = stage.store
            #expect(try await store.nodes().isEmpty)
            let one = ServerNode(owner: "one", role: "all", version: "1.0", startedAt: Stage.at(1))
            var two = ServerNode(owner: "two", role: "worker", version: "1.1", startedAt: Stage.at(2))
            #expect(bare(try await store.beat(two, lasting: .seconds(7))) == [two])
            try await stage.advance(.seconds(6))
            #expect(bare(try await store.beat(one, lasting: .seconds(7))) == [one, two])
            try await stage.advance(.seconds(2))
            two.isAlive = false
            #expect(bare(try await store.nodes()) == [one, two])
            two.isAlive = true
            two.version = "1.2"
            #expect(bare(try await store.beat(two, lasting: .seconds(7))) == [one, two])
            try await stage.advance(.seconds(86_400 + 8))
            #expect(bare(try await store.beat(one, lasting: .seconds(7))) == [one])
            try await store.leave("one")
            try await store.leave("one")
            #expect(try await store.nodes().isEmpty)
        },
        StoreCheck("What a server says of itself is kept with the time; another that has its inbox is forgotten.") {
            stage in
            let store = stage.store
            var one = ServerNode(owner: "one", role: "all", version: "1.0", startedAt: Stage.at(1))
            var word = NodeWord(inbox: "here:/inbox", lookedAt: Stage.at(3))
            word.unappliedBytes = 12
            word.holdsSince = Stage.at(2)
            word.dayEnds = ["hubspot": Stage.at(600)]
            word.searched = [7]
            one.word = word
            let now = try await store.time()
            let said = try #require(try await store.beat(one, lasting: .seconds(7)).first)
            #expect(said.word == word)
            #expect(try #require(said.seenAt).since(now) < .seconds(60) && said.seenAt.map { $0 >= now } == true)
            // It holds something, so it is remembered though it has ended.
            try await store.leave("one")
            let left = try await store.nodes()
            #expect(left.map(\.isAlive) == [false] && left.first?.word == word)
            var two = ServerNode(owner: "two", role: "all", version: "1.0", startedAt: Stage.at(4))
            two.word = NodeWord(inbox: "there:/inbox", lookedAt: Stage.at(4))
            #expect(try await store.beat(two, lasting: .seconds(7)).map(\.owner) == ["one", "two"])
            var again = one
            again.owner = "three"
            #expect(try await store.beat(again, lasting: .seconds(7)).map(\.owner) == ["three", "two"])
            try await store.leave("two")
            #expect(try await store.nodes().map(\.owner) == ["three"], "nothing waits in its inbox")
        },
        StoreCheck("What is held now is told by name, with its holders.") { stage in
            let store = stage.store
            let later = try await store.acquire(lease: "b", owner: "one", lasting: .seconds(20))
            let first = try await store.acquire(lease: "a", owner: "two", lasting: .seconds(10))
            let given = try #require(try await store.acquire(lease: "c", owner: "two", lasting: .seconds(20)))
            try await store.giveUp(given)
            #expect(try await store.heldLeases() == [first, later].compactMap { $0 })
            try await stage.advance(.seconds(11))
            #expect(try await store.heldLeases() == [later].compactMap { $0 })
        },
    ]
}
