import SyncModel
import Testing

@testable import Commands

/// Green means compared: what comparing found last decides what the overview says.
@Suite struct ComparedStandingTests {
    private static let shop = StoreName("acme")
    private static let crm = DestinationName("hubspot")
    private static let start = Instant(seconds: 1_780_000_000)

    private let store = InMemoryStore { start }

    /// Finishes an audit that found this.
    private func audit(
        _ spec: AuditSpec = AuditSpec(),
        differing: Int64 = 0,
        repaired: Int64 = 0,
        after delay: Duration = .zero
    ) async throws {
        let now = Self.start + delay
        let job = await store.enqueue(.audit(spec), store: Self.shop, now: now)
        let lease = await store.acquire(lease: Self.shop.leaseName, owner: "one", lasting: .seconds(60))
        let epoch = try #require(lease?.epoch)
        _ = await store.takeJob(of: Self.shop, kind: .audit, epoch: epoch, now: now)
        var report = AuditReport()
        for id in 0..<differing {
            var result = AuditResult(kind: .order, id: id, name: nil, day: "2026-05-11", currency: "EUR")
            result.compared = [Self.crm]
            result.findings = [AuditFinding(.changedInCRM, Self.crm, fields: ["amount"])]
            report.add(result)
        }
        report.repaired = repaired
        var slice = JobSlice(job: job.id, number: 0, kind: .order, method: .sweep, window: spec.window)
        slice.finish()
        slice.audit = AuditPart(report: report.finished(at: now))
        let end = JobCheckpoint(job: job.id, epoch: epoch, now: now, slices: [slice], end: .done)
        #expect(await store.checkpoint(end) != .refused)
    }

    private func report(lanes: [LaneState: Int] = [.clean: 3], isLive: Bool = true) async throws -> StatusReport {
        let folder = try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
            destinations: [{ name: hubspot, type: hubspot, \(isLive ? "" : "mode: off, ")credentials: { access_token: t } }]
            """
        ])
        let overview = StoreOverview(
            lanes: lanes.map { .init(destination: Self.crm, state: $0.key, count: $0.value, oldest: nil) },
            stores: [.init(store: Self.shop, customers: 1, orders: 2, lastReceiptAt: Self.start)]
        )
        var report = StatusReport(
            overview: overview,
            backlog: 0,
            owned: [Self.crm],
            configuration: try folder.load(),
            now: Self.start
        )
        report.add(try await LastAudits().standings(of: [Self.shop], in: store))
        return report
    }

    private func truth() async throws -> TruthSentence {
        TruthSentence(try await report(), now: Self.start + .seconds(60))
    }

    @Test func whatWasNeverComparedIsNotGreen() async throws {
        let truth = try await truth()
        #expect(truth.tone == .busy && truth.words.hasSuffix("not compared yet."), "\(truth)")
        let off = TruthSentence(try await report(isLive: false), now: Self.start)
        #expect(off.tone == .busy && off.words.hasPrefix("Nothing is sent anywhere"), "\(off)")
    }

    @Test func whatIsTheSameOnAllSidesIsGreen() async throws {
        try await audit()
        let truth = try await truth()
        #expect(truth.tone == .good && truth.words.hasSuffix("; compared 60 s ago."), "\(truth)")
    }

    @Test func aDifferenceWithoutAReasonIsRed() async throws {
        try await audit(differing: 1)
        let one = try await truth()
        #expect(one.tone == .bad && one.words.hasSuffix("; compared 60 s ago; 1 difference has no reason."), "\(one)")
        try await audit(differing: 2, after: .seconds(10))
        #expect(try await truth().words.hasSuffix("; compared 50 s ago; 2 differences have no reason."))
        try await audit(differing: 2, repaired: 2, after: .seconds(20))
        let mended = try await truth()
        #expect(mended.tone == .busy && mended.words.hasSuffix("; 2 differences have been sent again."), "\(mended)")
        try await audit(after: .seconds(30))
        #expect(try await truth().tone == .good)
    }

    @Test(arguments: [
        AuditSpec(kinds: [.customer], since: Instant(seconds: 1_893_456_000)), AuditSpec(kinds: [.order]),
        AuditSpec(until: start), AuditSpec(destinations: [crm]),
    ])
    func comparingAPartClearsNothing(_ part: AuditSpec) async throws {
        try await audit(part)
        #expect(try await report().comparedAt == nil)
        try await audit(differing: 1, after: .seconds(10))
        try await audit(part, after: .seconds(20))
        let report = try await report()
        #expect(report.differences == 1 && report.comparedAt == Timestamp(Self.start + .seconds(10)).utcMilliseconds)
        // Both are shown, so that nobody takes the part for the whole.
        let shown = try await LastAudits.shown(of: Self.shop, in: store)
        #expect(shown.count == 2 && shown.first?.spec == .audit(part) && shown.last?.spec == .audit(AuditSpec()))
    }

    @Test func aPartSaysSoOnTheTerminal() {
        let spec = AuditSpec(kinds: [.customer], destinations: [Self.crm])
        let job = Job(id: Job.ID(rawValue: 7), store: Self.shop, spec: .audit(spec), createdAt: Self.start)
        let text = AuditScreen(output: AuditOutput(AuditReport().finished(at: Self.start), of: job)).lines
            .joined(separator: "\n")
        #expect(
            text.contains("Only customers are compared.") && text.contains("No other CRM is compared than hubspot.")
        )
    }

    @Test func ofSeveralStoresTheOldestTimeCounts() async throws {
        var report = try await report()
        var other = report.stores[0]
        other.name = "b"
        report.stores.append(other)
        var whole = AuditReport()
        whole = whole.finished(at: Self.start)
        let standing = try #require(AuditStanding(whole, of: Job.ID(rawValue: 1)))
        report.add([Self.shop: standing])
        #expect(report.comparedAt == nil)
        #expect(TruthSentence(report, now: Self.start).words.hasSuffix("; not compared yet: b."))
        var later = standing
        later.finishedAt = Timestamp(Self.start + .seconds(5)).utcMilliseconds
        report.add([Self.shop: standing, StoreName("b"): later])
        #expect(report.comparedAt == standing.finishedAt)
    }
}
