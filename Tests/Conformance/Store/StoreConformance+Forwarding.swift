import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let forwarding: [StoreCheck] = [
        StoreCheck("Deliveries of forwarded stores wait in their order, each once, until they are settled.") { stage in
            var routing = Stage.routing
            func apply(_ ids: String...) async throws {
                let batch = ids.map { id in
                    Stage.receipt(id, [Stage.order(1, name: "#1")], isTest: id == "w2")
                }
                _ = try await stage.store.apply(batch, routing: routing, origin: .live, now: Stage.start, position: nil)
            }
            try await apply("w0")
            #expect(try await stage.store.waitingForward(after: 0, limit: 9) == ForwardPage())
            routing.forwarded = [Stage.shop]
            try await apply("w1", "w2", "w1")
            try await apply("w2", "w0", "w3")
            let first = try await stage.store.waitingForward(after: 0, limit: 2)
            #expect(first.deliveries.map(\.receipt.webhookID) == ["w1", "w2"] && first.gone.isEmpty)
            #expect(first.deliveries.map(\.receipt.isTest) == [false, true])
            #expect(first.deliveries.first?.receipt == Stage.receipt("w1", []).receipt)
            let last = try #require(first.last)
            let second = try await stage.store.waitingForward(after: last, limit: 2)
            #expect(second.deliveries.map(\.receipt.webhookID) == ["w3"])
            #expect(try await stage.store.forwardBacklog() == 3)
            try await stage.store.settleForward([last])
            try await stage.store.settleForward([last])
            let rest = try await stage.store.waitingForward(after: 0, limit: 9)
            #expect(rest.deliveries.map(\.receipt.webhookID) == ["w1", "w3"])
            #expect(try await stage.store.forwardBacklog() == 2)
        },
        StoreCheck("A delivery whose time is over while it waits to be forwarded is told of as gone.") { stage in
            var routing = Stage.routing
            routing.forwarded = [Stage.shop]
            let batch = [
                Stage.receipt("w1", [Stage.order(1)]), Stage.receipt("w2", [Stage.order(2)], receivedAt: Stage.at(9)),
            ]
            _ = try await stage.store.apply(batch, routing: routing, origin: .live, now: Stage.at(9), position: nil)
            #expect(try await stage.store.expireReceipts(before: Stage.at(5), limit: 9) == 1)
            let page = try await stage.store.waitingForward(after: 0, limit: 9)
            #expect(page.gone.count == 1 && page.deliveries.map(\.receipt.webhookID) == ["w2"])
            try await stage.store.settleForward(page.gone)
            #expect(try await stage.store.waitingForward(after: 0, limit: 9).gone.isEmpty)
        },
    ]
}
