import SyncModel
import Testing

/// Who gets a contact in a destination.
@Suite struct ContactRulesTests {
    @Test(arguments: [
        ("*@marketplace.example", "x@marketplace.example", true),
        ("*@marketplace.example", "@marketplace.example", true),
        ("*@Marketplace.EXAMPLE", "x.y+z@marketplace.example", true),
        ("*@marketplace.example", "x@marketplace.example.org", false),
        ("*@marketplace.example", "x@sub.marketplace.example", false),
        ("*@*.marketplace.example", "x@sub.marketplace.example", true),
        ("no-reply@*", "no-reply@x.de", true), ("no-reply@*", "yes-no-reply@x.de", false),
        ("a*b*c@x.de", "a-b-b-c@x.de", true), ("a*b*c@x.de", "a-c-b@x.de", false), ("a*a@x.de", "a@x.de", false),
        ("me@x.de", "me@x.de", true), ("me@x.de", "some@x.de", false), ("**@x.de", "me@x.de", true),
        ("ümit@x.de", "ümit@x.de", true),
    ])
    func patternsFit(_ pattern: String, _ email: String, _ isMeant: Bool) throws {
        #expect(try EmailPattern(pattern).fits(email) == isMeant)
    }

    @Test(arguments: [
        ("", "is empty"), ("*", "needs one @"), ("marketplace.example", "needs one @"), ("a@b@c", "needs one @"),
        ("*@*", "fits every address"), ("*@*.*", "fits every address"), ("a b@x.de", "white space"),
        ("*a*b*c*d*e*f*g*h*i@x.de", "more than 8"), (String(repeating: "a", count: 250) + "@x.de", "longer than 254"),
    ])
    func whatIsNoPatternIsToldWithAnExample(_ text: String, _ words: String) {
        let mistake = #expect(throws: EmailPattern.Mistake.self) { try EmailPattern(text) }
        #expect(mistake?.message.contains(words) == true && mistake?.fix.isEmpty == false, "\(text)")
    }

    private func customer(_ id: Int64, _ email: String?) -> CustomerRecord {
        var profile = CustomerProfile()
        profile.email = Field(present: email)
        var record = CustomerRecord(id: id)
        record.profile = Versioned(profile, version: .embedded(seenAt: .beginning, hash: 1))
        return record
    }

    @Test func guestsAreRefusedOnlyWhereTheyAreIgnored() {
        for policy in GuestPolicy.allCases {
            let rules = ContactRules(guests: policy)
            #expect((rules.refusal(of: customer(-1, "a@x.de")) != nil) == (policy == .ignore))
            #expect(rules.refusal(of: customer(1, "a@x.de")) == nil)
            #expect(rules.onlyFinds(.customer(customer(-1, "a@x.de"))) == (policy == .link))
            #expect(!rules.onlyFinds(.customer(customer(1, "a@x.de"))))
        }
    }

    @Test func ignoredAddressesAreRefusedWhoeverHasThemAndNotTold() throws {
        let rules = ContactRules(guests: .create, ignoredEmails: [try EmailPattern("*@market.example")])
        for id in [Int64(-1), 1] {
            let reason = try #require(rules.refusal(of: customer(id, "Secret@Market.example")))
            #expect(reason.contains("*@market.example") && !reason.lowercased().contains("secret"))
            #expect(rules.refusal(of: customer(id, "a@x.de")) == nil)
            #expect(rules.refusal(of: customer(id, nil)) == nil)
        }
        #expect(rules.refusal(of: .order(OrderRecord(id: 1))) == nil)
    }

    @Test func whoIsRefusedIsExpectedNowhereAndNotPlanned() throws {
        struct Mapper: RecordMapper {
            func object(_ kind: RecordKind) -> String? { "contact" }
            func map(_ input: MappingInput) throws(DeliveryFault) -> MappingResult {
                .content(MappedContent(object: "contact", externalID: "1", fields: []))
            }
        }
        let rules = ContactRules(ignoredEmails: [try EmailPattern("*@market.example")])
        let (store, crm) = (StoreName("acme"), DestinationName("crm"))
        let facts = StoreFacts(name: store, domain: "acme.myshopify.com")
        let record = SyncRecord.customer(customer(1, "x@market.example"))
        let key = RecordKey(store: store, kind: .customer, id: 1)
        let stored = StoredRecord(key: key, revision: 1, record: record, firstSeenAt: .beginning, changedAt: .beginning)
        let expectation = AuditExpectation(
            AuditedRecord(stored: stored),
            in: crm,
            isRouted: true,
            mapper: Mapper(),
            store: facts,
            contacts: rules
        )
        guard case .nothing(let finding) = expectation else {
            Issue.record("a contact is expected")
            return
        }
        #expect(finding?.cause == .notSentByRule)
        let lane = ClaimedLane(
            key: LaneKey(destination: crm, record: key),
            wanted: 1,
            dirtySince: .beginning,
            record: record
        )
        guard case .refused = DeliveryPlan.make(for: lane, mapper: Mapper(), store: facts, contacts: rules) else {
            Issue.record("it is planned")
            return
        }
    }
}
