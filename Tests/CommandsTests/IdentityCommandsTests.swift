import Foundation
import SyncModel
import Testing

@testable import Commands

@Suite struct IdentityCommandsTests {
    private static let now = Instant(seconds: 1_780_000_000)
    private static let crm = DestinationName("hubspot")
    private static let shop = StoreName("acme")

    private static func key(_ id: Int64) -> RecordKey { RecordKey(store: shop, kind: .customer, id: id) }

    private static func customer(_ id: Int64, _ email: String) -> SyncRecord {
        var profile = CustomerProfile()
        profile.email = .value(email)
        profile.firstName = .value("Ada")
        profile.lastName = .value("L.")
        var record = CustomerRecord(id: id)
        record.profile = Versioned(profile, version: SourceVersion(at: now, tie: now, hash: 1))
        return .customer(record)
    }

    private static let candidates = [
        CRMCandidate(crmID: "51", externalID: "7"),
        CRMCandidate(crmID: "52", externalID: "8", holder: key(8), page: "https://crm.example/52"),
        CRMCandidate(crmID: "53", externalID: "99"), CRMCandidate(crmID: "54"),
    ]

    /// A store with customer 7 parked as doubtful.
    private static func store(
        _ candidates: [CRMCandidate] = IdentityCommandsTests.candidates
    ) async throws -> InMemoryStore {
        let store = InMemoryStore { now }
        let receipt = Receipt(store: shop, webhookID: "w1", topic: "customers/create", receivedAt: now, body: [])
        _ = await store.apply(
            [
                DecodedReceipt(
                    receipt: receipt,
                    content: .changes([customer(7, "ada@example.com"), customer(8, "b@x.de")])
                )
            ],
            routing: RoutingTable([shop: .init(destinations: [crm])]),
            origin: .live,
            now: now,
            position: nil
        )
        let lease = try #require(await store.acquire(lease: crm.leaseName, owner: "test", lasting: .seconds(60)))
        let request = ClaimRequest(destination: crm, epoch: lease.epoch, now: now, limits: [.customer: 10])
        let claimed = try #require(await store.claim(request).first { $0.key.record.id == 7 })
        let fault = DeliveryFault(
            .identityConflict,
            .park,
            message: "Several",
            candidates: candidates
        )
        _ = await store.settle(
            [Settlement(key: claimed.key, wanted: claimed.wanted, result: .parked(fault))],
            destination: crm,
            epoch: lease.epoch,
            now: now
        )
        return store
    }

    @Test func theListTellsWhoIsMeantWithoutTheWholeAddress() async throws {
        let store = try await Self.store()
        let lane = LaneKey(destination: Self.crm, record: Self.key(8))
        _ = await store.rule(.record("60"), on: lane, by: "eve", now: Self.now)
        let report = try await IdentityListCommand.report(store, nil, limit: 50)
        #expect(
            report.lines == [
                "hubspot: customer 7 of acme (Ada L., a…@example.com)",
                "  Several",
                "    51  is linked to this one so far",
                "    52  is customer 8 of acme                       https://crm.example/52",
                "    53  carries the id 99, which is not known here",
                "    54  nobody's so far",
                "  Decide: sluice identity decide customer 7 (--is CRMID | --new | --skip)",
                "Decided:",
                "  hubspot: customer 8 of acme (Ada L., b…@x.de): it is 60, by eve at 2026-05-28T20:26:40.000Z",
            ]
        )
        #expect(
            try await IdentityListCommand.report(store, DestinationName("sf"), limit: 50).lines == [
                "Nothing is doubtful."
            ]
        )
    }

    /// Scripts read these names: changing one breaks them.
    @Test func theShapeOfItsJSONIsPinned() async throws {
        let report = try await IdentityListCommand.report(try await Self.store(), nil, limit: 50)
        let object = try StoryReportTests.json(report)
        #expect(object.keys.sorted() == ["decisions", "doubtful", "is_cut"])
        let doubt = try #require((object["doubtful"] as? [[String: Any]])?.first)
        #expect(doubt.keys.sorted() == ["candidates", "message", "parked_at", "record"])
        let record = try #require(doubt["record"] as? [String: Any])
        #expect(record.keys.sorted() == ["destination", "email", "id", "kind", "name", "store"])
        let candidates = try #require(doubt["candidates"] as? [[String: Any]])
        #expect(candidates[1].keys.sorted() == ["carries", "crm_id", "holder", "is_its_own", "is_taken", "page"])
        #expect(candidates.map { $0["is_taken"] as? Bool } == [false, true, true, false])
    }

    private static func refusal(
        _ choice: IdentityRuling.Choice,
        _ lane: RecordStory.LaneEntry,
        force: Bool = false,
        in store: InMemoryStore? = nil
    ) async throws -> String? {
        let known: InMemoryStore
        if let store { known = store } else { known = try await Self.store() }
        do {
            try await IdentityDecideCommand.check(choice, lane, key(7), force: force, known)
            return nil
        } catch let failure as CommandFailure {
            #expect(failure.code == 2)
            return failure.message
        }
    }

    @Test func wrongDecisionsAreRefusedWithTheMend() async throws {
        let story = try #require(try await Self.store().story(of: Self.key(7), limit: 1))
        var lane = try #require(story.lanes.first)
        #expect(try await Self.refusal(.record("54"), lane) == nil)
        #expect(try await Self.refusal(.new, lane) == nil)
        let none = try await Self.refusal(.record("404"), lane)
        #expect(none?.hasPrefix("404 is none of the candidates (51, 52, 53, 54).") == true)
        #expect(try await Self.refusal(.record("404"), lane, force: true) == nil)
        lane.state = .clean
        let certain = try await Self.refusal(.skip, lane)
        #expect(certain?.hasPrefix("Nothing is doubtful about customer 7 in hubspot.") == true)
        #expect(try await Self.refusal(.skip, lane, force: true) == nil)
        let key = LaneKey(destination: Self.crm, record: Self.key(7))
        lane.ruling = IdentityRuling(key: key, choice: .skip, by: "eve", at: Self.now)
        #expect(try await Self.refusal(.new, lane)?.contains("It was decided already: it is left out, by eve") == true)
        lane.state = .erased
        #expect(try await Self.refusal(.new, lane, force: true)?.contains("was erased") == true)
    }

    /// It would be said to get what it has.
    @Test func oneWithARecordOfItsOwnGetsNoOther() async throws {
        var lane = try #require(try await Self.store().story(of: Self.key(7), limit: 1)?.lanes.first)
        lane.state = .clean
        lane.link = Link(object: "contact", crmID: "70")
        let refusal = try await Self.refusal(.new, lane, force: true)
        #expect(refusal?.hasPrefix("Customer 7 has a record of its own in hubspot, 70, which Sluice made.") == true)
        lane.link?.isAdopted = true
        #expect(try await Self.refusal(.new, lane, force: true) == nil)
    }

    @Test func whatIsDoneForGoodIsAnnounced() async throws {
        var lane = try #require(try await Self.store().story(of: Self.key(7), limit: 1)?.lanes.first)
        let words = RulingConsequence.words(ofDeciding: .record("54"), lane, Self.key(7))
        #expect(words?.hasPrefix("Its own contact, 51, becomes a part of 54 for good where") == true)
        #expect(RulingConsequence.words(ofDeciding: .record("51"), lane, Self.key(7)) == nil)
        lane.link = Link(object: "contact", crmID: "50", isAdopted: true)
        #expect(RulingConsequence.words(ofDeciding: .record("54"), lane, Self.key(7)) == nil)
    }

    @Test func takingBackNamesWhatIsThere() async throws {
        let store = try await Self.store()
        var lane = try #require(await store.story(of: Self.key(7), limit: 1)?.lanes.first)
        let key = LaneKey(destination: Self.crm, record: Self.key(7))
        func words(_ choice: IdentityRuling.Choice, former: Link? = nil) async throws -> String? {
            let ruling = IdentityRuling(key: key, choice: choice, former: former, by: "eve", at: Self.now)
            return try await RulingConsequence.words(ofUndoing: ruling, lane, store)
        }
        #expect(try await words(.record("999"))?.hasPrefix("It was not linked to 999;") == true)
        #expect(try await words(.skip) == nil)
        await store.note([ContactMove(from: "54", to: "60")], in: Self.crm)
        lane.link = Link(object: "contact", crmID: "60", isAdopted: true)
        #expect(try await words(.record("54"))?.hasPrefix("54 is 60 in the CRM by now: it was merged") == true)
        #expect(try await words(.record("60"))?.hasPrefix("60 stays in the CRM as it is, without our id;") == true)
        lane.link = Link(object: "contact", crmID: "61")
        let former = Link(object: "contact", crmID: "50", isAdopted: true)
        #expect(try await words(.new, former: former)?.contains("is linked to 50 again") == true)
    }

    /// It would only be parked again.
    @Test func whatIsAnothersIsRefusedAtOnceWithWhatCanBeDone() async throws {
        let store = try await Self.store()
        let lane = try #require(await store.story(of: Self.key(7), limit: 1)?.lanes.first)
        let known = try #require(try await Self.refusal(.record("52"), lane, in: store))
        #expect(known.hasPrefix("52 is customer 8 of acme by our own books, and one contact cannot be two customers."))
        #expect(known.contains("merge them in Shopify. Otherwise --new gives this one a contact of its own"))
        let foreign = try #require(try await Self.refusal(.record("53"), lane, in: store))
        #expect(foreign.hasPrefix("53 carries the id 99, which is another shop's customer"))
        for free in ["51", "54"] { #expect(try await Self.refusal(.record(free), lane, in: store) == nil) }
        #expect(try await Self.refusal(.record("52"), lane, force: true, in: store) == nil)
        // Who is no more in Shopify leaves it.
        let gone = Receipt(store: Self.shop, webhookID: "w2", topic: "customers/delete", receivedAt: Self.now, body: [])
        var record = CustomerRecord(id: 8)
        record.life = RecordLife(deletedAt: Self.now + .seconds(1))
        _ = await store.apply(
            [DecodedReceipt(receipt: gone, content: .changes([.customer(record)]))],
            routing: RoutingTable([Self.shop: .init(destinations: [Self.crm])]),
            origin: .live,
            now: Self.now,
            position: nil
        )
        #expect(try await Self.refusal(.record("52"), lane, in: store) == nil)
    }

    @Test func whereEachIsAnothersNoneIsOffered() async throws {
        let taken = Array(Self.candidates[1...2])
        let report = try await IdentityListCommand.report(try await Self.store(taken), nil, limit: 50)
        #expect(report.lines.contains("  Decide: sluice identity decide customer 7 (--new | --skip)"))
    }

    @Test(arguments: [
        ("51", "51"), (" 51 ", "51"), ("https://app.hubspot.com/contacts/1/record/0-1/51?x=1", "51"),
        ("https://eu.example/contacts/1/record/0-1/51/", "51"), ("003Ab000001", "003Ab000001"), ("", nil),
        ("https://app.hubspot.com", nil), ("a/b", nil),
    ])
    func anIDOrTheAddressOfItsPageIsTaken(text: String, id: String?) {
        #expect(IdentityDecideCommand.crmID(text) == id)
    }

    @Test(arguments: [
        ("ada@example.com", "a…@example.com"), ("a@x.de", "a…@x.de"), ("@x.de", nil), ("nobody", nil), (nil, nil),
    ])
    func addressesAreMasked(email: String?, masked: String?) {
        #expect(MaskedAddress.of(email) == masked)
    }

    @Test func showTellsCandidatesAndDecision() async throws {
        let folder = try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
            destinations: [{ name: hubspot, type: hubspot, credentials: { access_token: t } }]
            """
        ])
        let store = try await Self.store()
        func lines() async throws -> [String] {
            let story = try #require(await store.story(of: Self.key(7), limit: 9))
            let report = StoryReport(story: story, pauses: [], configuration: try folder.load(), now: Self.now)
            return StoryScreen(report: report).lines
        }
        #expect(try await lines().contains("      54  nobody's so far"))
        _ = await store.rule(.new, on: LaneKey(destination: Self.crm, record: Self.key(7)), by: "eve", now: Self.now)
        let decided = try await lines()
        #expect(
            decided.contains("  2026-05-28T20:26:40.000Z  eve decided who it is in hubspot: it has a record of its own")
        )
    }
}
