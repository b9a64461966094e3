import SyncModel
import Testing

@testable import SyncEngine

/// People who buy without an account, in a CRM.
@Suite struct GuestTests {
    private static let email = "ada@x.de"
    private static let guest = EngineStage.guestID(email)

    private func stage(_ policy: GuestPolicy) -> EngineStage { EngineStage(contacts: ContactRules(guests: policy)) }

    private func order(_ id: Int64, name: String? = "Ada", version: Int64 = 1, placed: Int64? = nil) -> SyncRecord {
        EngineStage.guestOrder(id, Self.email, name: name, version: version, placed: placed)
    }

    private func account(_ id: Int64 = 1, _ email: String = GuestTests.email, version: Int64 = 5) -> SyncRecord {
        EngineStage.customer(id, email, name: "Ada L.", version: version)
    }

    private func finds(_ stage: EngineStage) -> Int { stage.crm.with { $0.calls.count { $0.name == "find" } } }

    // MARK: link

    @Test func theContactWithTheAddressGetsTheOrderAndNothingElse() async throws {
        let stage = stage(.link)
        let id = stage.crm.with {
            $0.add(.init(fields: ["email": "work@x.de", "firstname": "Her Own"], furtherEmails: [Self.email]))
        }
        let before = stage.contacts
        try await stage.apply(order(11), order(12))
        try await stage.settle()
        #expect(stage.contacts == before)
        #expect(stage.deal(11)?.contacts == [id] && stage.deal(12)?.contacts == [id])
        #expect(try await stage.link(.customer, Self.guest)?.standing == .shared)
        #expect(try await stage.lane(.customer, Self.guest).state == .clean)
        #expect(finds(stage) == 1)
    }

    @Test func whereThereIsNoneItIsLookedForAgainWithTheNextOrder() async throws {
        let stage = stage(.link)
        try await stage.apply(order(11))
        try await stage.settle()
        #expect(stage.contacts.isEmpty && stage.deal(11)?.contacts == [])
        let lane = try await stage.lane(.customer, Self.guest)
        #expect(lane.state == .clean && lane.link == nil && lane.deliveries.last?.outcome == "skipped")
        #expect(lane.deliveries.last?.message?.contains("guests: link") == true)
        // Another version of the same order asks nothing.
        try await stage.apply(order(11, version: 2, placed: 1))
        try await stage.settle()
        #expect(finds(stage) == 1)
        let id = stage.crm.with { $0.add(.init(fields: ["email": Self.email])) }
        try await stage.apply(order(12, version: 3))
        try await stage.settle()
        #expect(finds(stage) == 2 && stage.contacts.count == 1)
        // The first order gets it too.
        #expect(stage.deal(11)?.contacts == [id] && stage.deal(12)?.contacts == [id])
    }

    @Test func severalContactsAreForAPersonToDecide() async throws {
        let stage = stage(.link)
        stage.crm.with {
            _ = $0.add(.init(fields: ["email": Self.email]))
            _ = $0.add(.init(fields: ["email": "w@x.de"], furtherEmails: [Self.email]))
        }
        try await stage.apply(order(11))
        try await stage.settle()
        let lane = try await stage.lane(.customer, Self.guest)
        #expect(lane.state == .parked && lane.fault?.message.contains("c1, c2") == true)
        #expect(stage.deal(11)?.contacts == [])
    }

    @Test func manyGuestsAreOneQuestion() async throws {
        let stage = stage(.link)
        try await stage.apply((1...50).map { EngineStage.guestOrder($0, "\($0)@x.de") })
        try await stage.settle()
        #expect(finds(stage) == 1 && stage.crm.with { $0.records[.order]?.count } == 50)
    }

    @Test func theGuestsOfTwoSecondsAreOneQuestionAndTheirOrdersDoNotWait() async throws {
        let stage = stage(.link)
        let ids = stage.crm.with { state in
            (1...6).map { state.add(.init(fields: ["email": "\($0)@x.de"])) }
        }
        for number in 1...6 {
            try await stage.apply(EngineStage.guestOrder(Int64(number), "\(number)@x.de"))
            try await stage.pass()
            #expect(stage.deal(Int64(number))?.contacts == [] && finds(stage) == 0)
            let lane = try await stage.lane(.customer, EngineStage.guestID("\(number)@x.de"))
            #expect(lane.state == .dirty && lane.attempts == 0 && lane.due == TestClock.start + .seconds(2))
            stage.clock.advance(.milliseconds(160))
        }
        stage.clock.advance(.seconds(1))
        try await stage.settle()
        #expect(finds(stage) == 1)
        for (number, id) in zip(Int64(1)..., ids) { #expect(stage.deal(number)?.contacts == [id]) }
        // One that comes right before a round waits for the next, with those after it.
        stage.clock.advance(.milliseconds(1_900 - stage.clock.now.microseconds % 2_000_000 / 1_000))
        try await stage.apply(EngineStage.guestOrder(7, "7@x.de"))
        try await stage.pass()
        stage.clock.advance(.milliseconds(1_200))
        try await stage.pass()
        #expect(finds(stage) == 1)
        try await stage.settle()
        #expect(finds(stage) == 2)
    }

    @Test func historyIsLookedForAtOnce() async throws {
        let stage = stage(.link)
        let id = stage.crm.with { $0.add(.init(fields: ["email": Self.email])) }
        try await stage.apply(order(11), origin: .history)
        try await stage.pass()
        #expect(stage.deal(11)?.contacts == [id])
    }

    @Test func aGuestWithAContactIsLookedForWithTheNextOrderAtOnce() async throws {
        let stage = stage(.link)
        let id = stage.crm.with { $0.add(.init(fields: ["email": Self.email])) }
        try await stage.apply(order(11))
        try await stage.settle()
        try await stage.apply(order(12, version: 3))
        try await stage.pass()
        #expect(stage.deal(12)?.contacts == [id] && finds(stage) == 2)
    }

    @Test func anotherCustomersContactStandsForTheGuestUntilTheAddressLeavesIt() async throws {
        let stage = stage(.link)
        // Of another shop as far as the guest goes: its account has another address by the time of the order.
        let id = stage.crm.with { $0.add(.init(externalID: "900", fields: ["email": Self.email])) }
        try await stage.apply(order(11))
        try await stage.settle()
        #expect(try await stage.link(.customer, Self.guest)?.crmID == id)
        stage.crm.with { $0.records[.customer]?[id]?.fields["email"] = "new@x.de" }
        try await stage.apply(order(12, version: 3))
        try await stage.settle()
        #expect(try await stage.link(.customer, Self.guest) == nil)
        #expect(stage.deal(12)?.contacts == [] && stage.contacts.count == 1)
    }

    @Test func aLostContactIsLookedForAnew() async throws {
        let stage = stage(.link)
        let first = stage.crm.with { $0.add(.init(fields: ["email": Self.email])) }
        try await stage.apply(order(11))
        try await stage.settle()
        let second = stage.crm.with { state in
            _ = state.remove(CRMRemoval(crmID: first, kind: .customer, isForGood: true))
            return state.add(.init(fields: ["email": Self.email]))
        }
        try await stage.apply(EngineStage.guestOrder(11, Self.email, name: "Ada", title: "#1b", version: 4, placed: 1))
        try await stage.mark(.order, 11)
        try await stage.settle()
        #expect(stage.deal(11)?.contacts == [second])
    }

    @Test func anOutageBurnsNoAttemptOfTheSearch() async throws {
        let stage = stage(.link)
        stage.crm.with { $0.readFault = .outage() }
        try await stage.apply(order(11))
        stage.clock.advance(.seconds(2))
        try await stage.pass()
        #expect(stage.crm.with { $0.calls.contains { $0.name == "find" } })
        let lane = try await stage.lane(.customer, Self.guest)
        #expect(lane.state == .dirty && lane.attempts == 0)
        stage.crm.with { $0.readFault = nil }
        try await stage.settle()
        #expect(try await stage.lane(.customer, Self.guest).state == .clean)
    }

    // MARK: create

    @Test func aGuestGetsAContactAndItsOrders() async throws {
        let stage = stage(.create)
        try await stage.apply(order(11), order(12))
        try await stage.settle()
        let id = try #require(try await stage.link(.customer, Self.guest)).crmID
        #expect(stage.contacts.count == 1 && stage.contact(Self.guest)?.fields["firstname"] == "Ada")
        #expect(stage.contacts[id]?.externalID == ExternalID.text(Self.guest))
        #expect(stage.deal(11)?.contacts == [id] && stage.deal(12)?.contacts == [id])
        // The newest order says who they are.
        try await stage.apply(order(13, name: "Ada Lovelace", version: 4))
        try await stage.settle()
        #expect(stage.contact(Self.guest)?.fields["firstname"] == "Ada Lovelace" && stage.contacts.count == 1)
    }

    @Test func aPersonWhomTheCRMHeldIsAdopted() async throws {
        let stage = stage(.create)
        let id = stage.crm.with { $0.add(.init(fields: ["email": Self.email, "firstname": "Her Own"])) }
        try await stage.apply(order(11))
        try await stage.settle()
        #expect(stage.contacts.count == 1 && stage.contacts[id]?.fields["firstname"] == "Her Own")
        #expect(try await stage.link(.customer, Self.guest)?.isAdopted == true && stage.deal(11)?.contacts == [id])
    }

    // MARK: ignore

    @Test func whereGuestsAreIgnoredTheirOrdersGoAlone() async throws {
        let stage = stage(.ignore)
        stage.crm.with { _ = $0.add(.init(fields: ["email": Self.email])) }
        try await stage.apply(order(11))
        try await stage.settle()
        #expect(stage.deal(11)?.contacts == [] && finds(stage) == 0)
        let story = try await stage.store.story(of: EngineStage.key(.customer, Self.guest), limit: 9)
        #expect(story?.lanes.isEmpty == true)
    }

    // MARK: Accounts

    private func expectOneContact(_ stage: EngineStage, of account: Int64 = 1, orders: [Int64]) async throws {
        let link = try #require(try await stage.link(.customer, account))
        #expect(stage.contacts.count == 1 && stage.contact(account) == stage.contacts[link.crmID])
        #expect(stage.contact(Self.guest) == nil && link.standing == .owner)
        for id in orders { #expect(stage.deal(id)?.contacts == [link.crmID], "order \(id)") }
    }

    @Test(arguments: GuestPolicy.allCases, [1, 100])
    func anAccountThatComesLaterHasTheGuestsOrders(_ policy: GuestPolicy, _ limit: Int) async throws {
        let stage = stage(policy)
        try await stage.apply(order(11), order(12))
        try await stage.settle(limit: limit)
        try await stage.apply(account())
        try await stage.settle(limit: limit)
        try await expectOneContact(stage, orders: [11, 12])
        // Looked at again, nothing is left to do.
        let before = stage.writes.count
        try await stage.mark(.order, 11, force: false)
        try await stage.settle()
        #expect(stage.writes.count == before)
        try await stage.apply(order(13, version: 9), EngineStage.order(14, customer: 1))
        try await stage.settle()
        try await expectOneContact(stage, orders: [11, 12, 13, 14])
    }

    @Test(arguments: GuestPolicy.allCases)
    func anAccountThatWasThereBeforeHasThemAtOnce(_ policy: GuestPolicy) async throws {
        let stage = stage(policy)
        try await stage.apply(account())
        try await stage.settle()
        let before = finds(stage)
        try await stage.apply(order(11, version: 9))
        try await stage.settle()
        try await expectOneContact(stage, orders: [11])
        #expect(finds(stage) == before)
    }

    @Test(arguments: GuestPolicy.allCases)
    func bothInOneClaimAreOneContact(_ policy: GuestPolicy) async throws {
        let stage = stage(policy)
        try await stage.apply(order(11))
        try await stage.apply(account(), EngineStage.order(12, customer: 1))
        try await stage.settle()
        try await expectOneContact(stage, orders: [11, 12])
    }

    @Test func theGuestsContactBecomesTheAccounts() async throws {
        let stage = stage(.create)
        try await stage.apply(order(11))
        try await stage.settle()
        let id = try #require(try await stage.link(.customer, Self.guest)).crmID
        try await stage.apply(account())
        try await stage.settle()
        #expect(try await stage.link(.customer, 1)?.crmID == id)
        try await expectOneContact(stage, orders: [11])
        let lane = try await stage.lane(.customer, Self.guest)
        #expect(lane.link == nil && lane.deliveries.last?.outcome == "merged")
    }

    @Test(arguments: [false, true])
    func anAccountWithAContactOfItsOwnTakesTheGuestsIn(_ lacksMerging: Bool) async throws {
        let stage = stage(.create)
        stage.crm.with { $0.lacksMerging = lacksMerging }
        try await stage.apply(order(11), account(1, "old@x.de"))
        try await stage.settle()
        #expect(stage.contacts.count == 2)
        try await stage.apply(account(version: 6))
        try await stage.settle()
        try await expectOneContact(stage, orders: [11])
    }

    @Test func aPersonsContactThatTheGuestAdoptedIsTheAccountsAsItWas() async throws {
        let stage = stage(.create)
        let id = stage.crm.with { $0.add(.init(fields: ["email": Self.email, "firstname": "Her Own"])) }
        try await stage.apply(order(11))
        try await stage.settle()
        try await stage.apply(account())
        try await stage.settle()
        #expect(stage.contacts[id]?.fields["firstname"] == "Her Own")
        try await expectOneContact(stage, orders: [11])
    }

    @Test func aLostAnswerMakesNoSecondContact() async throws {
        let stage = stage(.create)
        stage.crm.with { $0.troubles = [.after(.outage(mayBeWritten: true))] }
        try await stage.apply(order(11))
        try await stage.pass()
        #expect(stage.contact(Self.guest) != nil)
        try await stage.apply(account())
        try await stage.settle()
        try await expectOneContact(stage, orders: [11])
    }

    @Test(arguments: 0...4)
    func aDeathWhileTheContactGoesOverMakesNoSecondOne(_ writes: Int) async throws {
        let stage = stage(.create)
        try await stage.apply(order(11))
        try await stage.settle()
        try await stage.apply(account())
        let lanes = try await stage.claim()
        stage.store.breakDown(afterWriting: writes)
        _ = try? await stage.deliver(lanes)
        stage.store.breakDown(false)
        try await stage.releaseClaims()
        try await stage.settle()
        try await expectOneContact(stage, orders: [11])
    }

    @Test func anotherAccountThatGetsTheAddressHasTheOrdersFromThenOn() async throws {
        let stage = stage(.create)
        try await stage.apply(order(11), account())
        try await stage.settle()
        try await stage.apply(account(1, "new@x.de", version: 6), account(2, version: 7))
        try await stage.settle()
        let link = try #require(try await stage.link(.customer, 2))
        #expect(stage.deal(11)?.contacts == [link.crmID] && stage.contacts.count == 2)
    }

    // MARK: Addresses that are no person's

    @Test func ignoredAddressesGetNoContactAndTheirOrdersGoAlone() async throws {
        let pattern = try EmailPattern("*@market.example")
        let stage = EngineStage(contacts: ContactRules(guests: .create, ignoredEmails: [pattern]))
        try await stage.apply(
            EngineStage.customer(1, "X1@Market.example", name: "Market"),
            EngineStage.order(11, customer: 1),
            EngineStage.guestOrder(12, "x2@market.example"),
            EngineStage.customer(2, "b@x.de"),
            EngineStage.order(13, customer: 2)
        )
        try await stage.settle()
        #expect(stage.contacts.count == 1 && stage.deal(11)?.contacts == [] && stage.deal(12)?.contacts == [])
        #expect(stage.deal(13)?.contacts.count == 1)
        for id in [1, EngineStage.guestID("x2@market.example")] {
            let lane = try await stage.lane(.customer, id)
            #expect(lane.state == .clean && lane.deliveries.last?.outcome == "skipped")
            #expect(lane.deliveries.last?.message?.contains("ignore_emails") == true)
        }
        // Whoever gets an address of their own is a person from then on, with all orders.
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada", version: 4))
        try await stage.settle()
        #expect(stage.contacts.count == 2 && stage.deal(11)?.contacts.count == 1)
    }

    @Test func aContactFromBeforeIsLeftAndTakenUpAgain() async throws {
        let pattern = try EmailPattern("*@market.example")
        let stage = EngineStage(contacts: ContactRules(ignoredEmails: [pattern]))
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"), EngineStage.order(11, customer: 1))
        try await stage.settle()
        let id = try #require(try await stage.link(.customer, 1)).crmID
        try await stage.apply(
            EngineStage.customer(1, "x@market.example", name: "Market", version: 2),
            EngineStage.order(12, customer: 1)
        )
        try await stage.settle()
        #expect(stage.contacts[id]?.fields["email"] == "a@x.de" && stage.contacts.count == 1)
        #expect(stage.deal(11)?.contacts == [id] && stage.deal(12)?.contacts == [])
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada", version: 3))
        try await stage.settle()
        #expect(stage.deal(12)?.contacts == [id] && stage.contacts.count == 1)
    }

    @Test func anOrderDoesNotWaitForAContactThatIsIgnored() async throws {
        let stage = EngineStage()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle()
        // The setting is newer than the contact, which nobody has looked at since.
        let pattern = try EmailPattern("a@*.de")
        let strict = EngineStage(after: stage, contacts: ContactRules(ignoredEmails: [pattern]))
        try await strict.apply(EngineStage.order(11, customer: 1))
        #expect(try await strict.settle(atMost: 5) < 5)
        #expect(stage.deal(11)?.contacts == [])
    }

    @Test func anOrderWithoutCustomerAndAddressMakesNoContact() async throws {
        let stage = stage(.create)
        try await stage.apply(EngineStage.order(11))
        try await stage.settle()
        #expect(stage.contacts.isEmpty && stage.deal(11) != nil)
    }
}
