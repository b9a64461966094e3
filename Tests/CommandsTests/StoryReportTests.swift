import Foundation
import SyncModel
import Testing

@testable import Commands

@Suite struct StoryReportTests {
    private static let now = Instant(seconds: 1_780_000_000)
    private static let crm = DestinationName("hubspot")

    private static func story(_ lane: RecordStory.LaneEntry?) -> RecordStory {
        var details = OrderDetails()
        details.name = .value("#1001")
        details.email = .value("ada@example.com")
        details.currency = .value("EUR")
        details.financialStatus = .value("paid")
        details.isTest = .value(lane == nil)
        var order = OrderRecord(id: 5)
        order.details = Versioned(details, version: SourceVersion(at: now, tie: now, hash: 1))
        let key = RecordKey(store: StoreName("acme"), kind: .order, id: 5)
        return RecordStory(
            record: StoredRecord(key: key, revision: 1, record: .order(order), firstSeenAt: now, changedAt: now),
            receipts: [
                ReceiptSummary(
                    store: key.store,
                    webhookID: "w-1",
                    topic: "orders/create",
                    triggeredAt: now,
                    receivedAt: now,
                    state: .applied,
                    reason: nil
                )
            ],
            lanes: lane.map { [$0] } ?? []
        )
    }

    private static func entry(
        _ state: LaneState,
        attempts: Int = 0,
        due: Instant? = nil,
        fault: DeliveryFault? = nil,
        link: Link? = nil,
        deliveries: [DeliveryNote] = []
    ) -> RecordStory.LaneEntry {
        RecordStory.LaneEntry(
            destination: crm,
            state: state,
            wanted: 1,
            delivered: 0,
            due: due,
            attempts: attempts,
            fault: fault,
            link: link,
            deliveries: deliveries
        )
    }

    private static func report(
        _ lane: RecordStory.LaneEntry?,
        mode: String = "live",
        pauses: [Pause] = []
    ) throws -> StoryReport {
        let folder = try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
            destinations: [{ name: hubspot, type: hubspot, mode: "\(mode)", credentials: { access_token: t } }]
            """
        ])
        return StoryReport(story: story(lane), pauses: pauses, configuration: try folder.load(), now: now)
    }

    @Test func tellsADeliveredOrderInPlainWords() throws {
        let note = DeliveryNote(
            at: Self.now,
            outcome: "created",
            crmID: "77",
            sent: ["dealname": "Shopify Order #1001"],
            lag: .milliseconds(68)
        )
        let lane = Self.entry(.clean, link: Link(object: "deal", crmID: "77"), deliveries: [note])
        #expect(
            StoryScreen(report: try Self.report(lane)).lines == [
                "Order #1001 (5) of acme",
                "  e-mail   ada@example.com",
                "  status   paid",
                "  Shopify  https://acme.myshopify.com/admin/orders/5",
                "  hubspot  in step as deal 77",
                "What happened",
                "  2026-05-28T20:26:40.000Z  Received orders/create: merged into the record",
                "  2026-05-28T20:26:40.000Z  hubspot: created in the CRM (77), 68 ms after it arrived",
                "      dealname  Shopify Order #1001",
                "What happens next",
                "  hubspot: Nothing: the CRM holds the newest version.",
            ]
        )
    }

    @Test func whatTheCRMIsWithoutIsSaid() throws {
        var lane = Self.entry(.clean, link: Link(object: "deal", crmID: "77"))
        lane.refused = ["amount"]
        let refused = StoryScreen(report: try Self.report(lane)).lines
        #expect(refused.contains("  hubspot  in step as deal 77, without amount"), "\(refused)")
        #expect(
            refused.last
                == "  hubspot: Nothing: the CRM holds the newest version, but for amount, whose value it refused. It is sent again "
                + "once Shopify has another, or by \"sluice audit --repair\"."
        )
        lane.refused = []
        lane.missingContactOf = 7
        func next(_ customer: RecordStory.LaneEntry?) -> String {
            LaneOutlook(entry: lane, kind: .order, customer: customer, now: Self.now).sentence
        }
        let rule = DeliveryNote(at: Self.now, outcome: "skipped", message: "the mapping takes only records with x")
        #expect(
            next(Self.entry(.clean, deliveries: [rule]))
                == "Nothing: the CRM holds the newest version, without a contact: its customer was not sent, because: the mapping takes "
                + "only records with x. It gets one once its customer has one there."
        )
        let fault = DeliveryFault(.invalidValue, .park, message: "no")
        #expect(next(Self.entry(.parked, fault: fault)).contains("its customer is parked (invalid_value)."))
        #expect(next(Self.entry(.dirty)).contains("its customer is still to be delivered."))
        // Where the mapping has no customers there is nothing to say.
        let none = DeliveryNote(at: Self.now, outcome: "skipped", message: MappingRule.noSection(for: .customer))
        #expect(next(Self.entry(.clean, deliveries: [none])) == "Nothing: the CRM holds the newest version.")
    }

    @Test func tellsByWhichMappingEachDeliveryWentAndThatItChanged() throws {
        let notes = [("created", "1f"), ("updated", "1f"), ("updated", "2e"), ("wait", nil), ("updated", "2e")]
            .enumerated().map { place, note in
                DeliveryNote(at: Self.now + .seconds(Int64(place)), outcome: note.0, sent: ["a": "b"], mapping: note.1)
            }
        let lane = Self.entry(.clean, link: Link(object: "deal", crmID: "77"), deliveries: notes)
        let report = try Self.report(lane)
        let lines = StoryScreen(report: report).lines.filter { $0.contains("hubspot: ") }.map { $0.dropFirst(37) }
        #expect(
            lines.prefix(5) == [
                "created in the CRM, by mapping 1f", "updated in the CRM, by mapping 1f",
                "updated in the CRM, by mapping 2e, changed since the time before", "held back",
                "updated in the CRM, by mapping 2e",
            ]
        )
        #expect(report.lanes.first?.deliveries.map(\.mapping) == ["1f", "1f", "2e", nil, "2e"])
    }

    @Test(arguments: [false, true])
    func tellsWhoBoughtWithoutAnAccount(_ isClaimed: Bool) throws {
        var profile = CustomerProfile()
        profile.email = .value("ada@example.com")
        var guest = CustomerRecord(id: -77)
        guest.profile = Versioned(profile, version: SourceVersion(at: Self.now, tie: Self.now, hash: 1))
        if isClaimed {
            guest.life = RecordLife(deletedAt: Self.now)
            guest.merger = CustomerMerger(survivor: 5, at: Self.now)
        }
        func stored(_ record: CustomerRecord) -> StoredRecord {
            StoredRecord(
                key: RecordKey(store: StoreName("acme"), kind: .customer, id: record.id),
                revision: 1,
                record: .customer(record),
                firstSeenAt: Self.now,
                changedAt: Self.now
            )
        }
        let folder = try ConfigurationFolder([
            "sluice.yaml": "stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]"
        ])
        let story = RecordStory(record: stored(guest), receipts: [], lanes: [])
        let report = StoryReport(story: story, pauses: [], configuration: try folder.load(), now: Self.now)
        #expect(report.id == "guest-ffffffffffffffb3" && report.isGuest && report.adminUrl == nil)
        #expect(report.mergedInto == (isClaimed ? "5" : nil))
        let lines = StoryScreen(report: report).lines
        #expect(lines.contains(where: { $0.contains("bought without an account") }))
        #expect(lines.contains(where: { $0.contains("customer 5 by now") }) == isClaimed)
        #expect(!lines.contains(where: { $0.contains("in Shopify") && $0.contains("deleted") }))
        // By the address both are found, and they are one person.
        let hits = [stored(guest), stored(CustomerRecord(id: 5))]
        #expect(hits.withoutClaimedGuests.map(\.key.id) == (isClaimed ? [5] : [-77, 5]))
        #expect([stored(guest)].withoutClaimedGuests.count == 1)
        let candidate = CandidatesReport(hits: [stored(guest)], limit: 9).candidates.first
        #expect(candidate?.id == report.id && candidate?.gid == nil)
    }

    /// A page of the same line tells no more than one with their number.
    @Test func deliveriesThatSayTheSameAreOneLine() throws {
        var notes = (1...12).map { index in
            DeliveryNote(
                at: Self.now + .seconds(Int64(index)),
                outcome: "skipped",
                message: "the mapping has no section"
            )
        }
        notes.insert(DeliveryNote(at: Self.now, outcome: "created", crmID: "77", sent: ["a": "b"]), at: 0)
        let lane = Self.entry(.clean, link: Link(object: "deal", crmID: "77"), deliveries: notes)
        let lines = StoryScreen(report: try Self.report(lane)).lines
        let told = lines.filter { $0.contains("the mapping has no section") && $0.contains("times since") }
        #expect(
            told == [
                "  2026-05-28T20:26:52.000Z  hubspot: not sent: the mapping has no section, 12 times since 2026-05-28T20:26:41.000Z"
            ]
        )
        #expect(lines.contains(where: { $0.contains("created") }) && !lines.contains(where: { $0.contains("earlier") }))
    }

    @Test func aGuestsContactIsNoOtherCustomers() throws {
        var guest = CustomerRecord(id: -77)
        var profile = CustomerProfile()
        profile.email = .value("ada@example.com")
        guest.profile = Versioned(profile, version: SourceVersion(at: Self.now, tie: Self.now, hash: 1))
        let stored = StoredRecord(
            key: RecordKey(store: StoreName("acme"), kind: .customer, id: -77),
            revision: 1,
            record: .customer(guest),
            firstSeenAt: Self.now,
            changedAt: Self.now
        )
        let lane = Self.entry(
            .clean,
            link: Link(object: "contact", crmID: "512004", standing: .shared),
            deliveries: [DeliveryNote(at: Self.now, outcome: "shared", crmID: "512004")]
        )
        let folder = try ConfigurationFolder([
            "sluice.yaml": "stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]"
        ])
        let story = RecordStory(record: stored, receipts: [], lanes: [lane])
        let report = StoryReport(story: story, pauses: [], configuration: try folder.load(), now: Self.now)
        let lines = StoryScreen(report: report).lines
        #expect(lines.contains("  hubspot  in step as contact 512004, which has this buyer's address"))
        #expect(lines.contains(where: { $0.contains("not sent, the contact stands for this buyer as it is") }))
        #expect(!lines.contains(where: { $0.contains("another customer") || $0.contains("another person") }))
    }

    @Test(arguments: ["skipped", "left_out"])
    func whatWasNotSentIsNotInStep(_ outcome: String) throws {
        let created = DeliveryNote(at: Self.now, outcome: "created", crmID: "77", sent: [:])
        let note = DeliveryNote(at: Self.now, outcome: outcome, message: "deleted in the CRM and left so")
        let lane = Self.entry(.clean, link: Link(object: "deal", crmID: "77"), deliveries: [created, note])
        let report = try Self.report(lane)
        #expect(report.lanes.map(\.isInStep) == [false])
        let lines = StoryScreen(report: report).lines
        #expect(lines.contains("  hubspot  not sent (deal 77 before)"))
        #expect(lines.last == "  hubspot: Nothing: it was not sent, because: deleted in the CRM and left so.")
    }

    @Test func whatABackfillReadIsToldSo() async throws {
        let store = InMemoryStore { Self.now }
        let job = await store.enqueue(
            .backfill(BackfillSpec()),
            store: StoreName("acme"),
            now: Self.now - .seconds(60)
        )
        var story = Self.story(Self.entry(.clean))
        story.receipts = []
        guard case .order(var order) = story.record.record else { return }
        order.reads = HydrationNeed(readAt: Self.now)
        story.record.record = .order(order)
        let context = try await StoryContext(of: story, store)
        let folder = try ConfigurationFolder([
            "sluice.yaml": "stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]"
        ])
        func lines(_ context: StoryContext) throws -> [String] {
            let configuration = try folder.load()
            return StoryScreen(
                report: StoryReport(
                    story: story,
                    pauses: [],
                    context: context,
                    configuration: configuration,
                    now: Self.now
                )
            ).lines
        }
        #expect(try lines(context).contains("  2026-05-28T20:26:40.000Z  Read from Shopify by backfill, job \(job.id)"))
        #expect(try lines(StoryContext()).contains("  2026-05-28T20:26:40.000Z  Read from Shopify"))
        var erased = context
        erased.isErased = true
        #expect(try lines(erased).contains(where: { $0.contains("erased") && $0.contains("on request") }))
    }

    @Test func anOutageOfTheCRMIsWhatComesNext() throws {
        let trouble = TroubleReport(
            Trouble(party: "destination/hubspot", since: Self.now, message: "503", nextTryAt: Self.now + .seconds(9))
        )
        let outlook = LaneOutlook(
            entry: Self.entry(.dirty),
            kind: .order,
            settings: try Self.settings(),
            trouble: trouble,
            now: Self.now
        )
        #expect(outlook.sentence.hasPrefix("It waits: the CRM cannot be reached since 2026-05-28T20:26:40Z"))
        #expect(outlook.sentence.hasSuffix("503; next try in 9 s."))
    }

    private static func settings() throws -> DestinationSettings? {
        try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
            destinations: [{ name: hubspot, type: hubspot, credentials: { access_token: t } }]
            """
        ]).load().destinations.first
    }

    @Test func theOldestEventComesFirstAndColoursStandOnATerminalAlone() throws {
        let refused = DeliveryNote(at: Self.now + .seconds(1), outcome: "parked", message: "no such stage")
        let fault = DeliveryFault(.invalidValue, .park, message: "no such stage")
        let lane = Self.entry(.parked, fault: fault, deliveries: [refused])
        let report = try Self.report(lane)
        let lines = StoryScreen(report: report).lines
        let times = lines.filter { $0.hasPrefix("  2026-") }.map { $0.prefix(26) }
        #expect(times == times.sorted() && times.count == 2)
        #expect(lines.contains(where: { $0.contains("refused by the CRM; it waits for a person: no such stage") }))
        let colours = TerminalStyle(isTerminal: true, environment: ["TERM": "xterm"])
        let coloured = TerminalText.shown(
            StoryScreen(report: report, style: colours).lines.joined(),
            style: colours
        )
        #expect(coloured.contains("\u{1B}[31m") && !lines.joined().contains("\u{1B}"))
    }

    @Test func tellsATestOrderThatWasKept() throws {
        let lines = StoryScreen(report: try Self.report(nil)).lines
        #expect(lines.last == "Kept, not sent: it is a test order (send_test_orders is false).")
    }

    @Test func tellsWhatComesNext() throws {
        func next(_ lane: RecordStory.LaneEntry, mode: String = "live", pauses: [Pause] = []) throws -> String? {
            try Self.report(lane, mode: mode, pauses: pauses).lanes.first?.next
        }
        let bad = DeliveryFault(.unauthorized, .pause(.destination), message: "token expired")
        let pause = Pause(destination: Self.crm, scope: .destination, fault: bad, since: Self.now, probeAt: Self.now)
        let later = Self.now + .seconds(30)
        #expect(try next(Self.entry(.dirty)) == "It is delivered at once, if a server is running.")
        #expect(try next(Self.entry(.dirty, attempts: 2, due: later)) == "It is tried again in 30 s, after 2 attempts.")
        #expect(
            try next(Self.entry(.dirty), mode: "off") == "It waits: the destination is off. Set mode: live to deliver."
        )
        #expect(
            try next(Self.entry(.dirty), pauses: [pause])
                == "It waits: delivery is paused (token expired). Once that is mended it is delivered by itself."
        )
        let byHand = Pause(destination: Self.crm, scope: .destination, fault: nil, since: Self.now, probeAt: nil)
        #expect(
            try next(Self.entry(.dirty), pauses: [byHand])
                == "It waits: delivery is paused by hand. \"sluice resume hubspot\" goes on; nothing else does."
        )
        #expect(try next(Self.entry(.claimed)) == "It is being delivered now.")
        #expect(try next(Self.entry(.discarded)) == "Nothing, until Shopify has a newer version.")
        let refused = DeliveryFault(.invalidValue, .park, message: "no such stage")
        #expect(try next(Self.entry(.parked, fault: refused))?.contains("sluice failures retry --order 5\"") == true)
    }

    /// Scripts read these names: changing one breaks them.
    @Test func theShapeOfItsJSONIsPinned() throws {
        let note = DeliveryNote(at: Self.now, outcome: "created", crmID: "77", sent: ["a": "b"], lag: .milliseconds(68))
        let lane = Self.entry(.clean, link: Link(object: "deal", crmID: "77"), deliveries: [note])
        let object = try Self.json(try Self.report(lane))
        #expect(
            object.keys.sorted() == [
                "admin_url", "awaits_hydration", "email", "has_credentials", "id", "is_deleted", "is_erased",
                "is_guest",
                "is_test",
                "kind",
                "lanes", "name", "receipts", "status", "store",
            ]
        )
        let shown = try #require((object["lanes"] as? [[String: Any]])?.first)
        #expect(
            shown.keys.sorted() == [
                "attempts", "crm_id", "crm_object", "deliveries", "destination", "is_adopted", "is_in_step", "next",
                "standing",
                "state",
            ]
        )
        let delivery = try #require((shown["deliveries"] as? [[String: Any]])?.first)
        #expect(delivery.keys.sorted() == ["at", "crm_id", "lag_seconds", "outcome", "sent"])
        #expect(delivery["lag_seconds"] as? Double == 0.068)
    }

    static func json(_ value: some Encodable) throws -> [String: Any] {
        let data = try Output.encoder.encode(value)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
}
