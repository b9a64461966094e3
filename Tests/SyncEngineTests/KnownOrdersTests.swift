import SyncModel
import Testing

@testable import SyncEngine

/// Orders and people that the CRM held before, made by its own Shopify app or an older connector.
@Suite struct KnownOrdersTests {
    private static func stage(
        _ found: AdoptionPolicy.Found,
        holds: AdoptionPolicy.OrderField.Holding = .id
    ) -> EngineStage {
        EngineStage(adoption: AdoptionPolicy(orders: .init(field: "native_id", holds: holds, found: found)))
    }

    private func native(_ value: String, externalID: String? = nil, in stage: EngineStage) -> String {
        stage.crm.with {
            $0.add(.init(externalID: externalID, fields: ["native_id": value, "dealname": "Theirs"]), kind: .order)
        }
    }

    private func lookUps(_ stage: EngineStage) -> Int {
        stage.crm.with { $0.calls.count { $0.name == "find by native_id" } }
    }

    private func deals(_ stage: EngineStage) -> Int { stage.crm.with { $0.records[.order]?.count ?? 0 } }

    @Test func aKnownOrderIsAdoptedWithOneLookUpForAll() async throws {
        let stage = Self.stage(.adopt)
        let known = native("11", in: stage)
        try await stage.apply((10...40).map { EngineStage.order($0, customer: nil, name: "#\($0)") })
        try await stage.settle()
        #expect(try await stage.link(.order, 11) == Link(object: "deal", crmID: known, isAdopted: true))
        #expect(stage.deal(11)?.fields == ["native_id": "11", "dealname": "#11"])
        #expect(deals(stage) == 31 && lookUps(stage) == 1)
        // A linked order is not looked for again.
        try await stage.apply(EngineStage.order(11, name: "#11a", version: 2))
        try await stage.settle()
        #expect(lookUps(stage) == 1 && stage.deal(11)?.fields["dealname"] == "#11a")
    }

    @Test func itCostsNothingWhereItIsNotWanted() async throws {
        let stage = EngineStage()
        _ = native("11", in: stage)
        try await stage.apply(EngineStage.order(11))
        try await stage.settle()
        #expect(stage.crm.with { $0.calls.map(\.name) } == ["upsert"] && deals(stage) == 2)
    }

    @Test func aKnownOrderIsLeftAloneWhereTheDestinationSaysSo() async throws {
        let stage = Self.stage(.skip)
        let known = native("11", in: stage)
        try await stage.apply(EngineStage.order(11), EngineStage.order(12))
        try await stage.settle()
        let lane = try await stage.lane(.order, 11)
        #expect(lane.state == .clean && lane.link == nil && lane.deliveries.last?.outcome == "left_out")
        #expect(lane.deliveries.last?.message?.contains(known) == true)
        #expect(stage.deal(11) == nil && stage.deal(12) != nil)
    }

    @Test func aPersonDecidesWhereTheDestinationSaysSo() async throws {
        let stage = Self.stage(.refuse)
        let known = native("11", in: stage)
        _ = native("12", in: stage)
        try await stage.apply(EngineStage.order(11), EngineStage.order(12))
        try await stage.settle()
        for id in Int64(11)...12 { #expect(try await stage.lane(.order, id).state == .parked) }
        #expect(try await stage.lane(.order, 11).fault?.candidates.map(\.crmID) == [known])
        try await stage.rule(.record(known), .order, 11)
        try await stage.rule(.new, .order, 12)
        try await stage.settle()
        #expect(try await stage.link(.order, 11)?.crmID == known)
        #expect(try await stage.link(.order, 12)?.isAdopted == false)
        #expect(deals(stage) == 3)
        // Taken back, our id goes from the one that was there.
        try await stage.rule(.undone, .order, 11)
        try await stage.settle()
        #expect(stage.deal(11) == nil && deals(stage) == 3)
        #expect(try await stage.lane(.order, 11).state == .parked)
    }

    @Test func severalKnownOrdersAreDoubtful() async throws {
        let stage = Self.stage(.adopt)
        let known = [native("11", in: stage), native("11", in: stage)]
        try await stage.apply(EngineStage.order(11))
        try await stage.settle()
        #expect(try await stage.lane(.order, 11).fault?.candidates.map(\.crmID) == known)
    }

    @Test func anotherOrdersRecordIsNotTaken() async throws {
        let stage = Self.stage(.adopt, holds: .name)
        let other = native("#1001", externalID: "99", in: stage)
        try await stage.apply(EngineStage.order(11, name: "#1001"))
        try await stage.settle()
        #expect(stage.deal(99)?.fields["dealname"] == "Theirs" && stage.deal(11) != nil)
        #expect(try await stage.link(.order, 11)?.crmID != other)
    }

    @Test func twoOrdersOfOneNameDoNotBothTakeIt() async throws {
        let stage = Self.stage(.adopt, holds: .name)
        _ = native("#1001", in: stage)
        try await stage.apply(EngineStage.order(11, name: "#1001"), EngineStage.order(12, name: "#1001"))
        try await stage.settle()
        #expect(deals(stage) == 2 && stage.deal(11) != nil && stage.deal(12) != nil)
    }

    @Test func anAdoptionWhoseAnswerWasLostIsTakenUpAgain() async throws {
        let stage = Self.stage(.adopt)
        let known = native("11", in: stage)
        try await stage.apply(EngineStage.order(11))
        stage.crm.with { $0.troubles = [.after(.outage(mayBeWritten: true))] }
        try await stage.settle()
        #expect(try await stage.link(.order, 11) == Link(object: "deal", crmID: known, isAdopted: true))
        #expect(deals(stage) == 1)
    }

    @Test func nothingIsMadeWhileItCannotBeLookedUp() async throws {
        let stage = Self.stage(.adopt)
        let known = native("11", in: stage)
        stage.crm.with { $0.readFault = .outage() }
        try await stage.apply(EngineStage.order(11))
        #expect(try await stage.pass().holds.count == 1)
        #expect(deals(stage) == 1)
        stage.crm.with { $0.readFault = nil }
        try await stage.settle()
        #expect(try await stage.link(.order, 11)?.crmID == known)
    }

    // MARK: People

    @Test func aKnownPersonIsLeftAloneWhereTheDestinationSaysSo() async throws {
        let stage = EngineStage(adoption: AdoptionPolicy(customers: .skip))
        let known = stage.crm.with { $0.add(.init(fields: ["email": "a@x.de"])) }
        try await stage.apply(EngineStage.customer(1, "a@x.de"), EngineStage.order(11, customer: 1))
        try await stage.apply(EngineStage.customer(2, "b@x.de"))
        try await stage.settle()
        #expect(stage.contacts[known] == .init(fields: ["email": "a@x.de"]))
        #expect(try await stage.lane(.customer, 1).deliveries.last?.outcome == "left_out")
        #expect(stage.deal(11)?.contacts == [] && stage.contact(2) != nil)
    }

    @Test func aPersonDecidesOnKnownPeopleWhereTheDestinationSaysSo() async throws {
        let stage = EngineStage(adoption: AdoptionPolicy(customers: .refuse))
        let known = stage.crm.with { $0.add(.init(fields: ["email": "a@x.de", "firstname": "Her Own"])) }
        try await stage.apply(EngineStage.customer(1, "a@x.de", name: "Ada"))
        try await stage.settle()
        #expect(try await stage.lane(.customer, 1).fault?.candidates.map(\.crmID) == [known])
        try await stage.rule(.record(known))
        try await stage.settle()
        #expect(stage.contact(1)?.fields == ["email": "a@x.de", "firstname": "Her Own"])
        #expect(stage.contacts.count == 1)
    }

    private func calling(_ id: Int64, _ phone: String, _ email: String? = nil) -> SyncRecord {
        guard case .customer(var customer) = EngineStage.customer(id, email, name: "Ada") else {
            return .trace(.customer, id)
        }
        customer.profile = customer.profile.changing { $0.phone = .value(phone) }
        return .customer(customer)
    }

    @Test(arguments: [AdoptionPolicy.Found.adopt, .skip, .refuse])
    func whoHasNoAddressIsKnownByThePhoneNumber(_ found: AdoptionPolicy.Found) async throws {
        let stage = EngineStage(adoption: AdoptionPolicy(customers: found, phoneField: "phone"))
        let known = stage.crm.with { $0.add(.init(fields: ["phone": "+491", "firstname": "Her Own"])) }
        try await stage.apply(calling(1, "+491"), calling(2, "+492"))
        try await stage.settle()
        #expect(stage.crm.with { $0.calls.count { $0.name == "find by phone" } } == 1)
        #expect(stage.contact(2) != nil && stage.contacts[known]?.fields["firstname"] == "Her Own")
        let lane = try await stage.lane(.customer, 1)
        switch found {
        case .adopt: #expect(lane.link == Link(object: "contact", crmID: known, isAdopted: true))
        case .skip: #expect(lane.link == nil && lane.deliveries.last?.outcome == "left_out")
        case .refuse: #expect(lane.state == .parked && lane.fault?.candidates.map(\.crmID) == [known])
        }
        #expect(stage.contacts.count == 2)
    }

    @Test func whoHasAnAddressIsNotTakenForAnotherOfTheHousehold() async throws {
        let stage = EngineStage(adoption: AdoptionPolicy(phoneField: "phone"))
        _ = stage.crm.with { $0.add(.init(fields: ["phone": "+491", "firstname": "Her Own"])) }
        try await stage.apply(calling(1, "+491", "a@x.de"))
        try await stage.settle()
        #expect(stage.contacts.count == 2)
        #expect(try await stage.link(.customer, 1)?.isAdopted == false)
    }

    @Test func aContactOfADeletedCustomerIsNoStrangers() async throws {
        let stage = EngineStage(adoption: AdoptionPolicy(customers: .refuse))
        try await stage.apply(EngineStage.customer(1, "a@x.de"))
        try await stage.settle()
        try await stage.apply(EngineStage.customer(1, "a@x.de", version: 2, deletedAt: 3))
        try await stage.apply(EngineStage.customer(2, "a@x.de"))
        try await stage.settle()
        #expect(stage.contacts.count == 1 && stage.contact(2) != nil)
    }
}
