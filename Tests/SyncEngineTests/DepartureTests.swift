import SyncModel
import Testing

@testable import SyncEngine

/// Customers who were merged in Shopify: one contact is left, with everybody's orders.
@Suite struct DepartureTests {
    private let stage = EngineStage()

    /// One who was merged into another.
    private func merged(_ id: Int64, into survivor: Int64, version: Int64 = 9) -> SyncRecord {
        EngineStage.customer(id, "\(id)@x.de", mergedInto: survivor, version: version)
    }

    /// Two customers with an order each, delivered.
    private func two() async throws {
        try await stage.apply(
            EngineStage.customer(1, "1@x.de", name: "Ada"),
            EngineStage.customer(2, "2@x.de", name: "Bea"),
            EngineStage.order(11, customer: 1),
            EngineStage.order(12, customer: 2)
        )
        try await stage.settle()
        #expect(stage.contacts.count == 2)
    }

    /// One contact is left, the survivor's, and it has both orders.
    private func expectOne(survivor: Int64 = 2, _ name: String = "Bea") async throws {
        let link = try #require(try await stage.link(.customer, survivor))
        #expect(stage.contacts.count == 1 && stage.contact(survivor) == stage.contacts[link.crmID])
        #expect(stage.contact(survivor)?.fields["firstname"] == name && link.standing == .owner)
        for order in [Int64(11), 12] {
            #expect(stage.deal(order)?.contacts == [link.crmID], "order \(order)")
            #expect(try await stage.link(.order, order)?.associatedTo == link.crmID, "order \(order)")
        }
    }

    @Test(arguments: [false, true], [1, 100])
    func theContactsBecomeOneWithBothOrders(_ isRenamed: Bool, _ limit: Int) async throws {
        stage.crm.with { $0.renamesSurvivors = isRenamed }
        try await two()
        try await stage.apply(merged(1, into: 2))
        try await stage.settle(limit: limit)
        try await expectOne()
        let lane = try await stage.lane(.customer, 1)
        #expect(lane.state == .clean && lane.deliveries.last?.outcome == "merged")
        #expect(lane.link == nil)
        // Looked at again, nothing is left to do.
        let before = stage.writes.count
        try await stage.mark(.customer, 1)
        try await stage.mark(.order, 11, force: false)
        try await stage.settle()
        #expect(stage.writes.count == before)
        try await expectOne()
    }

    @Test func theFormerContactIsNeverTakenFromAnOrderOnceItIsAPartOfTheOther() async throws {
        try await two()
        let former = try #require(try await stage.link(.customer, 1)).crmID
        try await stage.apply(merged(1, into: 2))
        try await stage.settle()
        let removed = stage.writes.flatMap(\.records).flatMap(\.formerParents)
        #expect(!removed.contains(former))
    }

    @Test func anOrderThatComesLaterGoesToTheSurvivor() async throws {
        try await two()
        try await stage.apply(merged(1, into: 2))
        try await stage.settle()
        try await stage.apply(EngineStage.order(13, customer: 1))
        try await stage.settle()
        #expect(stage.deal(13)?.contacts == [try #require(try await stage.link(.customer, 2)).crmID])
        try await stage.apply(EngineStage.order(11, customer: 2, version: 10))
        try await stage.settle()
        try await expectOne()
    }

    @Test func aSurvivorWithoutAContactGetsThisOne() async throws {
        try await stage.apply(EngineStage.customer(1, "1@x.de", name: "Ada"), EngineStage.order(11, customer: 1))
        try await stage.settle()
        let id = try #require(try await stage.link(.customer, 1)).crmID
        try await stage.apply(merged(1, into: 2))
        try await stage.settle()
        #expect(stage.contacts[id]?.externalID == "2")
        try await stage.apply(EngineStage.customer(2, "2@x.de", name: "Bea"), EngineStage.order(12, customer: 2))
        try await stage.settle()
        #expect(try await stage.link(.customer, 2)?.crmID == id)
        try await expectOne()
    }

    /// Our books do not say yet whose it is, and the CRM held none of ours when it was asked.
    @Test func aContactThatASurvivorGetsInTheSamePassKeepsWhatIsWrittenOnlyOnce() async throws {
        try await stage.apply(EngineStage.customer(1, "1@x.de", name: "Ada"), origin: .history)
        try await stage.settle()
        let id = try #require(try await stage.link(.customer, 1)).crmID
        try await stage.apply(merged(1, into: 2), EngineStage.customer(2, "2@x.de", name: "Bea"))
        try await stage.settle()
        #expect(try await stage.link(.customer, 2)?.crmID == id)
        #expect(stage.contact(2)?.fields["firstname"] == "Bea")
        #expect(stage.contact(2)?.fields["origin"] == "history")
    }

    @Test func aSurvivorWhoSharedTheContactOwnsItFromNowOn() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"), EngineStage.order(11, customer: 1))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(2, "a@x.de", name: "Bea"), EngineStage.order(12, customer: 2))
        try await stage.settle()
        #expect(try await stage.link(.customer, 2)?.standing == .shared)
        try await stage.apply(EngineStage.customer(1, "a@x.de", mergedInto: 2, version: 9))
        try await stage.settle()
        try await expectOne()
    }

    @Test func oneWhoOnlySharedLeavesTheOthersContactAlone() async throws {
        try await stage.apply(EngineStage.customer(2, "a@x.de", name: "Bea"), EngineStage.order(12, customer: 2))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"), EngineStage.order(11, customer: 1))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(1, "a@x.de", mergedInto: 2, version: 9))
        try await stage.settle()
        try await expectOne()
        #expect(stage.crm.with { $0.calls.filter { $0.name == "merge" }.isEmpty })
    }

    @Test func aContactThatWasThereBeforeStaysWithoutOurId() async throws {
        let id = stage.crm.with { $0.add(.init(fields: ["email": "1@x.de", "firstname": "Her Own"])) }
        try await two()
        #expect(try await stage.link(.customer, 1)?.isAdopted == true)
        try await stage.apply(merged(1, into: 2))
        try await stage.settle()
        #expect(stage.contacts[id]?.externalID == nil && stage.contacts[id]?.fields["firstname"] == "Her Own")
        let survivor = try #require(try await stage.link(.customer, 2)).crmID
        #expect(stage.deal(11)?.contacts == [survivor] && stage.deal(12)?.contacts == [survivor])
        #expect(try await stage.link(.customer, 1) == nil)
    }

    @Test func whereContactsCannotBeMergedTheOrdersMoveAndTheContactGoes() async throws {
        stage.crm.with { $0.lacksMerging = true }
        try await two()
        try await stage.apply(merged(1, into: 2))
        try await stage.settle()
        try await expectOne()
        #expect(stage.crm.with { $0.removals.map(\.isForGood) } == [false])
    }

    @Test func aLostAnswerOrADeadProcessMergesOnlyOnce() async throws {
        try await two()
        try await stage.apply(merged(1, into: 2))
        let lanes = try await stage.claim()
        stage.store.breakDown(afterWriting: 0)
        await #expect(throws: ObservedStore.Broken.self) { try await stage.deliver(lanes) }
        stage.store.breakDown(false)
        try await stage.releaseClaims()
        try await stage.settle()
        try await expectOne()
    }

    @Test func oneWhoseCreationWasNeverAnsweredIsFoundByItsId() async throws {
        try await stage.apply(EngineStage.customer(2, "2@x.de", name: "Bea"), EngineStage.order(12, customer: 2))
        try await stage.settle()
        stage.crm.with { $0.troubles = [.after(.outage(mayBeWritten: true))] }
        try await stage.apply(EngineStage.customer(1, "1@x.de", name: "Ada"))
        try await stage.pass()
        #expect(stage.contact(1) != nil)
        try await stage.apply(merged(1, into: 2), EngineStage.order(11, customer: 1))
        try await stage.settle()
        try await expectOne()
    }

    @Test func oneMergerAfterAnotherEndsWithTheLast() async throws {
        try await two()
        try await stage.apply(EngineStage.customer(3, "3@x.de", name: "Cleo"))
        try await stage.settle()
        try await stage.apply(merged(1, into: 2), merged(2, into: 3, version: 10))
        try await stage.settle(limit: 1)
        try await expectOne(survivor: 3, "Cleo")
    }

    @Test func anOutageBurnsNoAttempt() async throws {
        try await two()
        try await stage.apply(merged(1, into: 2))
        stage.crm.with { $0.outage = .outage() }
        for _ in 0..<5 {
            try await stage.pass()
            stage.clock.advance(.seconds(300))
        }
        let lane = try await stage.lane(.customer, 1)
        #expect(lane.state == .dirty && lane.attempts == 0)
        stage.crm.with { $0.outage = nil }
        try await stage.settle()
        try await expectOne()
    }
}
