import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let requests: [StoreCheck] = [
        StoreCheck("A notice becomes an open request with its receipt, once however often it is delivered.") { stage in
            let notice = Stage.redact(1, orders: [5, 6], email: "ada@example.com")
            let request = try #require(try await stage.ask("r", notice, at: 100))
            #expect(request.notice == notice && request.state == .open && request.source == "r")
            #expect(request.receivedAt == Stage.at(100) && request.dueAt == Stage.at(100 + 30 * 86_400))
            try await stage.ask("r", notice, at: 101)
            #expect(try await stage.store.requests(ComplianceFilter(isOpen: true), limit: 9).map(\.id) == [request.id])
            #expect(
                try await stage.store.bodies(of: Stage.customerKey(1), after: 0, limit: 9).map(\.webhookID) == ["r"]
            )
        },
        StoreCheck("A test delivery asks for nothing.") { stage in
            let request = try await stage.ask("r", Stage.redact(1), isTest: true)
            #expect(request == nil)
        },
        StoreCheck("A request by hand is made once while it is open; open ones come oldest first, all newest first.") {
            stage in
            let store = stage.store
            let first = try await store.ask(Stage.redact(1), of: Stage.shop, now: Stage.at(1))
            #expect(try await store.ask(Stage.redact(1), of: Stage.shop, now: Stage.at(2)) == first)
            let other = try await store.ask(Stage.redact(2), of: Stage.shop, now: Stage.at(3))
            #expect(
                try await store.requests(ComplianceFilter(isOpen: true), limit: 9).map(\.id) == [first.id, other.id]
            )
            #expect(try await store.requests(ComplianceFilter(), limit: 9).map(\.id) == [other.id, first.id])
            #expect(try await store.requests(ComplianceFilter(store: StoreName("b")), limit: 9) == [])
            for (isOpen, order) in [(true, [first, other]), (false, [other, first])] {
                var filter = ComplianceFilter(isOpen: isOpen)
                for request in order {
                    #expect(try await store.requests(filter, limit: 1).map(\.id) == [request.id])
                    filter.behind = request.id
                }
                #expect(try await store.requests(filter, limit: 1) == [])
            }
            let done = try await store.take(.done(file: nil, remark: nil), of: first.id, now: Stage.at(4))
            #expect(done?.state == .done && done?.finishedAt == Stage.at(4))
            #expect(try await store.requests(ComplianceFilter(isOpen: true), limit: 9).map(\.id) == [other.id])
            #expect(try await store.ask(Stage.redact(1), of: Stage.shop, now: Stage.at(5)).id != first.id)
        },
        StoreCheck("What is done stays done, keeps the id, and holds neither address nor phone nor orders.") { stage in
            let asked = try #require(
                try await stage.ask("r", Stage.redact(1, orders: [5], email: "ada@example.com"))
            )
            try await stage.store.count(ErasureCounts(), of: asked.id)
            _ = try await stage.store.take(.begun, of: asked.id, now: Stage.at(101))
            _ = try await stage.store.take(.waiting("for the CRM"), of: asked.id, now: Stage.at(102))
            #expect(try await stage.store.request(asked.id)?.remark == "for the CRM")
            _ = try await stage.store.take(.erased, of: asked.id, now: Stage.at(103))
            #expect(try await stage.store.request(asked.id)?.notice == Stage.redact(1))
            _ = try await stage.store.take(.done(file: "f", remark: "all"), of: asked.id, now: Stage.at(104))
            let again = try await stage.store.take(.done(file: nil, remark: nil), of: asked.id, now: Stage.at(105))
            #expect(again?.begunAt == Stage.at(101) && again?.erasedAt == Stage.at(103))
            #expect(again?.finishedAt == Stage.at(104) && again?.file == "f" && again?.remark == "all")
            #expect(try await stage.store.take(.begun, of: .init(rawValue: 99), now: Stage.at(1)) == nil)
        },
    ]
}
