import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let ruling: [StoreCheck] = [
        StoreCheck("A fault keeps its candidates, in the lane, among the failures and in the story.") { stage in
            let candidates = [
                CRMCandidate(
                    crmID: "c1",
                    externalID: "7",
                    holder: Stage.customerKey(7),
                    page: "https://crm.example/c1"
                ),
                CRMCandidate(crmID: "c2"),
            ]
            try await park(stage, candidates: candidates)
            #expect(try await stage.entry(Stage.customerKey(1))?.fault?.candidates == candidates)
            #expect(try await stage.store.failures(destination: nil).first?.candidates == candidates)
            let parked = try await stage.store.parkedLanes(FailureFilter(), limit: 1)
            #expect(parked.first?.fault.candidates == candidates)
        },
        StoreCheck("A choice is remembered and frees the lane, wanted anew with force.") { stage in
            try await park(stage)
            let lane = Stage.lane(Stage.customerKey(1))
            let ruling = try await stage.store.rule(.record("c1"), on: lane, by: "ada", now: Stage.at(5))
            let expected = IdentityRuling(key: lane, choice: .record("c1"), by: "ada", at: Stage.at(5))
            #expect(ruling == expected)
            #expect(try await stage.store.rulings(on: [lane.record], in: Stage.crm) == [lane.record: expected])
            let entry = try #require(try await stage.entry(lane.record))
            #expect(entry.state == .dirty && entry.due == Stage.at(5) && entry.fault == nil && entry.ruling == expected)
            #expect(try await stage.claim(now: Stage.at(5)).map(\.isForced) == [true])
        },
        StoreCheck("Every choice is kept as it was said.") { stage in
            try await park(stage)
            let lane = Stage.lane(Stage.customerKey(1))
            for choice in [IdentityRuling.Choice.new, .skip, .record("c1"), .undone] {
                #expect(try await stage.store.rule(choice, on: lane, by: "bo", now: Stage.at(6))?.choice == choice)
                #expect(try await stage.store.rulings(in: nil, limit: 9).map(\.choice) == [choice])
            }
        },
        StoreCheck("A later choice keeps what earlier ones may have linked, to be let go of.") { stage in
            try await park(stage)
            let lane = Stage.lane(Stage.customerKey(1))
            let choices: [(IdentityRuling.Choice, leaving: [String])] = [
                (.record("c1"), []), (.record("c2"), ["c1"]), (.new, ["c1", "c2"]), (.record("c1"), ["c2"]),
                (.undone, ["c2", "c1"]),
            ]
            for (choice, leaving) in choices {
                let ruling = try await stage.store.rule(choice, on: lane, by: "ada", now: Stage.at(5))
                #expect(ruling?.leaving == leaving)
            }
        },
        StoreCheck("Nothing is decided of a record without a lane, and nothing taken back that was not decided.") {
            stage in
            try await park(stage)
            let store = stage.store
            let strange = Stage.lane(Stage.customerKey(404))
            #expect(try await store.rule(.new, on: strange, by: "ada", now: Stage.at(5)) == nil)
            let elsewhere = Stage.lane(Stage.customerKey(1), DestinationName("sf"))
            #expect(try await store.rule(.new, on: elsewhere, by: "ada", now: Stage.at(5)) == nil)
            let lane = Stage.lane(Stage.customerKey(1))
            #expect(try await store.rule(.undone, on: lane, by: "ada", now: Stage.at(5)) == nil)
            #expect(try await stage.entry(lane.record)?.state == .parked)
            #expect(try await store.rulings(in: nil, limit: 9) == [])
        },
        StoreCheck("Rulings are listed newest first, of one destination or all, within the limit.") { stage in
            try await stage.apply("w1", Stage.customer(1), Stage.customer(2), Stage.order(3))
            for (index, key) in [Stage.customerKey(1), Stage.orderKey(3), Stage.customerKey(2)].enumerated() {
                let now = Stage.at(Int64(index))
                _ = try await stage.store.rule(.new, on: Stage.lane(key), by: "ada", now: now)
            }
            let listed = try await stage.store.rulings(in: Stage.crm, limit: 9).map(\.key.record.id)
            #expect(listed == [2, 3, 1])
            #expect(try await stage.store.rulings(in: nil, limit: 2).map(\.key.record.id) == [2, 3])
            #expect(try await stage.store.rulings(in: DestinationName("sf"), limit: 9) == [])
            let keys = [Stage.customerKey(1), Stage.customerKey(9), Stage.orderKey(3)]
            let some = try await stage.store.rulings(on: keys, in: Stage.crm)
            #expect(some.keys.map(\.id).sorted() == [1, 3])
        },
        StoreCheck("The owner lets go: the lane forgets the link, and a ruling that was taken back is forgotten.") {
            stage in
            let lane = Stage.lane(Stage.customerKey(1))
            let (claimed, ruling) = try await linked(stage, then: .undone)
            #expect(ruling.leaving == ["c1"])
            #expect(try await letGo(stage, ["c1"], ruling))
            #expect(try await stage.store.link(lane) == nil)
            #expect(try await stage.store.rulings(in: nil, limit: 9) == [])
            try await stage.settle(claimed, .parked(Stage.fault), now: Stage.at(9))
            let entry = try #require(try await stage.entry(lane.record))
            #expect(entry.state == .parked && entry.link == nil && entry.ruling == nil)
        },
        StoreCheck("A choice that stands is kept when its former records are let go of; another link stays.") { stage in
            let lane = Stage.lane(Stage.customerKey(1))
            let (_, ruling) = try await linked(stage, then: .record("c2"))
            #expect(try await letGo(stage, ["c9"], ruling))
            #expect(try await stage.store.link(lane)?.crmID == "c1")
            let kept = try await stage.store.rulings(in: nil, limit: 9)
            #expect(kept.map(\.choice) == [.record("c2")] && kept.map(\.leaving) == [[]])
        },
        StoreCheck("Nobody lets go for a ruling that is another one by now, or under a former epoch.") { stage in
            let lane = Stage.lane(Stage.customerKey(1))
            let (_, ruling) = try await linked(stage, then: .undone)
            #expect(try await !letGo(stage, ["c1"], ruling, epoch: 7))
            let newer = try #require(try await stage.store.rule(.skip, on: lane, by: "bo", now: Stage.at(8)))
            #expect(try await !letGo(stage, ["c1"], ruling))
            #expect(try await stage.store.link(lane)?.crmID == "c1")
            #expect(try await letGo(stage, ["c1"], newer))
            #expect(try await stage.store.link(lane) == nil)
        },
        StoreCheck("What is not claimed is not let go of.") { stage in
            let (claimed, ruling) = try await linked(stage, then: .undone)
            try await stage.settle(claimed, .wait(due: Stage.at(20)), now: Stage.at(9))
            #expect(try await !letGo(stage, ["c1"], ruling))
        },
        StoreCheck("What the record was linked to before is remembered, and returned to with its orders.") { stage in
            try await stage.apply("w1", Stage.customer(1), Stage.order(5, customer: 1))
            try await stage.own()
            for claimed in try await stage.claim() {
                let link = Link(object: "contacts", crmID: "c0", associatedTo: "c0")
                let isOrder = claimed.key.record.kind == .order
                try await stage.settle(
                    claimed,
                    .delivered(Stage.state, link: link, waitsForCustomer: isOrder ? 1 : nil)
                )
            }
            let lane = Stage.lane(Stage.customerKey(1))
            let first = try await stage.store.rule(.record("c1"), on: lane, by: "ada", now: Stage.at(2))
            #expect(first?.former?.crmID == "c0")
            let claimed = try #require(try await stage.claim(now: Stage.at(3)).first)
            try await stage.settle(claimed, Stage.delivered("c1"), now: Stage.at(3))
            // The order follows.
            let order = try #require(try await stage.claim(now: Stage.at(3)).first)
            let moved = Link(object: "contacts", crmID: "d5", associatedTo: "c1")
            try await stage.settle(order, .delivered(Stage.state, link: moved, waitsForCustomer: 1), now: Stage.at(4))
            let undone = try #require(try await stage.store.rule(.undone, on: lane, by: "ada", now: Stage.at(5)))
            #expect(undone.former?.crmID == "c0" && undone.leaving == ["c1"])
            #expect(try await stage.claim(now: Stage.at(6)).map(\.key) == [lane])
            #expect(try await letGo(stage, ["c1"], undone, returningTo: undone.former))
            #expect(try await stage.store.link(lane)?.crmID == "c0")
            #expect(try await stage.claim(now: Stage.at(10)).map(\.key.record) == [Stage.orderKey(5)])
        },
        StoreCheck("With the person, what was said of them is erased.") { stage in
            try await park(stage)
            let lane = Stage.lane(Stage.customerKey(1))
            _ = try await stage.store.rule(.record("c1"), on: lane, by: "ada", now: Stage.at(5))
            let request = try await stage.ask("w9", Stage.redact(1))
            try await stage.erase(request, lane.record)
            #expect(try await stage.store.rulings(in: nil, limit: 9) == [])
            #expect(try await stage.store.rule(.new, on: lane, by: "ada", now: Stage.at(7)) == nil)
        },
    ]

    private static func letGo(
        _ stage: StoreStage,
        _ records: Set<String>,
        _ ruling: IdentityRuling,
        returningTo former: Link? = nil,
        epoch: Int64 = 1
    ) async throws -> Bool {
        try await stage.store.letGo(
            IdentityRelease(ruling, records: records, returningTo: former, epoch: epoch, now: Stage.at(10))
        )
    }

    /// Parks customer 1 as a doubtful match.
    private static func park(_ stage: StoreStage, candidates: [CRMCandidate] = []) async throws {
        try await stage.own()
        try await stage.apply("w1", Stage.customer(1))
        let claimed = try #require(try await stage.claim().first)
        let fault = DeliveryFault(.identityConflict, .park, message: "several", candidates: candidates)
        try await stage.settle(claimed, .parked(fault), now: Stage.at(1))
    }

    /// Customer 1 linked to `c1` by a choice, claimed for a later one.
    private static func linked(
        _ stage: StoreStage,
        then choice: IdentityRuling.Choice
    ) async throws -> (ClaimedLane, IdentityRuling) {
        try await park(stage)
        let lane = Stage.lane(Stage.customerKey(1))
        _ = try await stage.store.rule(.record("c1"), on: lane, by: "ada", now: Stage.at(2))
        let first = try #require(try await stage.claim(now: Stage.at(3)).first)
        try await stage.settle(first, Stage.delivered("c1"), now: Stage.at(3))
        let ruling = try #require(try await stage.store.rule(choice, on: lane, by: "ada", now: Stage.at(4)))
        return (try #require(try await stage.claim(now: Stage.at(5)).first), ruling)
    }
}
