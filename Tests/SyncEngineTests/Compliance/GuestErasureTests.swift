import SyncModel
import Testing

@testable import SyncEngine

/// Requests about people who bought without an account.
@Suite struct GuestErasureTests {
    private static let guest = RecordKey(
        store: ComplianceStage.shop,
        kind: .customer,
        id: EngineStage.guestID(ComplianceStage.email.lowercased())
    )

    /// A store that knows a guest with two orders, who has a contact.
    private func known() async throws -> ComplianceStage {
        let stage = try await ComplianceStage()
        for id in [11, 12] as [Int64] { try await stage.receive(ComplianceStage.order(id, customer: "visitor")) }
        try await stage.deliver(ContactRules(guests: .create))
        #expect(stage.crm.with { $0.records[.customer]?.count } == 1)
        return stage
    }

    private func expectNobody(_ stage: ComplianceStage) async throws {
        #expect(try stage.found() == [])
        #expect(try await stage.inner.record(Self.guest) == nil)
        #expect(stage.crm.with { $0.records[.customer]?.isEmpty } == true)
        try await stage.deliver(ContactRules(guests: .create))
        #expect(try stage.found() == [])
        #expect(stage.crm.with { $0.records[.customer]?.isEmpty } == true)
        #expect(stage.crm.with { $0.records[.order]?.count } == 2)
    }

    @Test func aGuestIsErasedByHand() async throws {
        let stage = try await known()
        let notice = ComplianceNotice(.customerRedact, customerID: Self.guest.id)
        _ = try await stage.inner.ask(notice, of: ComplianceStage.shop, now: stage.clock.now)
        try await stage.perform()
        try await expectNobody(stage)
        let request = try #require(try await stage.requests().first)
        #expect(request.state == .done && request.counts.customers == 1 && request.counts.orders == 2)
        #expect(request.crm == ["crm": ["deleted": 1]])
    }

    @Test func aRequestAboutAnAccountThatWeNeverHeardOfErasesTheGuestWithTheAddress() async throws {
        let stage = try await known()
        try await stage.receive("redact 1 \(ComplianceStage.email)")
        try await stage.perform()
        try await expectNobody(stage)
    }

    @Test func aGuestGoesWithTheAccount() async throws {
        let stage = try await known()
        try await stage.receive(ComplianceStage.customer)
        try await stage.deliver(ContactRules(guests: .create))
        #expect(stage.crm.with { $0.records[.customer]?.count } == 1)
        try await stage.receive("redact 1 \(ComplianceStage.email)")
        try await stage.perform()
        try await expectNobody(stage)
    }

    @Test func afterACrashAtAnyStepItGoesOn() async throws {
        var isWhole = false
        for operations in 1...60 where !isWhole {
            let stage = try await known()
            try await stage.receive("redact 1 \(ComplianceStage.email)")
            let dying = ObservedStore(stage.inner)
            dying.die(after: operations)
            isWhole = (try? await stage.perform(dying)) != nil
            try await stage.perform()
            #expect(try stage.found() == [], "after \(operations) operations")
            #expect(stage.crm.with { $0.records[.customer]?.isEmpty } == true)
            #expect(try await stage.inner.record(Self.guest) == nil)
        }
        #expect(isWhole)
    }

    @Test(arguments: [false, true])
    func whatIsHeldOfAGuestIsHandedOut(_ hasAccount: Bool) async throws {
        let stage = try await known()
        if hasAccount { try await stage.receive(ComplianceStage.customer) }
        let notice = ComplianceNotice(
            .dataRequest,
            customerID: 1,
            email: EmailAddress.folded(ComplianceStage.email)
        )
        _ = try await stage.inner.ask(notice, of: ComplianceStage.shop, now: stage.clock.now)
        try await stage.perform()
        let file = try #require(try await stage.requests().first?.file)
        let text = try stage.text(of: file)
        #expect(text.contains(Self.guest.externalID) && text.contains("order 11 visitor"))
        #expect(text.contains("\"crmID\":\"c1\""))
    }

    @Test func anErasedShopHasNoGuestsLeft() async throws {
        let stage = try await known()
        try await stage.receive("shop 1")
        try await stage.perform()
        #expect(try await stage.inner.record(Self.guest) == nil)
        #expect(try stage.found() == [])
    }
}
