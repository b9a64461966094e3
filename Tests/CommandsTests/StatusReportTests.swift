import Foundation
import SyncModel
import Testing

@testable import Commands

@Suite struct StatusReportTests {
    private static let now = Instant(seconds: 1_780_000_000)
    private static let crm = DestinationName("hubspot")

    private static func report(
        _ lanes: [LaneState: Int] = [:],
        pauses: [Pause] = [],
        receipts: [ReceiptState: Int] = [.applied: 3],
        backlog: Int64 = 0,
        owned: Bool = true,
        credentials: String = "",
        hydrations: Int = 0,
        jobs: [Job] = [],
        readPauses: [ReadPause] = [],
        troubles: [Trouble] = [],
        refused: Int = 0,
        repeating: Int = 0,
        absent: Int = 0,
        isEmpty: Bool = false
    ) throws -> StatusReport {
        let folder = try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s]\(credentials) }]
            destinations: [{ name: hubspot, type: hubspot, credentials: { access_token: t } }]
            """
        ])
        let overview = StoreOverview(
            receipts: receipts,
            lanes: lanes.map { .init(destination: crm, state: $0.key, count: $0.value, oldest: now - .seconds(5)) },
            refused: refused > 0 ? [crm: refused] : [:],
            repeating: repeating > 0 ? [crm: repeating] : [:],
            leftOut: absent > 0 ? [crm: absent] : [:],
            stores: isEmpty
                ? [] : [.init(store: StoreName("acme"), customers: 1, orders: 2, lastReceiptAt: now - .seconds(9))],
            pauses: pauses,
            hydrations: hydrations > 0 ? [StoreName("acme"): hydrations] : [:],
            jobs: jobs,
            readPauses: readPauses,
            troubles: troubles
        )
        return StatusReport(
            overview: overview,
            backlog: backlog,
            owned: owned ? [crm] : [],
            configuration: try folder.load(),
            now: now
        )
    }

    private static func lines(_ report: StatusReport) -> [String] { StatusScreen(report: report, now: now).lines }

    @Test func allIsDelivered() throws {
        let report = try Self.report([.clean: 3])
        #expect(report.isIdle)
        #expect(!report.needsPerson(strict: true))
        #expect(
            Self.lines(report) == [
                "All 3 records are in hubspot; last change 9 s ago; not compared yet.", "", "Stores",
                "  name  customers  orders  last webhook", "  acme  1          2       9 s ago", "Destinations",
                "  name     mode  in step  waiting",
                "  hubspot  live  3        0",
            ]
        )
    }

    @Test func whatIsLeftOutIsNotSaidToBeThere() throws {
        let report = try Self.report([.clean: 12_443, .parked: 1], refused: 3, absent: 12)
        let lines = Self.lines(report)
        #expect(
            lines[0].hasPrefix(
                "12,431 of 12,432 records that are to be there are in hubspot; 12 are left out, as guests, by a rule or by a person; 3 without "
                    + "a value that was refused; 1 failed; last change"
            ),
            "\(lines[0])"
        )
        #expect(
            lines.contains("  name     mode  in step  waiting  parked  left out")
                && lines.contains("  hubspot  live  12,431   0        1       12"),
            "\(lines)"
        )
        let whole = try Self.report([.clean: 4], absent: 1)
        #expect(Self.lines(whole)[0].hasPrefix("All 3 records that are to be there are in hubspot; 1 is left out"))
        let none = try Self.report([.clean: 4], absent: 4)
        #expect(
            Self.lines(none)[0] == "No record is to be in hubspot: 4 are left out, as guests, by a rule or by a person."
        )
    }

    @Test func aPauseByHandHidesNoCause() throws {
        let fault = DeliveryFault(.missingField, .pause(.kind(.order)), message: "HubSpot has no property \"x\".")
        let report = try Self.report(
            [.dirty: 3],
            pauses: [
                Pause(destination: Self.crm, scope: .destination, fault: nil, since: Self.now, probeAt: nil),
                Pause(destination: Self.crm, scope: .kind(.order), fault: fault, since: Self.now, probeAt: Self.now),
            ]
        )
        let told = Self.lines(report).joined(separator: "\n")
        #expect(told.contains("paused by hand; the CRM has stopped it too: HubSpot has no property \"x\"."), "\(told)")
        #expect(told.contains("Then \"sluice resume hubspot\" goes on; nothing else does."), "\(told)")
    }

    @Test func whatTheCRMRefusedIsCountedAndNeedsNoPersonToday() throws {
        let report = try Self.report([.clean: 3], refused: 2)
        #expect(report.destinations.first?.withRefusedValues == 2 && !report.needsPerson(strict: true))
        #expect(
            Self.lines(report).suffix(2) == [
                "",
                "hubspot: 2 records are there without a value that the CRM refused. \"sluice failures list\" says which.",
            ]
        )
        let one = Self.lines(try Self.report([.clean: 3], refused: 1))
        #expect(one.last?.hasPrefix("hubspot: 1 record is there without") == true)
    }

    @Test func aServerWithAFormerConfigurationIsTold() async throws {
        let store = InMemoryStore { Self.now }
        var node = ServerNode(owner: "web-1 boot/4711/n", role: "all", version: "1", startedAt: Self.now)
        node.word = NodeWord(lookedAt: Self.now)
        node.word?.refusal = NodeWord.Refusal(
            at: Self.now - .seconds(90),
            reason: "It has a mistake:\n  m.yaml:1:1: no"
        )
        _ = await store.beat(node, lasting: .seconds(7))
        let folder = try ConfigurationFolder([
            "sluice.yaml": "stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]"
        ])
        var report = try Self.report([.clean: 3])
        try await report.addNodes(store, folder.load(), known: store.nodes(), since: .beginning, now: Self.now)
        #expect(report.needsPerson(strict: false))
        let told = Self.lines(report).joined(separator: "\n")
        #expect(told.contains("The server web-1/4711 goes on with its former configuration"), "\(told)")
        #expect(told.contains("\n    m.yaml:1:1: no\nMend that, then \"sluice reload\""), "\(told)")
        // It ends with the next beat that does not say it, whatever else was lost on the way.
        node.word?.refusal = nil
        _ = await store.beat(node, lasting: .seconds(7))
        try await report.addNodes(store, folder.load(), known: store.nodes(), since: .beginning, now: Self.now)
        #expect(!report.needsPerson(strict: false))
    }

    @Test func aComparisonThatFailedIsToldWithItsNextTry() throws {
        let trouble = Trouble(
            party: StoreName("acme").comparisonName,
            since: Self.now - .seconds(49),
            message: "the page could not be read",
            nextTryAt: Self.now + .seconds(72)
        )
        let report = try Self.report([.clean: 3], troubles: [trouble])
        let line = try #require(Self.lines(report).first { $0.hasPrefix("Comparing acme with Shopify fails since") })
        #expect(line.hasSuffix("(49 s ago): the page could not be read; next try in 72 s."), "\(line)")
        #expect(report.stores.first?.unreachable == nil)
        #expect(try !Self.lines(Self.report([.clean: 3])).contains { $0.hasPrefix("Comparing") })
    }

    @Test func whoDoesNotAnswerIsNamedWhileAServerAsks() throws {
        let troubles = [("destination/hubspot", "Service Unavailable (503)"), ("store/acme", "Shopify answered 502")]
            .map {
                Trouble(party: $0, since: Self.now - .seconds(49), message: $1, nextTryAt: Self.now + .seconds(12))
            }
        let report = try Self.report([.dirty: 157], troubles: troubles)
        let lines = Self.lines(report)
        #expect(
            lines.contains(
                "hubspot cannot be reached since 2026-05-28T20:25:51Z (49 s ago): Service Unavailable (503); next try in 12 s."
            )
        )
        #expect(lines.contains(where: { $0.hasPrefix("Shopify does not answer for acme since") && $0.contains("502") }))
        #expect(!report.needsPerson(strict: true))
        // What a server that is gone left behind is nobody's knowledge.
        let unserved = try Self.lines(Self.report([.dirty: 157], owned: false, troubles: troubles))
        #expect(!unserved.contains(where: { $0.contains("cannot be reached") }))
    }

    @Test func whatIsStillToBeReadIsNotCalledDelivered() throws {
        var job = Job(
            id: Job.ID(rawValue: 7),
            store: StoreName("acme"),
            spec: .backfill(BackfillSpec()),
            createdAt: Self.now
        )
        job.state = .running
        var change = JobProgress.Change(read: 0)
        change.plan = JobProgress.Plan(expected: [.order: 15_007], calls: [:])
        job.progress.add(change)
        let lines = try Self.lines(Self.report([:], receipts: [:], jobs: [job]))
        #expect(lines.first == "No record has come in yet.")
        #expect(lines.contains(where: { $0.contains("backfill") && $0.contains("0 of 15,007 records") }))
    }

    @Test func aReadThatIsStillToBeMadeCountsWhereItCanBeMade() throws {
        let credentials = ", credentials: { access_token: shpat_x }"
        let possible = try Self.report([.clean: 3], credentials: credentials, hydrations: 2)
        #expect(possible.remaining == ["acme: 2 records to read from Shopify"] && !possible.isIdle)
        #expect(Self.lines(possible).dropFirst().first == "2 records of acme to be read from Shopify.")
        let impossible = try Self.report([.clean: 3], hydrations: 2)
        #expect(impossible.isIdle && impossible.awaitingHydration == 2)
        let told = Self.lines(impossible).joined(separator: "\n")
        #expect(told.contains("nobody will read them: the store has no Admin API credentials"))
        #expect(told.contains("docs/shopify-app.md") && !told.contains("to be read from Shopify"))
    }

    @Test func aJobThatWaitsOrRunsCountsAndAPausedOneDoesNot() throws {
        func job(_ state: JobState) -> Job {
            let spec = JobSpec.backfill(BackfillSpec())
            var job = Job(id: Job.ID(rawValue: 7), store: StoreName("acme"), spec: spec, createdAt: Self.now)
            job.state = state
            var change = JobProgress.Change(read: 30)
            change.plan = JobProgress.Plan(expected: [.order: 120], calls: [Self.crm: 4])
            change.active = .seconds(3)
            job.progress.add(change)
            return job
        }
        let running = try Self.report([.clean: 3], jobs: [job(.running)])
        #expect(!running.isIdle && running.remaining == ["acme: job 7, backfill, is running (25 %)"])
        #expect(running.jobs.first?.perSecond == 10 && running.jobs.first?.remainingSeconds == 9)
        #expect(running.jobs.first?.calls == ["hubspot": 4])
        #expect(try !Self.report([.clean: 3], jobs: [job(.waiting)]).isIdle)
        #expect(try Self.report([.clean: 3], jobs: [job(.paused)]).isIdle)
    }

    @Test func aStoreThatCannotBeReadIsTold() throws {
        let pause = ReadPause(
            store: StoreName("acme"),
            code: "unauthorized",
            message: "the token was refused",
            since: Self.now - .seconds(60),
            probeAt: Self.now
        )
        let report = try Self.report([.clean: 3], readPauses: [pause])
        #expect(report.stores.first?.readPausedBecause == "the token was refused")
        #expect(report.stores.first?.readPausedSince != nil)
    }

    @Test func whatRemainsIsNamedAndParkedDoesNotCount() throws {
        let busy = try Self.report([.dirty: 2, .claimed: 1, .parked: 4], backlog: 100)
        #expect(!busy.isIdle)
        #expect(
            busy.remaining == [
                "100 bytes of webhooks not applied yet", "hubspot: 2 records to deliver", "hubspot: 1 being delivered",
            ]
        )
        #expect(
            Self.lines(busy).first?.hasPrefix("0 of 7 records are in hubspot; 4 failed; 3 wait, the oldest for 5 s")
                == true
        )
        #expect(Self.lines(busy).dropFirst().first == "Webhooks were accepted and are not applied yet (100 bytes).")
        #expect(Self.lines(busy).contains("  name     mode  in step  waiting  in flight  parked"))
        let parked = try Self.report([.parked: 4])
        #expect(parked.isIdle)
        #expect(!parked.needsPerson(strict: false))
        #expect(parked.needsPerson(strict: true))
        #expect(Self.lines(parked).first?.hasPrefix("0 of 4 records are in hubspot; 4 failed") == true)
        #expect(Self.lines(parked).last == "hubspot: 4 parked. \"sluice failures list\" says why.")
    }

    @Test func aPauseNeedsAPersonAndSaysWhy() throws {
        let fault = DeliveryFault(.missingScope, .pause(.destination), message: "crm.objects.deals.write is missing")
        let pause = Pause(destination: Self.crm, scope: .destination, fault: fault, since: Self.now, probeAt: Self.now)
        let report = try Self.report([.dirty: 1], pauses: [pause])
        #expect(report.needsPerson(strict: false))
        #expect(Self.lines(report).contains("hubspot is paused: crm.objects.deals.write is missing"))
        #expect(Self.lines(report).contains(FailureAdvice.fix(for: .missingScope)))
    }

    @Test func aPauseByHandEndsByHandAlone() throws {
        let pause = Pause(destination: Self.crm, scope: .destination, fault: nil, since: Self.now, probeAt: nil)
        #expect(Self.lines(try Self.report(pauses: [pause])).contains(PauseWords.fix(pause)))
        let told = DoctorCommand.paused(pause)
        #expect(told.fix == "\"sluice resume hubspot\" goes on; nothing else does.")
        let fault = DeliveryFault(.missingField, .pause(.kind(.order)), message: "no such field")
        let other = Pause(destination: Self.crm, scope: .kind(.order), fault: fault, since: Self.now, probeAt: Self.now)
        let fix = try #require(DoctorCommand.paused(other).fix)
        #expect(fix.contains("\"sluice setup\"") && fix.contains("by itself within"))
    }

    @Test func theFirstWordsSayWhenItWasComparedAndAreColouredOnATerminal() throws {
        var report = try Self.report([.clean: 3])
        report.comparedAt = Ages.stamp(Self.now - .seconds(840))
        #expect(Self.lines(report).first == "All 3 records are in hubspot; last change 9 s ago; compared 14 min ago.")
        let style = TerminalStyle(isTerminal: true, environment: ["TERM": "xterm"])
        let lines = StatusScreen(report: report, now: Self.now, style: style).lines
            .map { TerminalText.shown($0, style: style) }
        #expect(
            lines.first?.hasPrefix("\u{1B}[32mAll 3 records") == true && lines.first?.hasSuffix("\u{1B}[0m") == true
        )
    }

    @Test func anAlertWhoseCauseIsGoneDoesNotStand() async throws {
        let store = InMemoryStore { Self.now }
        var over = Alert(AlertCondition(.lag, "hubspot", "records wait"), since: Self.now - .seconds(90))
        over.quietSince = Self.now - .seconds(10)
        let lifted = Alert(AlertCondition(.paused, "hubspot", "nothing is delivered"), since: Self.now - .seconds(60))
        let standing = Alert(AlertCondition(.failures, "hubspot", "too many failed"), since: Self.now - .seconds(60))
        await store.keep([over, lifted, standing])
        var report = try Self.report([.parked: 2])
        try await report.addAlerts(store)
        #expect(report.alerts.map(\.kind) == ["failures"])
        let pause = Pause(destination: Self.crm, scope: .destination, fault: nil, since: Self.now, probeAt: nil)
        var paused = try Self.report([.parked: 2], pauses: [pause])
        try await paused.addAlerts(store)
        #expect(Set(paused.alerts.map(\.kind)) == ["failures", "paused"])
    }

    @Test func aStatusThatCameOverTheWireIsShownAlike() throws {
        var report = try Self.report([.clean: 2, .parked: 1], hydrations: 1)
        report.comparedAt = Ages.stamp(Self.now)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let again = try decoder.decode(StatusReport.self, from: try Output.encoder.encode(report))
        #expect(Self.lines(again) == Self.lines(report))
    }

    @Test func whatIsRepeatedAfterALostAnswerKeepsFromIdleness() throws {
        let report = try Self.report([.clean: 3], repeating: 1)
        #expect(!report.isIdle)
        #expect(report.remaining == ["hubspot: 1 record to deliver once more, for a call was not answered"])
        #expect(try Self.report([.clean: 3]).isIdle)
    }

    @Test func noServerAndNoWebhookAreSaid() throws {
        let report = try Self.report(receipts: [:], owned: false, isEmpty: true)
        #expect(Self.lines(report).first == "No record has come in yet.")
        #expect(Self.lines(report).last?.hasPrefix("No server delivers to hubspot now.") == true)
    }

    @Test func theShapeOfItsJSONIsPinned() throws {
        let object = try StoryReportTests.json(try Self.report([.dirty: 1]))
        #expect(
            object.keys.sorted() == [
                "alerts", "awaiting_hydration", "destinations", "is_idle", "jobs", "nodes", "receipts", "remaining",
                "stores", "unapplied_bytes",
            ]
        )
        let destination = try #require((object["destinations"] as? [[String: Any]])?.first)
        #expect(
            destination.keys.sorted() == [
                "claimed", "clean", "dirty", "discarded", "is_served", "mode", "name", "oldest_dirty_seconds", "parked",
                "repeating", "with_refused_values",
            ]
        )
    }
}

@Suite struct WebhookStatusTests {
    private static let now = Instant(seconds: 1_780_000_000)

    @Test func missingWebhooksGapsAndSilencesAreTold() async throws {
        let clock = Self.now
        let store = InMemoryStore { clock }
        let name = StoreName("acme")
        var report = SubscriptionReport(at: Self.now, address: "https://x.example/webhooks")
        report.standing = ["orders/create"]
        report.missing = ["customers/merge": .scope("read_customer_merge")]
        report.gaps = [TopicGap(topic: "orders/create", since: Self.now - .seconds(60), foundAt: Self.now)]
        let lease = await store.acquire(lease: name.leaseName, owner: "a", lasting: .seconds(60))
        let epoch = try #require(lease).epoch
        #expect(await store.keep(SubscriptionState(report: report), of: name, epoch: epoch))
        let silence = Silence(
            store: name,
            since: Self.now - .seconds(7_200),
            usualPause: .seconds(60),
            certainty: .certain,
            foundAt: Self.now
        )
        #expect(await store.tell(silence))
        let folder = try ConfigurationFolder([
            "sluice.yaml": "stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]"
        ])
        let configuration = try folder.load()
        func looked() async throws -> StatusReport {
            var status = StatusReport(
                overview: await store.overview(),
                backlog: 0,
                owned: [],
                configuration: configuration,
                now: Self.now
            )
            try await status.addWebhooks(store)
            return status
        }
        let gap = ReconcileSpec(window: ReadWindow(.updatedAt), reason: .gap)
        let job = await store.enqueue(.reconcile(gap), store: name, now: Self.now)
        let status = try await looked()
        let acme = try #require(status.stores.first)
        #expect(acme.webhooks?.inPlace == 1 && acme.webhooks?.missing == ["customers/merge"])
        #expect(acme.webhooks?.gaps == ["orders/create": "2026-05-28T20:25:40Z"])
        #expect(acme.silentSince == "2026-05-28T18:26:40.000Z")
        let lines = StatusScreen(report: status, now: Self.now).lines.joined(separator: "\n")
        #expect(lines.contains("acme is silent: no webhook since 2026-05-28T18:26:40Z, although"))
        #expect(lines.contains("acme: not subscribed to customers/merge."))
        #expect(lines.contains("acme: orders/create was missing; what changed since 2026-05-28T20:25:40Z is compared."))
        // Once that comparison is over, there is nothing left to tell, whenever the next look comes.
        _ = await store.ask(.cancel, of: job.id, now: Self.now)
        let later = StatusScreen(report: try await looked(), now: Self.now).lines.joined(separator: "\n")
        #expect(!later.contains("was missing") && later.contains("acme: not subscribed to customers/merge."))
    }
}
