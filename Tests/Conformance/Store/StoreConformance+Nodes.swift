import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let nodes: [StoreCheck] = [
        StoreCheck("A server is alive as long as it says so, by the store's clock, and forgotten after a day.") {
            stage in
            let store = stage.store
            #expect(try await store.nodes().isEmpty)
            let one = ServerNode(owner: "one", role: "all", version: "1.0", startedAt: Stage.at(1))
            var two = ServerNode(owner: "two", role: "worker", version: "1.1", startedAt: Stage.at(2))
            #expect(try await store.beat(two, lasting: .seconds(7)) == [two])
            try await stage.advance(.seconds(6))
            #expect(try await store.beat(one, lasting: .seconds(7)) == [one, two])
            try await stage.advance(.seconds(2))
            two.isAlive = false
            #expect(try await store.nodes() == [one, two])
            two.isAlive = true
            two.version = "1.2"
            #expect(try await store.beat(two, lasting: .seconds(7)) == [one, two])
            try await stage.advance(.seconds(86_400 + 8))
            #expect(try await store.beat(one, lasting: .seconds(7)) == [one])
            try await store.leave("one")
            try await store.leave("one")
            #expect(try await store.nodes().isEmpty)
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
