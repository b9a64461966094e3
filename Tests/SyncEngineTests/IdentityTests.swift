import SyncModel
import Testing

@testable import SyncEngine

/// Who is who: people and CRM contacts find each other without duplicates.
@Suite struct IdentityTests {
    private let stage = EngineStage()

    private func contactID(_ customer: Int64) async throws -> String {
        try #require(try await stage.link(.customer, customer)).crmID
    }

    @Test func aPersonWhomTheCRMHeldIsAdoptedAndKeepsTheirName() async throws {
        let id = stage.crm.with { $0.add(.init(fields: ["email": "a@x.de", "firstname": "Her Own"])) }
        try await stage.apply(EngineStage.customer(1, "A@x.de", name: "Ada"))
        try await stage.settle()
        let link = try #require(try await stage.link(.customer, 1))
        #expect(link.crmID == id && link.isAdopted && link.standing == .owner)
        #expect(stage.contacts.count == 1)
        #expect(stage.contact(1)?.fields["firstname"] == "Her Own")
        #expect(stage.contact(1)?.fields["origin"] == nil)
        try await stage.apply(EngineStage.customer(1, "b@x.de", name: "Bea", version: 2))
        try await stage.settle()
        #expect(stage.contact(1)?.fields == ["email": "b@x.de", "firstname": "Her Own"])
    }

    @Test func aFurtherAddressCountsForAdoption() async throws {
        let id = stage.crm.with {
            $0.add(.init(fields: ["email": "work@x.de"], furtherEmails: ["a@x.de"]))
        }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle(atMost: 40)
        #expect(try await contactID(1) == id)
        #expect(stage.contacts.count == 1)
    }

    @Test func severalCandidatesAreForAPersonToDecide() async throws {
        stage.crm.with {
            _ = $0.add(.init(fields: ["email": "a@x.de"]))
            _ = $0.add(.init(fields: ["email": "w@x.de"], furtherEmails: ["a@x.de"]))
        }
        try await stage.apply(EngineStage.customer(1, "a@x.de"))
        try await stage.settle()
        let lane = try await stage.lane(.customer, 1)
        #expect(lane.state == .parked && lane.fault?.code == .identityConflict)
        #expect(lane.fault?.message.contains("c1, c2") == true)
    }

    @Test func aLinkedCustomerDoesNotWanderToAStrangersContact() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de"))
        try await stage.settle()
        let own = try await contactID(1)
        let stranger = stage.crm.with { $0.add(.init(fields: ["email": "b@x.de"])) }
        try await stage.apply(EngineStage.customer(1, "b@x.de", version: 2))
        try await stage.settle()
        let lane = try await stage.lane(.customer, 1)
        #expect(lane.state == .parked && lane.link?.crmID == own)
        #expect(lane.fault?.message.contains("\(own), \(stranger)") == true)
    }

    @Test func twoCustomersWithOneAddressAreOneContactWithTheFirstOnesValues() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(2, "a@x.de", name: "Bea"), EngineStage.order(21, customer: 2))
        try await stage.settle()
        #expect(stage.contacts.count == 1)
        #expect(stage.contact(1)?.fields["firstname"] == "Ada")
        let link = try #require(try await stage.link(.customer, 2))
        #expect(link.standing == .shared)
        #expect(stage.deal(21)?.contacts == [link.crmID])
        // A change of the second one writes nothing.
        let before = stage.writes.count
        try await stage.apply(EngineStage.customer(2, "a@x.de", name: "Cleo", version: 2))
        try await stage.settle()
        #expect(stage.writes.count == before)
    }

    @Test func twoNewCustomersWithOneAddressInOneClaimAreOneContact() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de"), EngineStage.customer(2, "a@x.de"))
        try await stage.settle()
        #expect(stage.contacts.count == 1)
        let first = try await stage.link(.customer, 1)
        let second = try await stage.link(.customer, 2)
        #expect(first?.crmID == second?.crmID)
        #expect(first?.standing == .shared || second?.standing == .shared)
    }

    @Test func aSharerGetsAContactOfItsOwnWhenTheOwnerMovesOn() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(2, "a@x.de", name: "Bea"))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(1, "new@x.de", name: "Ada", version: 2))
        try await stage.settle()
        #expect(stage.contact(1)?.fields["email"] == "new@x.de")
        #expect(stage.contact(2)?.fields["email"] == "a@x.de")
        #expect(stage.contact(2)?.fields["firstname"] == "Bea")
        #expect(stage.contacts.count == 2)
    }

    /// The owner moves on between being read and being in our hands, and the process ends right after settling.
    @Test func nobodySharesWithAnOwnerWhoHasJustMovedOn() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(2, "a@x.de", name: "Bea"))
        let lanes = try await stage.claim()
        stage.store.afterNextReading { [stage] in
            try await stage.apply(EngineStage.customer(1, "new@x.de", name: "Ada", version: 2))
            try await stage.pass()
        }
        // The owner's settlement, and this one's.
        stage.store.breakDown(afterWriting: 2)
        _ = try? await stage.deliver(lanes)
        stage.store.breakDown(false)
        #expect(stage.contact(1)?.fields["email"] == "new@x.de")
        try await stage.settle()
        #expect(stage.contact(2)?.fields["email"] == "a@x.de")
    }

    @Test func everySharerIsLookedAtHoweverManyThereAre() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de"))
        try await stage.settle()
        try await stage.apply((2...150).map { EngineStage.customer($0, "a@x.de") })
        try await stage.settle()
        #expect(stage.contacts.count == 1)
        let old = try await contactID(1)
        try await stage.apply(EngineStage.customer(1, "new@x.de", version: 2))
        try await stage.settle()
        #expect(stage.contacts.count == 2)
        for id in Int64(2)...150 { #expect(try await contactID(id) != old, "customer \(id)") }
    }

    /// The owner comes to share somebody else's contact: what it leaves behind is nobody's example any more.
    @Test func aSharerGetsItsOwnWhenTheOwnerBecomesASharerItself() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"), EngineStage.customer(3, "c@x.de"))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(2, "a@x.de", name: "Bea"))
        try await stage.settle()
        #expect(try await contactID(2) == contactID(1))
        try await stage.apply(EngineStage.customer(1, "c@x.de", name: "Ada", version: 2))
        try await stage.settle()
        #expect(try await contactID(1) == contactID(3))
        #expect(stage.contact(2)?.fields["email"] == "a@x.de")
        #expect(stage.contact(2)?.fields["firstname"] == "Bea")
    }

    /// Ada's contact has a further address and is left by her; an address that is a contact's own is cleared there instead.
    private func stageWithALeftContact() async throws -> String {
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"), EngineStage.customer(3, "c@x.de"))
        try await stage.settle()
        let left = try await contactID(1)
        stage.crm.with { $0.records[.customer]?[left]?.furtherEmails = ["g@x.de"] }
        try await stage.apply(EngineStage.customer(1, "c@x.de", name: "Ada", version: 2))
        try await stage.settle()
        #expect(try await contactID(1) == contactID(3))
        return left
    }

    @Test func aContactThatItsCustomerHasLeftIsTheirsWhoHasItsAddress() async throws {
        let left = try await stageWithALeftContact()
        try await stage.apply(EngineStage.customer(2, "g@x.de", name: "Gus"), EngineStage.order(12, customer: 2))
        try await stage.settle()
        let link = try #require(try await stage.link(.customer, 2))
        #expect(link.crmID == left && link.standing == .owner && link.isAdopted)
        #expect(stage.contacts[left]?.externalID == "2" && stage.contacts[left]?.fields["email"] == "g@x.de")
        #expect(stage.deal(12)?.contacts == [left] && stage.contacts.count == 2)
        // Ada gets one of her own once she has an address again that is nobody else's.
        try await stage.apply(EngineStage.customer(1, "ada@x.de", name: "Ada", version: 3))
        try await stage.settle()
        #expect(stage.contacts.count == 3 && stage.contact(1)?.fields["email"] == "ada@x.de")
        #expect(try await contactID(2) == left)
    }

    @Test func aContactWithoutAddressBecomesAPartOfTheOneThatWasLeft() async throws {
        let left = try await stageWithALeftContact()
        try await stage.apply(EngineStage.customer(2, nil, name: "Gus"))
        try await stage.settle()
        #expect(try await contactID(2) != left)
        try await stage.apply(EngineStage.customer(2, "g@x.de", name: "Gus", version: 2))
        try await stage.settle()
        let link = try #require(try await stage.link(.customer, 2))
        #expect(link.crmID == left && link.standing == .owner && stage.contacts.count == 2)
        #expect(stage.contact(2)?.fields["email"] == "g@x.de")
    }

    @Test func aContactWithAnAddressOfItsOwnIsNotMergedIntoTheOneThatWasLeft() async throws {
        let left = try await stageWithALeftContact()
        try await stage.apply(EngineStage.customer(2, "b@x.de", name: "Gus"))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(2, "g@x.de", name: "Gus", version: 2))
        try await stage.settle()
        #expect(try await stage.link(.customer, 2)?.standing == .shared)
        #expect(try await contactID(2) == left && stage.contacts.count == 3)
    }

    @Test(arguments: 0...5)
    func aDeathWhileTheLeftContactIsTakenOverMakesNoSecondOne(_ writes: Int) async throws {
        let left = try await stageWithALeftContact()
        try await stage.apply(EngineStage.customer(2, "g@x.de", name: "Gus"))
        let lanes = try await stage.claim()
        stage.store.breakDown(afterWriting: writes)
        _ = try? await stage.deliver(lanes)
        stage.store.breakDown(false)
        try await stage.releaseClaims()
        try await stage.settle()
        #expect(try await contactID(2) == left && stage.contacts.count == 2)
        #expect(try await stage.link(.customer, 2)?.standing == .owner)
    }

    @Test func aSharerTakesOverWhenTheOwnerIsDeleted() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle()
        let id = try await contactID(1)
        try await stage.apply(EngineStage.customer(2, "a@x.de", name: "Bea"))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada", version: 2, deletedAt: 3))
        try await stage.settle()
        let link = try #require(try await stage.link(.customer, 2))
        #expect(link.crmID == id && link.standing == .owner && link.isAdopted)
        #expect(stage.contacts.count == 1 && stage.contact(2) != nil)
    }

    @Test func anAddressThatMovedGoesToItsNewCustomer() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de"), EngineStage.customer(2, "b@x.de"))
        try await stage.settle()
        // Both change; the one that takes the address over is delivered first.
        try await stage.apply(EngineStage.customer(2, "a@x.de", version: 2))
        stage.clock.advance(.seconds(1))
        try await stage.apply(EngineStage.customer(1, "c@x.de", version: 2))
        try await stage.settle(limit: 1)
        #expect(stage.contact(1)?.fields["email"] == "c@x.de")
        #expect(stage.contact(2)?.fields["email"] == "a@x.de")
        #expect(stage.contacts.count == 2)
    }

    @Test(arguments: [1, 100])
    func swappedAddressesEndWithoutDuplicates(_ limit: Int) async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de"), EngineStage.customer(2, "b@x.de"))
        try await stage.settle()
        try await stage.apply(
            EngineStage.customer(1, "b@x.de", version: 2),
            EngineStage.customer(2, "a@x.de", version: 2)
        )
        let passes = try await stage.settle(limit: limit)
        #expect(passes <= 6)
        #expect(stage.contact(1)?.fields["email"] == "b@x.de")
        #expect(stage.contact(2)?.fields["email"] == "a@x.de")
        #expect(stage.contacts.count == 2)
        #expect(try await stage.link(.customer, 1)?.standing == .owner)
        #expect(try await stage.link(.customer, 2)?.standing == .owner)
    }

    @Test func aSwapOfWhichOneHalfArrivesFirstEndsTheSame() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de"), EngineStage.customer(2, "b@x.de"))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(1, "b@x.de", version: 2))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(2, "a@x.de", version: 2))
        try await stage.settle()
        #expect(stage.contact(1)?.fields["email"] == "b@x.de")
        #expect(stage.contact(2)?.fields["email"] == "a@x.de")
        #expect(stage.contacts.count == 2)
    }

    @Test func aGoneRecordIsFoundAgainByOurID() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle()
        let old = try await contactID(1)
        let new = stage.crm.with { state in
            state.records[.customer]?[old] = nil
            return state.add(.init(externalID: "1", fields: ["email": "old@x.de"]))
        }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Bea", version: 2))
        try await stage.settle()
        #expect(try await contactID(1) == new)
        #expect(stage.contact(1)?.fields == ["email": "a@x.de", "firstname": "Bea"])
    }

    @Test func aContactMergedIntoAStrangersIsAdoptedByItsAddress() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de"), EngineStage.order(11, customer: 1))
        try await stage.settle()
        let old = try await contactID(1)
        let survivor = stage.crm.with { state in
            let id = state.add(.init(fields: ["email": "s@x.de", "firstname": "Sue"]))
            state.merge(old, into: id)
            return id
        }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada", version: 2))
        try await stage.settle()
        #expect(try await contactID(1) == survivor)
        #expect(stage.contacts.count == 1 && stage.contact(1)?.fields["firstname"] == "Sue")
        // Its orders follow.
        #expect(stage.deal(11)?.contacts == [survivor])
    }

    @Test func aContactMergedIntoAnotherCustomersIsShared() async throws {
        try await stage.apply(
            EngineStage.customer(1, "a@x.de", name: "Ada"),
            EngineStage.customer(2, "b@x.de", name: "Bea")
        )
        try await stage.settle()
        let (loser, survivor) = (try await contactID(1), try await contactID(2))
        _ = stage.crm.with { $0.merge(loser, into: survivor) }
        for version in Int64(2)...4 {
            try await stage.apply(EngineStage.customer(1, "a@x.de", name: "v\(version)", version: version))
            try await stage.settle()
        }
        #expect(try await stage.link(.customer, 1) == Link(object: "contact", crmID: survivor, standing: .shared))
        #expect(stage.contact(2)?.fields["firstname"] == "Bea" && stage.contact(2)?.fields["email"] == "b@x.de")
        #expect(stage.contacts.count == 1)
    }

    @Test func aContactThatWasDeletedInTheCRMIsLeftSo() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de"))
        try await stage.settle()
        let id = try await contactID(1)
        stage.crm.with { $0.records[.customer]?[id] = nil }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada", version: 2))
        try await stage.settle()
        #expect(stage.contacts.isEmpty)
        let lane = try await stage.lane(.customer, 1)
        #expect(lane.state == .clean && lane.deliveries.last?.outcome == "skipped")
    }

    /// The customer itself has no news, so only the order finds out.
    @Test func anOrderFindsThatItsContactWasMerged() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de"))
        try await stage.settle()
        let old = try await contactID(1)
        let survivor = stage.crm.with { state in
            let id = state.add(.init(fields: ["email": "s@x.de"]))
            state.merge(old, into: id)
            return id
        }
        try await stage.apply(EngineStage.order(11, customer: 1))
        try await stage.settle()
        #expect(try await contactID(1) == survivor)
        #expect(stage.deal(11)?.contacts == [survivor])
        #expect(try await stage.lane(.order, 11).deliveries.map(\.outcome) == ["created", "updated"])
    }

    @Test func ordersOfADeletedContactGoWithoutIt() async throws {
        try await stage.apply(EngineStage.customer(1, "a@x.de"))
        try await stage.settle()
        let id = try await contactID(1)
        let contact = stage.crm.with { $0.records[.customer]?.removeValue(forKey: id) }
        try await stage.apply(EngineStage.order(11, customer: 1))
        try await stage.settle()
        #expect(try await stage.link(.customer, 1)?.standing == .gone)
        #expect(stage.deal(11)?.contacts == [])
        #expect(try await stage.lane(.order, 11).state == .clean)
        let before = stage.crm.with { $0.calls.count }
        try await stage.apply(EngineStage.order(12, customer: 1))
        try await stage.settle()
        let calls = stage.crm.with { $0.calls.count }
        #expect(calls == before + 1)
        #expect(stage.writes.last?.records.map(\.parent) == [nil])
        // No change of the customer makes it anew, and one that a person restored is found again.
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada", version: 2))
        try await stage.settle()
        #expect(stage.contacts.isEmpty)
        stage.crm.with { $0.records[.customer]?[id] = contact }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Bea", version: 3))
        try await stage.settle()
        #expect(try await stage.link(.customer, 1) == Link(object: "contact", crmID: id))
        #expect(stage.deal(12)?.contacts == [id])
    }

    @Test func whatCannotBeReadHoldsTheLaneUnharmed() async throws {
        _ = stage.crm.with { $0.add(.init(fields: ["email": "a@x.de"])) }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        stage.crm.with { $0.readFault = .outage() }
        let result = try await stage.pass()
        #expect(result.holds.count == 1)
        let lane = try await stage.lane(.customer, 1)
        #expect(lane.state == .dirty && lane.attempts == 0)
        stage.crm.with { $0.readFault = nil }
        try await stage.settle()
        #expect(stage.contact(1) != nil)
    }
}
