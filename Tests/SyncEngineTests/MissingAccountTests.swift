import SyncModel
import Testing

@testable import SyncEngine

/// Orders in a CRM that makes none without a customer's account.
@Suite struct MissingAccountTests {
    private static let email = "ada@x.de"
    private static let guest = EngineStage.guestID(email)

    private func stage(_ contacts: ContactRules = ContactRules()) -> EngineStage {
        let stage = EngineStage(contacts: contacts)
        stage.crm.with { $0.ordersNeedContacts = true }
        return stage
    }

    private func turn(_ policy: GuestPolicy, _ stage: EngineStage) async throws -> Int {
        try await GuestTurn(store: stage.store, now: stage.clock.now)
            .take(.init(policy: policy, stores: [EngineStage.shop]), of: EngineStage.crmName)
    }

    private func order(_ id: Int64, version: Int64 = 1) -> SyncRecord {
        EngineStage.guestOrder(id, Self.email, name: "Ada", version: version)
    }

    @Test func aGuestsOrderWaitsForAPersonWithTheSettingsThatMendIt() async throws {
        let stage = stage()
        try await stage.apply(order(11), EngineStage.order(12))
        try await stage.settle()
        for (id, words) in [(Int64(11), "guests: create"), (12, "nobody's")] {
            let lane = try await stage.lane(.order, id)
            #expect(lane.state == .parked && lane.fault?.code == .lacksAccount && lane.attempts == 0)
            #expect(lane.fault?.message.contains(words) == true)
            #expect(lane.fault?.message.contains("order_account") == true)
        }
    }

    @Test func theOrderComesByItselfOnceAContactHasTheAddress() async throws {
        let stage = stage()
        try await stage.apply(order(11))
        try await stage.settle()
        let id = stage.crm.with { $0.add(.init(fields: ["email": Self.email])) }
        try await stage.apply(order(12, version: 3))
        try await stage.settle()
        #expect(stage.deal(11)?.contacts == [id] && stage.deal(12)?.contacts == [id])
        #expect(try await stage.lane(.order, 11).state == .clean)
    }

    @Test(arguments: [GuestPolicy.link, .ignore])
    func aChangeOfGuestsBringsWhatWaits(_ former: GuestPolicy) async throws {
        let before = stage(ContactRules(guests: former))
        #expect(try await turn(former, before) == 0)
        try await before.apply(order(11), order(12), EngineStage.order(13))
        try await before.settle()
        #expect(try await before.lane(.order, 11).state == .parked)
        let after = EngineStage(after: before, contacts: ContactRules(guests: .create))
        #expect(try await turn(.create, after) == 1)
        #expect(try await turn(.create, after) == 0)
        try await after.settle()
        #expect(after.contact(Self.guest)?.writes == 1)
        #expect(after.deal(11)?.contacts.count == 1 && after.deal(12)?.contacts.count == 1)
        #expect(try await after.lane(.order, 11).state == .clean)
        // One that is nobody's is mended by another setting.
        #expect(try await after.lane(.order, 13).state == .parked)
    }

    @Test func guestsWhoHaveAContactOrAreLeftOutGetNoTurn() async throws {
        let stage = EngineStage(contacts: ContactRules(guests: .create))
        #expect(try await turn(.create, stage) == 0)
        try await stage.apply(order(11), EngineStage.guestOrder(12, "eve@x.de", name: "Eve"))
        try await stage.settle()
        #expect(stage.contacts.count == 2)
        #expect(try await turn(.link, stage) == 0)
        #expect(try await turn(.ignore, stage) == 0)
        #expect(try await turn(.create, stage) == 0)
    }

    @Test func anotherSettingTriesWhatIsParkedForIt() async throws {
        let stage = stage()
        try await stage.apply(EngineStage.order(11))
        try await stage.settle()
        let (store, name) = (stage.store.inner, EngineStage.crmName)
        #expect(try await store.takeUp(mapping: "m", of: name, now: stage.clock.now) == 0)
        stage.crm.with { $0.ordersNeedContacts = false }
        #expect(try await store.takeUp(mapping: "m order_account={ id: \"1\" }", of: name, now: stage.clock.now) == 1)
        try await stage.settle()
        #expect(try await stage.lane(.order, 11).state == .clean)
    }

    @Test func anOrderWaitsForItsCustomersContactAndFollowsAtOnce() async throws {
        let stage = stage()
        stage.crm.with { $0.refusals["1"] = DeliveryFault(.locked, .retry, message: "locked") }
        try await stage.apply(EngineStage.customer(1, Self.email), EngineStage.order(11, customer: 1))
        try await stage.pass()
        let waiting = try await stage.lane(.order, 11)
        #expect(waiting.state == .dirty && waiting.fault?.message.contains("by itself") == true)
        stage.crm.with { $0.refusals = [:] }
        // The contact is tried at its own time; the order goes then, whatever its own time is.
        try await stage.mark(.customer, 1)
        try await stage.pass()
        #expect(try await stage.lane(.order, 11).due == stage.clock.now)
        try await stage.pass()
        #expect(stage.deal(11)?.contacts.count == 1)
    }

    @Test func aContactThatStaysAwayParksTheOrderUntilItIsThere() async throws {
        let stage = stage()
        stage.crm.with { $0.refusals["1"] = DeliveryFault(.invalidValue, .park, message: "no such value") }
        try await stage.apply(EngineStage.customer(1, Self.email), EngineStage.order(11, customer: 1))
        try await stage.settle()
        #expect(try await stage.lane(.order, 11).state == .parked)
        stage.crm.with { $0.refusals = [:] }
        try await stage.mark(.customer, 1)
        try await stage.settle()
        #expect(try await stage.lane(.order, 11).state == .clean)
        #expect(stage.deal(11)?.contacts.count == 1)
    }

    @Test func aContactThatWasDeletedInTheCRMIsLookedFor() async throws {
        let stage = stage()
        try await stage.apply(EngineStage.customer(1, Self.email))
        try await stage.settle()
        stage.crm.with { $0.records[.customer] = [:] }
        try await stage.apply(EngineStage.order(11, customer: 1))
        try await stage.settle()
        #expect(try await stage.link(.customer, 1)?.standing == .gone)
        let lane = try await stage.lane(.order, 11)
        #expect(lane.state == .parked && lane.fault?.code == .lacksAccount)
        // Nothing comes by itself, and nothing is tried again for it.
        #expect(lane.attempts < 3)
        #expect(lane.fault?.message.contains("deleted in the CRM") == true)
        #expect(lane.fault?.message.contains("by itself") == false)
        #expect(lane.fault?.message.contains("order_account") == true)
    }

    @Test func whereTheNamedAccountIsNotToBeHadTheCustomersContactBringsTheOrderAllTheSame() async throws {
        let stage = stage()
        stage.crm.with {
            $0.orderAccountProblem = "no account is named so"
            $0.refusals["1"] = DeliveryFault(.invalidValue, .park, message: "no such value")
        }
        try await stage.apply(
            EngineStage.customer(1, Self.email),
            EngineStage.order(11, customer: 1),
            EngineStage.order(12)
        )
        try await stage.settle()
        for id in [Int64(11), 12] {
            let lane = try await stage.lane(.order, id)
            #expect(lane.state == .parked && lane.fault?.code == .lacksAccount)
            #expect(lane.fault?.message.contains("no account is named so: ") == true)
            // It is named, so that naming one is no cure.
            #expect(lane.fault?.message.contains("takes it") == false)
        }
        stage.crm.with { $0.refusals = [:] }
        try await stage.mark(.customer, 1)
        try await stage.settle()
        #expect(try await stage.lane(.order, 11).state == .clean)
        #expect(stage.deal(11)?.contacts.count == 1)
    }
}
