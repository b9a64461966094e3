import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let refusals: [StoreCheck] = [
        StoreCheck("What a CRM refused is counted and grouped by its fields until it is sent again and taken.") {
            stage in
            let store = stage.store
            try await stage.own()
            try await stage.apply("w1", Stage.customer(1), Stage.customer(2), Stage.order(3))
            try await deliver(stage, refusing: ["email"], of: .customer)
            try await deliver(stage, refusing: ["amount", "dealname"], of: .order)
            #expect(try await store.overview().refused == [Stage.crm: 3])
            let groups = try await store.refusals(destination: nil)
            #expect(groups.map(\.fields) == [["email"], ["amount", "dealname"]])
            #expect(groups.map(\.count) == [2, 1] && groups.map(\.kind) == [.customer, .order])
            #expect(groups.map(\.example) == [Stage.customerKey(1), Stage.orderKey(3)])
            #expect(groups.map(\.message) == ["email was left out: no", "amount was left out: no"])
            #expect(try await store.refusals(destination: Stage.crm) == groups)
            #expect(try await store.refusals(destination: DestinationName("sf")).isEmpty)

            // Sent again and taken; the other customer keeps its refusal, whatever else is sent.
            try await store.mark(
                [Stage.customerKey(1)],
                destination: Stage.crm,
                force: true,
                origin: .live,
                now: Stage.at(5)
            )
            try await deliver(stage, refusing: [], of: .customer)
            #expect(try await store.refusals(destination: nil).map(\.count) == [1, 1])
            #expect(try await store.refusals(destination: nil).map(\.example.id) == [2, 3])
            #expect(try await store.overview().refused == [Stage.crm: 2])
            try await store.unlink(Stage.lane(Stage.customerKey(2)))
            #expect(try await store.overview().refused == [Stage.crm: 1])
        },
        StoreCheck("What is not in a CRM and is not to be is counted apart from what is.") { stage in
            let store = stage.store
            try await stage.own()
            try await stage.apply("w1", Stage.customer(1), Stage.customer(2), Stage.order(3))
            #expect(try await store.overview().leftOut == [:], "what waits may still come")
            try await deliver(stage, refusing: [], of: .customer)
            try await deliver(stage, refusing: [], of: .order)
            #expect(try await store.overview().leftOut == [:])
            try await store.unlink(Stage.lane(Stage.customerKey(2)))
            #expect(try await store.overview().leftOut == [Stage.crm: 1])
        },
        StoreCheck("What was sent and is left out now is counted so until it is sent again.") { stage in
            let store = stage.store
            try await stage.own()
            try await stage.apply("w1", Stage.customer(1), Stage.customer(2))
            try await deliver(stage, refusing: [], of: .customer)
            try await leaveOut(Stage.customerKey(1), on: stage)
            #expect(try await store.overview().leftOut == [Stage.crm: 1])
            let held = try await store.audited(.customer, of: Stage.shop, .ids([1, 2]), destinations: [Stage.crm])
            #expect(held.compactMap { $0.lanes[Stage.crm]?.isLeftOut } == [true, false])
            #expect(held.allSatisfy { $0.lanes[Stage.crm]?.link != nil }, "its record stays as it is")
            try await mark(Stage.customerKey(1), on: stage)
            #expect(try await store.overview().leftOut == [:], "what waits may come again")
            try await deliver(stage, refusing: [], of: .customer)
            #expect(try await store.overview().leftOut == [:])
        },
        StoreCheck("A server's refusal of a configuration is what it said of itself last.") { stage in
            let store = stage.store
            var one = ServerNode(owner: "one", role: "all", version: "1.0", startedAt: Stage.at(1))
            let refusal = NodeWord.Refusal(at: Stage.at(2), reason: "line 4 is wrong")
            one.word = NodeWord(lookedAt: Stage.at(2))
            one.word?.refusal = refusal
            one.word?.mappings = ["hubspot": "1f"]
            #expect(try await store.beat(one, lasting: .seconds(7)).map(\.word?.refusal) == [refusal])
            #expect(try await store.nodes().map(\.word?.mappings) == [["hubspot": "1f"]])
            one.word?.refusal = nil
            _ = try await store.beat(one, lasting: .seconds(7))
            #expect(try await store.nodes().map(\.word?.refusal) == [nil])
        },
    ]

    private static func mark(_ key: RecordKey, on stage: Stage) async throws {
        try await stage.store.mark([key], destination: Stage.crm, force: true, origin: .live, now: Stage.at(5))
    }

    /// A rule says so at the next delivery.
    private static func leaveOut(_ key: RecordKey, on stage: Stage) async throws {
        try await mark(key, on: stage)
        let ends = try await stage.claim(now: Stage.at(9), customers: 100, orders: 0).map { lane in
            Settlement(key: lane.key, wanted: lane.wanted, result: .skipped(reason: "a rule"))
        }
        _ = try await stage.store.settle(ends, destination: Stage.crm, epoch: 1, now: Stage.at(9))
    }

    private static func deliver(_ stage: Stage, refusing fields: [String], of kind: RecordKind) async throws {
        let names = ["email", "amount", "dealname"]
        let state = DeliveredState(
            whole: 7,
            fields: Dictionary(uniqueKeysWithValues: names.map { (DeliveredState.key($0), UInt64(1)) })
        )
        let claimed = try await stage.claim(
            now: Stage.at(9),
            customers: kind == .customer ? 100 : 0,
            orders: kind == .order ? 100 : 0
        )
        let settlements = claimed.map { lane in
            Settlement(
                key: lane.key,
                wanted: lane.wanted,
                result: .delivered(
                    state,
                    link: Link(object: "object", crmID: "crm-\(lane.key.record.id)"),
                    waitsForCustomer: nil
                ),
                written: RefusedFields.Written(sent: Set(names), refused: fields),
                note: DeliveryNote(
                    at: Stage.at(9),
                    outcome: "updated",
                    message: fields.first.map { "\($0) was left out: no" }
                )
            )
        }
        _ = try await stage.store.settle(settlements, destination: Stage.crm, epoch: 1, now: Stage.at(9))
    }
}
