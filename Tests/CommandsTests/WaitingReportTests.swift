import Foundation
import SyncModel
import Testing

@testable import Commands

@Suite struct WaitingReportTests {
    private static let now = Instant(seconds: 1_780_000_000)
    private static let acme = StoreName("acme")
    private static let crm = DestinationName("hubspot")

    private static func configuration(mode: String = "live", credentials: String = "") throws -> SluiceConfiguration {
        try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s]\(credentials) }]
            destinations: [{ name: hubspot, type: hubspot, mode: "\(mode)", credentials: { access_token: t } }]
            """
        ]).load()
    }

    /// Order #7 for two minutes, customer 5 for a minute more, and an order of which there is more to read.
    private static func store() async -> InMemoryStore {
        let store = InMemoryStore(leaseClock: { now })
        func apply(_ record: SyncRecord, ago seconds: Int64) async {
            let at = now - .seconds(seconds)
            let receipt = Receipt(
                store: acme,
                webhookID: "\(record.kind) \(record.id)",
                topic: "orders/updated",
                receivedAt: at,
                body: []
            )
            _ = await store.apply(
                [DecodedReceipt(receipt: receipt, content: .changes([record]))],
                routing: RoutingTable([acme: .init(destinations: [crm])]),
                origin: .live,
                now: at,
                position: nil
            )
        }
        let version = SourceVersion(at: now, tie: now, hash: 1)
        var details = OrderDetails()
        details.name = .value("#7")
        var order = OrderRecord(id: 700)
        order.details = Versioned(details, version: version)
        var profile = CustomerProfile()
        profile.firstName = .value("Ada")
        var customer = CustomerRecord(id: 5)
        customer.profile = Versioned(profile, version: version)
        await apply(.order(order), ago: 120)
        await apply(.customer(customer), ago: 180)
        await apply(.trace(.order, 9, reads: HydrationNeed(askedAt: now - .seconds(30))), ago: 30)
        return store
    }

    private static func status(
        _ store: InMemoryStore,
        _ configuration: SluiceConfiguration,
        isServed: Bool = true
    ) async -> StatusReport {
        StatusReport(
            overview: await store.overview(),
            backlog: 0,
            owned: isServed ? [crm] : [],
            configuration: configuration,
            now: now
        )
    }

    private static func report(
        mode: String = "live",
        isServed: Bool = true,
        limit: Int = 50
    ) async throws -> (WaitingReport, StatusReport) {
        let store = await store()
        let configuration = try configuration(mode: mode)
        let status = await status(store, configuration, isServed: isServed)
        return (try await WaitingReport(status, store, configuration, limit: limit, now: now), status)
    }

    @Test func namesWhatWaitsTheLongestFirstWithWhyAndSinceWhen() async throws {
        let (report, status) = try await Self.report()
        #expect(report.records.map(\.title) == ["customer 5 of acme", "order #7 of acme", "order 9 of acme"])
        #expect(report.records.map(\.seconds) == [180, 120, 30] && report.total == 3)
        #expect(report.records.map(\.state) == ["waiting", "waiting", "to_read"])
        #expect(report.records.first?.why == "It has been due for 3 min: what is ahead of it goes first.")
        #expect(report.records.last?.why.contains("no Admin API credentials") == true)
        // Neither names nor addresses of people.
        #expect(!report.lines.contains(where: { $0.contains("Ada") }))
        #expect(report.lines.first == "3 records wait" && report.lines[1].hasPrefix("  3 min  hubspot  customer 5"))
        let words = StatusCommand.notIdle(status, report.oldest)
        #expect(
            words == """
                Not idle: hubspot: 2 records to deliver. The oldest is customer 5 of acme, for 3 min: It has been due \
                for 3 min: what is ahead of it goes first. "sluice status --waiting" names all.
                """
        )
    }

    @Test func whatHoldsAllOfThemIsSaid() async throws {
        let (off, _) = try await Self.report(mode: "off")
        #expect(off.records.first?.why == "It waits: the destination is off. Set mode: live to deliver.")
        let (unserved, _) = try await Self.report(isServed: false)
        #expect(unserved.records.first?.why == "It waits: no server delivers to hubspot now.")
    }

    @Test func theListIsBoundedAndSaysSo() async throws {
        let (report, _) = try await Self.report(limit: 1)
        #expect(report.records.count == 1 && report.total == 3)
        #expect(report.lines.last == "  and 2 more; --json has up to 1,000.")
    }

    @Test("What is told not to be idle is never what does not count for it")
    func whatCounts() async throws {
        let store = await Self.store()
        let configuration = try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
            destinations:
              - { name: hubspot, type: hubspot, mode: shadow, credentials: { access_token: t } }
              - { name: live, type: hubspot, credentials: { access_token: t } }
            """
        ]).load()
        let receipt = Receipt(
            store: Self.acme,
            webhookID: "late",
            topic: "orders/updated",
            receivedAt: Self.now - .seconds(10),
            body: []
        )
        var details = OrderDetails()
        details.name = .value("#8")
        var order = OrderRecord(id: 800)
        order.details = Versioned(details, version: SourceVersion(at: Self.now, tie: Self.now, hash: 1))
        _ = await store.apply(
            [DecodedReceipt(receipt: receipt, content: .changes([.order(order)]))],
            routing: RoutingTable([Self.acme: .init(destinations: [DestinationName("live")])]),
            origin: .live,
            now: Self.now - .seconds(10),
            position: nil
        )
        let status = await Self.status(store, configuration)
        #expect(status.remaining == ["live: 1 record to deliver"])
        // Older ones wait for a destination in shadow mode, and for a read that nobody can make.
        let list = try await WaitingReport(
            status,
            store,
            configuration,
            limit: 1,
            isForIdleness: true,
            now: Self.now
        )
        #expect(list.records.map(\.title) == ["order #8 of acme"])
        let all = try await WaitingReport(status, store, configuration, limit: 50, now: Self.now)
        #expect(all.records.count == 4)
    }

    @Test func statusPointsToItOnlyWhereSomethingWaitsLong() async throws {
        func points(isServed: Bool = true, at now: Instant) async throws -> Bool {
            let store = await Self.store()
            let configuration = try Self.configuration()
            let status = StatusReport(
                overview: await store.overview(),
                backlog: 0,
                owned: isServed ? [Self.crm] : [],
                configuration: configuration,
                now: now
            )
            return StatusScreen(report: status, now: now).lines.contains(where: { $0.contains("status --waiting") })
        }
        #expect(try await points(at: Self.now))
        #expect(try await !points(at: Self.now - .seconds(140)))
        #expect(try await !points(isServed: false, at: Self.now))
    }
}
