import Conformance
import Foundation
import SyncEngine
import SyncModel
import Testing
import Web

@testable import Commands

/// The running server's desk: the commands' values, and orders that are done and logged.
@Suite struct LiveDeskTests {
    private static let shop = StoreName("acme")
    private static let crm = DestinationName("hubspot")
    private static let start = Instant(seconds: 1_780_000_000)

    private let store = InMemoryStore { start }

    private func desk(mode: String = "live") throws -> LiveDesk {
        let folder = try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
            destinations: [{ name: hubspot, type: hubspot, mode: \(mode), credentials: { access_token: t } }]
            """
        ])
        let configuration = try folder.mapped()
        return LiveDesk(
            session: StoreSession(store: store) { 0 },
            surroundings: LiveDesk.Surroundings(configuration: { configuration }, outbound: { nil }),
            pulse: DeliveryPulse(),
            node: .current(),
            clock: FixedClock(Self.start),
            isReloadable: false
        )
    }

    /// One customer whom the CRM refused.
    private func park() async throws {
        var profile = CustomerProfile()
        profile.firstName = .value("Zoë")
        profile.email = .value("zoe@example.com")
        var customer = CustomerRecord(id: 7)
        customer.profile = Versioned(profile, version: SourceVersion(at: Self.start, tie: Self.start, hash: 7))
        let receipt = Receipt(
            store: Self.shop,
            webhookID: "w7",
            topic: "customers/update",
            receivedAt: Self.start - .seconds(1_000),
            body: []
        )
        _ = await store.apply(
            [DecodedReceipt(receipt: receipt, content: .changes([.customer(customer)]))],
            routing: RoutingTable([Self.shop: .init(destinations: [Self.crm])]),
            origin: .live,
            now: Self.start - .seconds(1_000),
            position: nil
        )
        _ = await store.acquire(lease: Self.crm.leaseName, owner: "one", lasting: .seconds(60))
        let claimed = await store.claim(
            ClaimRequest(destination: Self.crm, epoch: 1, now: Self.start, limits: [.customer: 10])
        )
        for lane in claimed {
            let fault = DeliveryFault(.invalidValue, .park, message: "zoe@example.com is no stage")
            let note = DeliveryNote(
                at: Self.start,
                outcome: "parked",
                sent: ["firstname": "Zoë"],
                message: fault.message
            )
            let settlement = Settlement(key: lane.key, wanted: lane.wanted, result: .parked(fault), note: note)
            _ = await store.settle([settlement], destination: Self.crm, epoch: 1, now: Self.start)
        }
    }

    private let address = RecordAddress(store: "acme", kind: "customer", id: "7")

    @Test func theOverviewTellsTheTruthInASentence() async throws {
        let desk = try desk()
        #expect(try await desk.answer(.overview).json.contains("No record has come in yet."))
        try await park()
        let later = try self.desk()
        let json = try await later.answer(.overview).json
        #expect(json.contains("0 of 1 records are in hubspot; 1 failed"))
        #expect(json.contains("\"tone\" : \"bad\""))
    }

    @Test func aStoryIsMaskedUntilItIsAskedForAndTheAskingIsLogged() async throws {
        try await park()
        let desk = try desk()
        let masked = try await desk.answer(.record(address, reveals: false, by: "ada")).json
        #expect(!masked.contains("Zoë") && !masked.contains("zoe@example.com"))
        #expect(masked.contains("\"is_masked\" : true") && masked.contains("z…@example.com"))
        #expect(await store.actions(ActionFilter(), limit: 10).isEmpty)
        let shown = try await desk.answer(.record(address, reveals: true, by: "ada")).json
        #expect(shown.contains("Zoë") && shown.contains("zoe@example.com"))
        let log = await store.actions(ActionFilter(), limit: 10)
        #expect(log.map(\.action) == ["reveal"] && log[0].actor == "ada" && log[0].subject == "acme/customer/7")
    }

    @Test func searchesAndFailuresHideAddresses() async throws {
        try await park()
        let desk = try desk()
        let hits = try await desk.answer(.search("zoe@example.com", kind: nil)).json
        #expect(hits.contains("z…@example.com") && !hits.contains("zoe@") && !hits.contains("Zoë"))
        let failures = try await desk.answer(.failures(destination: nil)).json
        #expect(failures.contains("… is no stage") && !failures.contains("@example.com"))
    }

    @Test func aRetryIsDoneOnceAndLogged() async throws {
        try await park()
        let desk = try desk()
        let choice = FailureChoice(destination: "hubspot", record: address)
        let done = try await desk.carryOut(.retry(choice), by: "ada (dashboard)")
        #expect(done.count == 1 && done.said == "1 record is being tried again. What fails once more comes back here.")
        let again = await #expect(throws: DeskFailure.self) { try await desk.carryOut(.retry(choice), by: "ada") }
        #expect(again?.kind == .conflict)
        #expect(await store.parkedLanes(FailureFilter(), limit: 1).isEmpty)
        let log = await store.actions(ActionFilter(action: "failures retry"), limit: 10)
        #expect(log.map(\.outcome) == ["0 records", "1 records"])
    }

    @Test func whatIsLeftOutIsListedPartByPart() async throws {
        let routing = RoutingTable([Self.shop: .init(destinations: [Self.crm])])
        let records: [SyncRecord] = [-4, 7, 9].map { (id: Int64) in
            var profile = CustomerProfile()
            profile.firstName = .value("Ada")
            var customer = CustomerRecord(id: id)
            customer.profile = Versioned(profile, version: SourceVersion(at: Self.start, tie: Self.start, hash: 7))
            return .customer(customer)
        }
        for (number, record) in records.enumerated() {
            let receipt = Receipt(
                store: Self.shop,
                webhookID: "w\(number)",
                topic: "customers/update",
                receivedAt: Self.start,
                body: []
            )
            _ = await store.apply(
                [DecodedReceipt(receipt: receipt, content: .changes([record]))],
                routing: routing,
                origin: .live,
                now: Self.start,
                position: nil
            )
        }
        _ = await store.acquire(lease: Self.crm.leaseName, owner: "one", lasting: .seconds(60))
        let claimed = await store.claim(
            ClaimRequest(destination: Self.crm, epoch: 1, now: Self.start, limits: [.customer: 10])
        )
        #expect(claimed.count == 3)
        for lane in claimed where lane.key.record.id != 9 {
            let note = DeliveryNote(at: Self.start, outcome: "left_out", sent: [:], message: "guests are left out")
            let settlement = Settlement(key: lane.key, wanted: lane.wanted, result: .skipped(reason: "no"), note: note)
            _ = await store.settle([settlement], destination: Self.crm, epoch: 1, now: Self.start)
        }
        let desk = try desk()
        var cursor: String?
        var found: [String] = []
        repeat {
            let page = try #require(ListPage(limit: 1, cursor: cursor))
            let answer = try await desk.answer(.leftOut(destination: "hubspot", page: page))
            let object = try JSONSerialization.jsonObject(with: Data(answer.json.utf8))
            let items = try #require(object as? [[String: Any]])
            found += items.compactMap { $0["id"] as? String }
            #expect(items.allSatisfy { $0["because"] as? String == "guests are left out" })
            cursor = answer.next
            #expect(cursor?.allSatisfy(\.isNumber) ?? true)
        } while cursor != nil && found.count < 9
        #expect(found.count == 2 && found.last == "7", "\(found)")
    }

    @Test func syncNowMarksTheRecordAnew() async throws {
        try await park()
        let done = try await desk().carryOut(.syncNow(address, destination: nil), by: "ada")
        #expect(done.said == "It is delivered to hubspot now.")
        let story = await store.story(of: RecordKey(store: Self.shop, kind: .customer, id: 7), limit: 1)
        #expect(story?.lanes.map(\.state) == [.dirty])
    }

    @Test func syncNowSaysWhatItWaitsFor() async throws {
        try await park()
        let desk = try desk()
        _ = try await desk.carryOut(.pause(destination: "hubspot"), by: "ada")
        let paused = try await desk.carryOut(.syncNow(address, destination: nil), by: "ada")
        #expect(paused.said == "It is marked, and waits until hubspot is resumed.")
        _ = try await desk.carryOut(.resume(destination: "hubspot"), by: "ada")
        let fault = DeliveryFault(.unauthorized, .pause(.destination), message: "no")
        let pause = Pause(
            destination: Self.crm,
            scope: .destination,
            fault: fault,
            since: Self.start,
            probeAt: Self.start + .seconds(60)
        )
        _ = await store.pause(pause)
        let stopped = try await desk.carryOut(.syncNow(address, destination: nil), by: "ada")
        #expect(stopped.said == "It is marked, and waits until what stopped hubspot is mended (unauthorized).")
    }

    @Test(arguments: [
        ("off", "hubspot is off."), ("shadow", "hubspot is in shadow mode, in which nothing is written."),
    ])
    func nothingIsSaidToBeDeliveredWhereNothingIs(_ mode: String, _ words: String) async throws {
        try await park()
        let desk = try desk(mode: mode)
        let failure = await #expect(throws: DeskFailure.self) {
            try await desk.carryOut(.syncNow(address, destination: nil), by: "ada")
        }
        #expect(failure?.kind == .conflict && failure?.words.contains(words) == true)
        let story = await store.story(of: RecordKey(store: Self.shop, kind: .customer, id: 7), limit: 1)
        #expect(story?.lanes.map(\.state) == [.parked])
        #expect(await store.actions(ActionFilter(), limit: 10).isEmpty)
    }

    @Test func aDestinationIsPausedAndResumed() async throws {
        let desk = try desk()
        let paused = try await desk.carryOut(.pause(destination: "hubspot"), by: "ada")
        #expect(paused.said.hasPrefix("hubspot is paused."))
        #expect(try await desk.answer(.status).json.contains("\"paused_because\" : \"paused by hand\""))
        let resumed = try await desk.carryOut(.resume(destination: "hubspot"), by: "ada")
        #expect(resumed.said == "hubspot goes on; what waited is delivered.")
    }

    @Test(arguments: [
        (DeskOrder.pause(destination: "nowhere"), DeskFailure.Kind.invalid),
        (.backfill(BackfillOrder(store: "acme")), .invalid), (.backfill(BackfillOrder(store: "other")), .invalid),
        (.reconcile(ComparingOrder(store: nil)), .invalid),
        (.audit(ComparingOrder(store: "acme", kind: "things")), .invalid),
        (.audit(ComparingOrder(store: "acme", since: "May")), .invalid),
        (.retry(FailureChoice(isUnreadable: true)), .invalid),
        (.discard(FailureChoice(code: "invalid_valu")), .invalid), (.discard(FailureChoice(store: "acne")), .invalid),
        (.discard(FailureChoice(kind: "orders")), .invalid), (.discard(FailureChoice(since: "May")), .invalid),
        (.job(.pause, 99), .unknown), (.retry(FailureChoice(code: "invalid_value")), .conflict), (.reload, .conflict),
        (.syncNow(RecordAddress(store: "acme", kind: "order", id: "5"), destination: nil), .unknown),
        (.syncNow(RecordAddress(store: "acme", kind: "thing", id: "5"), destination: nil), .unknown),
        (.syncNow(RecordAddress(store: "acme", kind: "order", id: "x"), destination: nil), .unknown),
        (.repairWebhooks(store: "acme"), .invalid),
    ])
    func whatMakesNoSenseIsToldPlainly(_ order: DeskOrder, _ kind: DeskFailure.Kind) async throws {
        let desk = try desk()
        let failure = await #expect(throws: DeskFailure.self) { try await desk.carryOut(order, by: "ada") }
        #expect(failure?.kind == kind)
        #expect(
            failure?.words.hasSuffix(".") == true || failure?.words.hasSuffix("?)") == true
                || failure?.words.hasSuffix("?") == true
        )
    }

    @Test func anAuditOfAllStoresIsOneJobEachAndEachIsToldAlone() async throws {
        let desk = try desk()
        let order = ComparingOrder(store: nil, kind: "orders", since: "2026-05-01", destinations: ["hubspot"])
        let done = try await desk.carryOut(.audit(order), by: "ada")
        let job = try #require(done.job)
        #expect(done.jobs == [job] && done.said == "Job \(job), audit of acme, is under way.")
        guard case .audit(let spec) = await store.job(Job.ID(rawValue: job))?.spec else {
            Issue.record("it is no audit")
            return
        }
        #expect(spec.kinds == [.order] && spec.destinations == [Self.crm] && spec.since != nil)
        let json = try await desk.answer(.job(job)).json
        #expect(json.contains("\"kind\" : \"audit\"") && json.contains("\"id\" : \(job)"))
        let unknown = await #expect(throws: DeskFailure.self) { try await desk.answer(.job(99)) }
        #expect(unknown?.kind == .unknown)
    }

    @Test func anAuditOfACRMThatIsNotLiveIsRefused() async throws {
        let order = ComparingOrder(store: nil, destinations: ["hubspot"])
        let desk = try desk(mode: "shadow")
        let failure = await #expect(throws: DeskFailure.self) { try await desk.carryOut(.audit(order), by: "ada") }
        #expect(failure?.kind == .invalid && failure?.words.contains("hubspot has mode: shadow") == true)
        #expect(await store.jobs(JobFilter(), limit: 1).isEmpty)
    }

    @Test func unreadableWebhooksAreGivenUpAlone() async throws {
        try await park()
        let done = try await desk().carryOut(.discard(FailureChoice(isUnreadable: true)), by: "ada")
        #expect(done.count == 0 && done.said == "There is no webhook that could not be read.")
        #expect(await store.parkedLanes(FailureFilter(), limit: 1).count == 1)
    }

    /// Another store's fifty hid them.
    @Test func unreadableWebhooksOfOneStoreAreFoundBehindThoseOfAnother() async throws {
        func broken(_ id: Int, of shop: String) -> DecodedReceipt {
            let receipt = Receipt(
                store: StoreName(shop),
                webhookID: "\(shop)-\(id)",
                topic: "orders/create",
                receivedAt: Instant(seconds: Int64(id)),
                body: []
            )
            return DecodedReceipt(receipt: receipt, content: .undecodable(reason: "no id"))
        }
        _ = await store.apply(
            [broken(1, of: "acme")] + (2...61).map { broken($0, of: "other") },
            routing: RoutingTable([:]),
            origin: .live,
            now: Instant(seconds: 100),
            position: nil
        )
        let one = try await FailuresReport.current(store, FailureFilter(store: StoreName("acme")))
        #expect(one.unreadable.map(\.webhookId) == ["acme-1"] && one.unreadableCount == 1)
        let other = try await FailuresReport.current(store, FailureFilter(store: StoreName("other")))
        #expect(other.unreadable.count == 50 && other.unreadableCount == 60)
        let late = try await FailuresReport.current(store, FailureFilter(parkedSince: Instant(seconds: 61)))
        #expect(late.unreadable.count == 1 && late.unreadableCount == 1)
    }

    @Test func whatDoctorFoundStandsBesideTheFailures() async throws {
        try await park()
        var report = try await FailuresReport.current(store)
        let missing = Finding(.problem, "property contacts.x", "is not there", fix: "run setup")
        report.add(SetupReport(sections: [.init(title: "destination other", findings: [missing])]))
        #expect(report.groups.map(\.finding) == [nil])
        report.add(SetupReport(sections: [.init(title: "destination hubspot", findings: [missing, missing])]))
        #expect(report.groups.map(\.finding) == ["property contacts.x: is not there, and 1 more"])
    }

    @Test func listsGoOnWhereTheyWereLeft() async throws {
        let desk = try desk()
        for _ in 0..<3 { _ = try await desk.carryOut(.resume(destination: "hubspot"), by: "ada") }
        let first = try await desk.answer(.log(action: nil, actor: nil, page: try #require(ListPage(limit: 2))))
        let next = try #require(first.next)
        let second = try await desk.answer(
            .log(action: nil, actor: nil, page: try #require(ListPage(limit: 2, cursor: next)))
        )
        #expect(second.next == nil && second.json.contains("\"id\" : 1"))
        await #expect(throws: DeskFailure.self) {
            try await desk.answer(.log(action: nil, actor: nil, page: try #require(ListPage(cursor: "-4"))))
        }
    }
}

/// Pages share an overview, and do not wait for one that takes long.
@Suite(.timeLimit(.minutes(1))) struct OverviewDeskTests {
    private static let start = Instant(seconds: 1_780_000_000)
    private static let configuration = SluiceConfiguration(file: "sluice.yaml")

    private static func report(_ sentence: String) -> OverviewReport {
        let status = StatusReport(
            overview: StoreOverview(),
            backlog: 0,
            owned: [],
            configuration: configuration,
            now: start
        )
        return OverviewReport(sentence: sentence, tone: "good", at: "", status: status, figures: [])
    }

    private func sentence(_ desk: OverviewDesk, after time: Duration, _ next: String) async throws -> String? {
        let json = try await desk.json(now: Self.start + time) { Self.report(next) }
        let object = try JSONSerialization.jsonObject(with: Data(json.utf8))
        return (object as? [String: Any])?["sentence"] as? String
    }

    @Test func oneThatIsMadeAtOnceIsNeverOld() async throws {
        let desk = OverviewDesk(slow: .seconds(60))
        #expect(try await sentence(desk, after: .zero, "first") == "first")
        #expect(try await sentence(desk, after: .milliseconds(800), "second") == "first")
        #expect(try await sentence(desk, after: .milliseconds(1_000), "third") == "third")
    }

    @Test func nobodyWaitsForOneThatTakesLongWhileTheLastIsNotOld() async throws {
        let desk = OverviewDesk(slow: .zero)
        #expect(try await sentence(desk, after: .zero, "first") == "first")
        let (held, release) = AsyncStream.makeStream(of: Void.self)
        let shown = try await desk.json(now: Self.start + .seconds(2)) {
            for await _ in held {}
            return Self.report("second")
        }
        #expect(shown.contains("first"))
        release.finish()
        // What was made meanwhile is shown next.
        while try await sentence(desk, after: .milliseconds(2_500), "third") != "second" { await Task.yield() }
        // Long after, it is made anew and waited for.
        #expect(try await sentence(desk, after: .seconds(60), "fourth") == "fourth")
    }
}
