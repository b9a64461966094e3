import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let failures: [StoreCheck] = [
        StoreCheck("Parked lanes are grouped by destination, kind and code, most first.") { stage in
            try await park(stage)
            let groups = try await stage.store.failures(destination: nil)
            #expect(groups.map(\.count) == [2, 1, 1])
            #expect(groups.map(\.code) == [.invalidValue, .requiredField, .invalidValue])
            #expect(groups.map(\.kind) == [.customer, .customer, .order])
            let first = try #require(groups.first)
            #expect(first.destination == Stage.crm && first.firstAt == Stage.at(1) && first.lastAt == Stage.at(2))
            #expect([1, 2].contains(first.example.id))
            #expect(first.message == "customer \(first.example.id)")
            #expect(try await stage.store.failures(destination: DestinationName("sf")).isEmpty)
            #expect(try await stage.store.failures(destination: Stage.crm).count == 3)
        },
        StoreCheck("Parked lanes are listed newest first, by any filter, within the limit.") { stage in
            try await park(stage)
            func ids(_ filter: FailureFilter, limit: Int = 10) async throws -> [Int64] {
                try await stage.store.parkedLanes(filter, limit: limit).map(\.key.record.id)
            }
            #expect(try await ids(FailureFilter()) == [4, 3, 2, 1])
            #expect(try await ids(FailureFilter(), limit: 2) == [4, 3])
            #expect(try await ids(FailureFilter(kind: .customer)) == [3, 2, 1])
            #expect(try await ids(FailureFilter(code: .invalidValue)) == [4, 2, 1])
            #expect(try await ids(FailureFilter(record: Stage.orderKey(4))) == [4])
            #expect(try await ids(FailureFilter(record: Stage.customerKey(4))) == [])
            #expect(try await ids(FailureFilter(destination: DestinationName("sf"))) == [])
            #expect(try await ids(FailureFilter(store: Stage.shop, kind: .order)) == [4])
            #expect(try await ids(FailureFilter(store: StoreName("other"))) == [])
            let late = try await stage.store.failures(FailureFilter(store: Stage.shop, parkedSince: Stage.at(2)))
            #expect(late.map(\.count) == [1, 1, 1] && late.allSatisfy { $0.firstAt >= Stage.at(2) })
            #expect(try await stage.store.failures(FailureFilter(store: StoreName("other"))).isEmpty)
            let parked = try #require(try await stage.store.parkedLanes(FailureFilter(), limit: 1).first)
            #expect(parked.parkedAt == Stage.at(4) && parked.fault.message == "order 4")
            #expect(parked.fault.fields == ["f"] && parked.key.destination == Stage.crm)
        },
        StoreCheck("What waits is listed by how long it has, with what it waits for; nothing else is.") { stage in
            try await stage.own()
            try await stage.apply("w1", Stage.customer(1), Stage.customer(2), now: Stage.at(1))
            try await stage.apply("w2", Stage.order(4), Stage.order(3), now: Stage.at(2))
            let claimed = try await stage.claim(now: Stage.at(3), orders: 0)
            for lane in claimed where lane.key.record.id == 2 {
                try await stage.settle(lane, .retry(due: Stage.at(99), fault: Stage.fault), now: Stage.at(4))
            }
            let waiting = try await stage.store.waitingLanes(destination: nil, limit: 10)
            #expect(waiting.map(\.key.record.id) == [1, 2, 3, 4])
            #expect(waiting.map(\.state) == [.claimed, .dirty, .dirty, .dirty])
            #expect(waiting.map(\.since) == [1, 1, 2, 2].map { Stage.at($0) })
            #expect(waiting.map(\.due) == [nil, Stage.at(99), Stage.at(2), Stage.at(2)])
            #expect(
                waiting.map(\.attempts) == [0, 1, 0, 0]
                    && waiting.map { $0.fault != nil } == [false, true, false, false]
            )
            #expect(try await stage.store.waitingLanes(destination: Stage.crm, limit: 2) == Array(waiting.prefix(2)))
            #expect(try await stage.store.waitingLanes(destination: DestinationName("sf"), limit: 9).isEmpty)
            for lane in claimed where lane.key.record.id == 1 {
                try await stage.settle(lane, .parked(Stage.fault), now: Stage.at(5))
            }
            #expect(try await stage.store.waitingLanes(destination: nil, limit: 9).map(\.key.record.id) == [2, 3, 4])
        },
        StoreCheck("Released lanes are dirty and due now with attempts anew; discarded ones are left alone.") { stage in
            try await park(stage)
            let retried = FailureFilter(destination: Stage.crm, code: .requiredField)
            #expect(try await stage.store.release(retried, discard: false, now: Stage.at(50)) == 1)
            let entry = try #require(try await stage.entry(Stage.customerKey(3)))
            #expect(entry.state == .dirty && entry.due == Stage.at(50) && entry.attempts == 0 && entry.fault == nil)
            #expect(try await stage.store.release(FailureFilter(kind: .order), discard: true, now: Stage.at(51)) == 1)
            #expect(try await stage.entry(Stage.orderKey(4))?.state == .discarded)
            let one = FailureFilter(record: Stage.customerKey(1))
            #expect(try await stage.store.release(one, discard: false, now: Stage.at(52)) == 1)
            #expect(try await stage.store.release(one, discard: false, now: Stage.at(52)) == 0)
            #expect(try await stage.claim(now: Stage.at(60)).map(\.key.record.id) == [3, 1])
            #expect(try await stage.store.parkedLanes(FailureFilter(), limit: 9).map(\.key.record.id) == [2])
            #expect(try await stage.store.failures(destination: nil).map(\.count) == [1])
        },
        StoreCheck("Within a limit those are released that were parked first, and only of the time that is meant.") {
            stage in
            try await park(stage)
            func release(_ filter: FailureFilter, limit: Int) async throws -> Int {
                try await stage.store.release(filter, discard: false, limit: limit, now: Stage.at(50))
            }
            #expect(try await release(FailureFilter(), limit: 1) == 1)
            #expect(try await stage.entry(Stage.customerKey(1))?.state == .dirty)
            #expect(try await release(FailureFilter(parkedBefore: Stage.at(2)), limit: 9) == 0)
            #expect(try await release(FailureFilter(parkedBefore: Stage.at(3)), limit: 9) == 1)
            #expect(try await stage.entry(Stage.customerKey(2))?.state == .dirty)
            let late = FailureFilter(parkedSince: Stage.at(4))
            #expect(try await stage.store.parkedLanes(late, limit: 9).map(\.key.record.id) == [4])
            #expect(try await release(late, limit: 9) == 1)
            #expect(try await stage.store.parkedLanes(FailureFilter(), limit: 9).map(\.key.record.id) == [3])
            #expect(try await stage.store.release(FailureFilter(), discard: true, limit: 0, now: Stage.at(51)) == 0)
        },
    ]

    /// Parks customers 1, 2 (invalid value) and 3 (required field), and order 4 (invalid value), a second apart.
    private static func park(_ stage: StoreStage) async throws {
        try await stage.own()
        try await stage.apply("w1", Stage.customer(1), Stage.customer(2), Stage.customer(3), Stage.order(4))
        for lane in try await stage.claim() {
            let record = lane.key.record
            let fault = DeliveryFault(
                record.id == 3 ? .requiredField : .invalidValue,
                .park,
                message: "\(record.kind.rawValue) \(record.id)",
                fields: ["f"]
            )
            try await stage.settle(lane, .parked(fault), now: Stage.at(record.id))
        }
    }
}
