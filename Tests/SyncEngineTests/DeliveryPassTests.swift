import SyncModel
import Testing

@testable import SyncEngine

@Suite struct DeliveryPassTests {
    @Test func theContactGoesBeforeItsOrderInOnePass() async throws {
        let stage = EngineStage()
        try await stage.apply(EngineStage.order(11, customer: 1), EngineStage.customer(1, "a@x.de"))
        try await stage.pass()
        #expect(stage.writes.map(\.kind) == [.customer, .order])
        let contact = try #require(try await stage.link(.customer, 1))
        #expect(stage.deal(11)?.contacts == [contact.crmID])
        #expect(try await stage.lane(.order, 11).state == .clean)
        #expect(try await stage.settle() == 0)
    }

    @Test func anOrderDoesNotWaitForAParkedCustomerAndIsAssociatedOnceItIsMended() async throws {
        let stage = EngineStage()
        try await stage.apply(
            EngineStage.customer(1, "a@x.de", note: "unmappable"),
            EngineStage.order(11, customer: 1)
        )
        try await stage.settle()
        #expect(try await stage.lane(.customer, 1).state == .parked)
        #expect(try await stage.lane(.order, 11).state == .clean)
        #expect(stage.deal(11)?.contacts == [])
        try await stage.apply(EngineStage.customer(1, "a@x.de", note: "fine", version: 2))
        try await stage.settle()
        let contact = try #require(try await stage.link(.customer, 1))
        #expect(stage.deal(11)?.contacts == [contact.crmID])
        #expect(stage.deal(11)?.writes == 2)
    }

    @Test func everyOutcomeKeepsTheMappingThatDecidedIt() async throws {
        let stage = EngineStage(mapper: TestMapper(identity: "1f"))
        try await stage.apply(
            EngineStage.customer(1, "a@x.de"),
            EngineStage.customer(2, "b@x.de", note: "unmappable"),
            EngineStage.customer(3, "c@x.de", note: "skip")
        )
        try await stage.settle()
        for id: Int64 in 1...3 {
            let story = try #require(try await stage.store.story(of: EngineStage.key(.customer, id), limit: 9))
            #expect(story.lanes.first?.deliveries.map(\.mapping) == ["1f"], "\(id)")
        }
    }

    @Test func aBurstIsOneWriteOfTheNewest() async throws {
        let stage = EngineStage()
        for version in 1...20 {
            try await stage.apply(EngineStage.customer(1, "a@x.de", name: "v\(version)", version: Int64(version)))
        }
        try await stage.settle()
        #expect(stage.writes.count == 1)
        #expect(stage.contact(1)?.fields["firstname"] == "v20")
    }

    @Test func whatIsUnchangedCostsNoCallUnlessItIsForced() async throws {
        let stage = EngineStage()
        try await stage.apply(EngineStage.customer(1, "a@x.de"), EngineStage.order(11, customer: 1))
        try await stage.settle()
        let keys = [EngineStage.key(.customer, 1), EngineStage.key(.order, 11)]
        func mark(force: Bool) async throws {
            try await stage.store.mark(
                keys,
                destination: EngineStage.crmName,
                force: force,
                origin: .history,
                now: stage.clock.now
            )
            try await stage.settle()
        }
        let before = stage.writes.count
        // The origin has become another, which is written on creation only.
        try await mark(force: false)
        #expect(stage.writes.count == before)
        #expect(try await stage.lane(.customer, 1).state == .clean)
        try await mark(force: true)
        #expect(stage.writes.count == before + 2)
        try await mark(force: false)
        #expect(stage.writes.count == before + 2)
    }

    @Test func onlyChangedFieldsAreSent() async throws {
        let stage = EngineStage()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Bea", version: 2))
        try await stage.settle()
        #expect(stage.writes.last?.records.first?.fields.map(\.name) == ["firstname"])
    }

    @Test func aMarkDuringTheClaimIsDeliveredAgain() async throws {
        let stage = EngineStage()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        let claimed = try await stage.claim()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Bea", version: 2))
        _ = try await stage.deliver(claimed)
        #expect(stage.contact(1)?.fields["firstname"] == "Ada")
        #expect(try await stage.lane(.customer, 1).state == .dirty)
        try await stage.settle()
        #expect(stage.contact(1)?.fields["firstname"] == "Bea")
    }

    @Test func aFailingRecordIsTriedAgainLaterAndLaterAndThenParked() async throws {
        let stage = EngineStage(retry: RetryPolicy(first: .seconds(1), cap: .seconds(600), maximumAttempts: 4))
        stage.crm.with { $0.refusals["1"] = .outage() }
        try await stage.apply(EngineStage.customer(1, "a@x.de"))
        var pauses: [Double] = []
        for attempt in 1...3 {
            try await stage.pass()
            let lane = try await stage.lane(.customer, 1)
            #expect(lane.state == .dirty && lane.attempts == attempt)
            let pause = try #require(lane.due).since(stage.clock.now)
            pauses.append(pause.seconds)
            stage.clock.advance(pause)
        }
        #expect((0.5...1).contains(pauses[0]) && (1...2).contains(pauses[1]) && (2...4).contains(pauses[2]))
        try await stage.pass()
        let lane = try await stage.lane(.customer, 1)
        #expect(lane.state == .parked && lane.fault?.code == .unavailable)
        stage.crm.with { $0.refusals = [:] }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Bea", version: 2))
        try await stage.settle()
        #expect(stage.contact(1)?.fields["firstname"] == "Bea")
    }

    @Test(arguments: [Disposition.wait(.seconds(30)), .pause(.destination), .retry])
    func whatConcernsTheDestinationBurnsNoAttempt(_ disposition: Disposition) async throws {
        let stage = EngineStage()
        try await stage.apply(EngineStage.customer(1, "a@x.de").newcomer, EngineStage.order(11, customer: 1))
        stage.crm.with { $0.outage = DeliveryFault(.rateLimited, disposition, message: "no") }
        let result = try await stage.pass()
        #expect(result.holds.map(\.disposition) == [disposition])
        // The orders are not even tried.
        #expect(stage.writes.map(\.kind) == [.customer])
        for kind in RecordKind.allCases {
            let lane = try await stage.lane(kind, kind == .customer ? 1 : 11)
            #expect(lane.state == .dirty && lane.attempts == 0 && lane.deliveries.map(\.outcome) == ["wait"])
        }
    }

    @Test func aPauseOfOneKindLetsTheOtherGoOn() async throws {
        let stage = EngineStage()
        try await stage.apply(EngineStage.customer(1, "a@x.de"), EngineStage.order(11, customer: 1))
        let fault = DeliveryFault(.missingScope, .pause(.kind(.customer)), message: "no scope")
        stage.crm.with { $0.troubles = [.before(fault)] }
        let result = try await stage.pass()
        #expect(result.holds == [fault])
        #expect(stage.deal(11) != nil)
        #expect(try await stage.lane(.customer, 1).state == .dirty)
    }

    @Test func aLostAnswerIsDeliveredAgainWithoutADuplicate() async throws {
        let stage = EngineStage()
        try await stage.apply(EngineStage.customer(1, "a@x.de"), EngineStage.order(11, customer: 1))
        stage.crm.with {
            $0.troubles = [.after(.outage(mayBeWritten: true)), .none, .after(.outage(mayBeWritten: true))]
        }
        try await stage.settle()
        #expect(stage.contacts.count == 1)
        #expect(stage.crm.with { $0.records[.order]?.count } == 1)
        #expect(stage.deal(11)?.contacts.count == 1)
    }

    @Test func afterALostAnswerTheFormerValueIsNotTakenForGranted() async throws {
        let stage = EngineStage()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Bea", version: 2))
        stage.crm.with { $0.troubles = [.after(.outage(mayBeWritten: true))] }
        try await stage.pass()
        #expect(stage.contact(1)?.fields["firstname"] == "Bea")
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada", version: 3))
        try await stage.settle()
        #expect(stage.contact(1)?.fields["firstname"] == "Ada")
    }

    @Test func whatAFormerOwnerWroteLateIsWrittenAgain() async throws {
        let stage = EngineStage()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "old", version: 2))
        let epoch = try await stage.own()
        let stale = try await stage.claim()
        // Another node takes over, delivers something newer, and is done.
        let held = try #require(try await stage.store.holder(of: EngineStage.crmName.leaseName))
        _ = try await stage.store.takeOver(held, owner: "test", lasting: .seconds(9_000))
        #expect(try await stage.releaseClaims() == 1)
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "new", version: 3))
        try await stage.settle()
        #expect(stage.contact(1)?.fields["firstname"] == "new")
        // Now the former owner wakes up and writes what it had in hand.
        // It ends right after it is told so.
        stage.store.breakDown(afterWriting: 1)
        let result = try await stage.deliver(stale, epoch: epoch)
        stage.store.breakDown(false)
        #expect(result.refused == 1)
        #expect(stage.contact(1)?.fields["firstname"] == "old")
        try await stage.settle()
        #expect(stage.contact(1)?.fields["firstname"] == "new")
    }

    @Test func aRequestWithoutAnAnswerThatTakesEffectLateIsOverwritten() async throws {
        let stage = EngineStage()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "old", version: 2))
        stage.crm.with { $0.troubles = [.before(.noAnswer)] }
        try await stage.pass()
        let late = try #require(stage.writes.last?.records.first)
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "new", version: 3))
        try await stage.settle()
        stage.crm.with { _ = $0.write(late, kind: .customer) }
        #expect(stage.contact(1)?.fields["firstname"] == "old")
        stage.clock.advance(DestinationRoute.requestTime)
        try await stage.pass()
        #expect(stage.contact(1)?.fields["firstname"] == "new")
        // Once is enough.
        stage.clock.advance(.seconds(600))
        #expect(try await stage.claim().isEmpty)
    }

    @Test func whatADeadProcessSentIsOverwrittenToo() async throws {
        let stage = EngineStage()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "old"))
        let lanes = try await stage.claim()
        // It dies with its call on the way, and its follower delivers something newer before that arrives.
        try await stage.releaseClaims()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "new", version: 2))
        try await stage.settle()
        stage.store.breakDown(afterWriting: 0)
        await #expect(throws: ObservedStore.Broken.self) { try await stage.deliver(lanes) }
        stage.store.breakDown(false)
        #expect(stage.contact(1)?.fields["firstname"] == "old")
        stage.clock.advance(DestinationRoute.requestTime)
        try await stage.pass()
        #expect(stage.contact(1)?.fields["firstname"] == "new")
    }

    @Test func aRecordThatARuleLeavesOutIsCleanWithoutACall() async throws {
        let stage = EngineStage()
        try await stage.apply(EngineStage.order(11, note: "skip"))
        try await stage.settle()
        #expect(stage.writes.isEmpty)
        #expect(try await stage.lane(.order, 11).deliveries.map(\.outcome) == ["skipped"])
    }

    @Test func ordersFollowTheirCustomerToAnotherContact() async throws {
        let stage = EngineStage()
        try await stage.apply(EngineStage.customer(1, "a@x.de"), EngineStage.customer(2, "a@x.de"))
        try await stage.settle()
        try await stage.apply(EngineStage.order(11, customer: 2))
        try await stage.settle()
        let owner = try #require(try await stage.link(.customer, 1))
        #expect(stage.deal(11)?.contacts == [owner.crmID])
        try await stage.apply(EngineStage.customer(2, "b@x.de", version: 2))
        try await stage.settle()
        let own = try #require(try await stage.link(.customer, 2))
        #expect(own.crmID != owner.crmID)
        #expect(stage.deal(11)?.contacts == [own.crmID])
    }
}
