import SyncModel
import Testing

@Suite struct ConsentTests {
    private func wish(
        _ policy: ConsentPolicy,
        _ state: String?,
        email: Field<String> = .value("Bob@x.de")
    ) throws
        -> MappedConsent?
    {
        var options = MappingOptions()
        options.emailConsent = policy
        let mapping = try MappingCompiler(options).compile(.document(customer: .plain("customer.note")))
        var customer = Sample.customer { $0.email = email }
        var consent = MarketingConsent()
        consent.state = state.map { .value($0) } ?? .absent
        consent.updatedAt = .value(Timestamp(Instant(seconds: 9)))
        customer.emailConsent = Versioned(consent, version: Sample.version)
        let input = MappingInput(store: Sample.store, record: .customer(customer))
        guard case .content(let content) = try mapping.map(input) else { return nil }
        return content.emailConsent
    }

    @Test func onlyWithdrawalsArePassedOnUnlessTheSettingSaysMore() throws {
        let withdrawn = MappedConsent(address: "Bob@x.de", isGiven: false, at: Instant(seconds: 9))
        let given = MappedConsent(address: "Bob@x.de", isGiven: true, at: Instant(seconds: 9))
        #expect(try wish(.lower, "unsubscribed") == withdrawn)
        #expect(try wish(.lower, "subscribed") == nil)
        #expect(try wish(.sync, "unsubscribed") == withdrawn)
        #expect(try wish(.sync, "subscribed") == given)
        #expect(try wish(.off, "unsubscribed") == nil)
        for state in ["not_subscribed", "pending", "invalid", "redacted", nil] {
            #expect(try wish(.sync, state) == nil)
        }
        #expect(try wish(.lower, "unsubscribed", email: .null) == nil)
    }

    @Test func itIsSentWhenItChangesAndTheRestIsAsBefore() {
        var content = MappedContent(object: "contact", externalID: "1", fields: [MappedField("a", .text("b"))])
        let before = content.delivered(parent: nil)
        #expect(content.changedConsent(since: nil) == nil)
        content.emailConsent = MappedConsent(address: "a@x.de", isGiven: false, at: nil)
        let after = content.delivered(parent: nil)
        #expect(before.whole != after.whole && content.changed(since: before) == [])
        #expect(content.changedConsent(since: before) == content.emailConsent)
        #expect(content.changedConsent(since: after) == nil)
        #expect(content.changedConsent(since: nil) == content.emailConsent)
        content.emailConsent?.address = "b@x.de"
        #expect(content.changedConsent(since: after) == content.emailConsent)
    }
}
