import Conformance
import Logging
import SyncModel
import Synchronization
import Testing

@testable import SyncEngine

/// Notices of an end that come after a new beginning.
@Suite struct ReinstallationTests {
    private func known() async throws -> ComplianceStage {
        let stage = try await ComplianceStage()
        try await stage.receive(ComplianceStage.customer)
        try await stage.receive(ComplianceStage.order(11))
        try await stage.deliver()
        return stage
    }

    /// Works until nothing is open, while other deliveries come, behind which those of before are seen to be applied.
    private func work(_ worker: ComplianceWorker, _ stage: ComplianceStage) async throws {
        for _ in 1...5 {
            guard try await worker.performOpen() else { return }
            while try await stage.eraser().performDue() {}
            try await stage.receive("other")
            stage.clock.advance(.seconds(10))
        }
    }

    private static let gone = FixedInspector(fault: ReadFault(.unauthorized, .pauseStore, message: "401"))
    private static let down = FixedInspector(fault: ReadFault(.unavailable, .retry, message: "503"))

    @Test func aShopWhoseAppAnswersIsNotErasedAndThatIsSaid() async throws {
        let stage = try await known()
        try await stage.receive("uninstalled 1")
        try await stage.worker().performOpen()
        stage.clock.advance(.seconds(2 * 86_400))
        try await stage.receive("customer 2 bob@example.com Bob +49170")
        try await stage.receive("shop 1")
        let log = CapturedLog()
        try await stage.worker(inspector: FixedInspector(), logger: log.logger).performOpen()
        let request = try #require(try await stage.requests().first)
        #expect(request.state == .done && request.kind == .shopRedact && request.erasedAt == nil)
        #expect(request.remark?.contains("nothing was erased") == true)
        #expect(request.remark?.contains("sluice redact customer") == true)
        #expect(log.entries.contains(where: { $0.level == .warning && $0.message.contains("is not erased") }))
        for id in [1, 2] as [Int64] {
            let key = RecordKey(store: ComplianceStage.shop, kind: .customer, id: id)
            #expect(try await stage.inner.record(key)?.record.foldedEmail != nil)
        }
        // Whoever answers has the app installed.
        #expect(try await stage.inner.readPauses() == [])
    }

    @Test func aShopWhoseAppIsGoneIsErased() async throws {
        let stage = try await known()
        try await stage.receive("shop 1")
        try await work(stage.worker(inspector: Self.gone), stage)
        #expect(try await stage.requests().first?.counts.customers == 1)
        #expect(try await stage.requests().first?.state == .done)
    }

    @Test func whereItCannotBeSeenNothingIsErasedYet() async throws {
        let stage = try await known()
        try await stage.receive("shop 1")
        #expect(try await stage.worker(inspector: Self.down).performOpen())
        let request = try #require(try await stage.requests().first)
        #expect(request.remark?.hasPrefix("whether the app is in the shop cannot be seen (unavailable)") == true)
        #expect(request.counts.customers == 0 && request.erasedAt == nil)
    }

    /// A shop that is closed, or an address that is wrong since a deploy: neither says that the app is gone.
    @Test(arguments: [ReadFault.Code.frozen, .forbidden, .locked, .unknownStore, .wrongShop, .sealedToken])
    func aRefusalThatSaysNothingOfTheAppErasesNothing(code: ReadFault.Code) async throws {
        let stage = try await known()
        try await stage.receive("shop 1")
        let inspector = FixedInspector(fault: ReadFault(code, .pauseStore, message: "no"))
        #expect(try await stage.worker(inspector: inspector).performOpen())
        #expect(try await stage.requests().first?.erasedAt == nil)
    }

    private func hear(_ stage: ComplianceStage, _ ago: Duration) async throws {
        let at = stage.clock.now - ago
        try await stage.inner.note([
            TopicDeliveries(store: ComplianceStage.shop, topic: "orders/create", firstAt: at, lastAt: at)
        ])
    }

    /// Installed again from Shopify's own link, before anybody connected it here anew.
    @Test func aShopThatIsHeardThoughItsTokenIsRefusedWaitsForAPerson() async throws {
        let stage = try await known()
        try await hear(stage, .seconds(3_600))
        try await stage.receive("shop 1")
        let worker = stage.worker(inspector: Self.gone)
        #expect(try await worker.performOpen())
        let request = try #require(try await stage.requests().first)
        #expect(request.erasedAt == nil && request.state == .open)
        #expect(request.remark?.contains("sluice redact shop") == true)
        stage.clock.advance(.seconds(31 * 86_400))
        #expect(request.isOverdue(at: stage.clock.now))
        // Its word is enough, and settles what Shopify asked.
        _ = try await stage.inner.ask(ComplianceNotice(.shopRedact), of: ComplianceStage.shop, now: stage.clock.now)
        try await work(worker, stage)
        let all = try await stage.requests()
        #expect(all.allSatisfy { $0.state == .done } && all.count == 2)
        #expect(all.map(\.counts.customers).reduce(0, +) == 1)
    }

    /// The app is in the shop still: the next comparison would bring everybody back.
    @Test func anErasedShopIsNotReadUntilAPersonSaysSo() async throws {
        let stage = try await known()
        let name = ComplianceStage.shop
        let job = try await stage.inner.enqueue(.backfill(BackfillSpec()), store: name, now: stage.clock.now)
        _ = try await stage.inner.ask(ComplianceNotice(.shopRedact), of: name, now: stage.clock.now)
        try await work(stage.worker(), stage)
        #expect(try await stage.requests().first?.erasedAt != nil)
        let pause = try #require(try await stage.inner.readPauses().first)
        #expect(pause.code == ReadPause.erased && pause.probeAt == nil && pause.message.contains("sluice resume"))
        #expect(try await stage.inner.job(job.id)?.state == .cancelled)
        // Seeing the app there is no word of a person.
        #expect(try await !Installation(store: stage.inner).wasSeen(name))
        #expect(try await stage.inner.readPauses() == [pause])
        #expect(try await stage.inner.resumeReading(of: name))
    }

    @Test func aRefusedTokenOfAShopThatIsQuietIsAnEnd() async throws {
        let stage = try await known()
        try await hear(stage, .seconds(2 * 86_400))
        try await stage.receive("shop 1")
        try await work(stage.worker(inspector: Self.gone), stage)
        #expect(try await stage.requests().first?.erasedAt != nil)
    }

    @Test(arguments: [(86_400 * 2, true), (3_600, false)])
    func aShopWithoutCredentialsIsErasedOnceItIsQuiet(age: Int, isErased: Bool) async throws {
        let stage = try await known()
        let heard = stage.clock.now - .seconds(age)
        let notes = [("orders/create", heard), ("shop/redact", stage.clock.now), ("app/uninstalled", stage.clock.now)]
        try await stage.inner.note(
            notes.map { TopicDeliveries(store: ComplianceStage.shop, topic: $0.0, firstAt: $0.1, lastAt: $0.1) }
        )
        try await stage.receive("shop 1")
        try await stage.perform()
        #expect(try await stage.requests().first?.counts.customers == (isErased ? 1 : 0))
    }

    /// Sends the notice, so old, and does what follows; returns whether reading is paused.
    private func isStopped(
        _ stage: ComplianceStage,
        noticeAge: Duration,
        inspector: FixedInspector? = nil,
        grantedAt: Instant? = nil
    ) async throws -> Bool {
        try await stage.receive("uninstalled 1", at: stage.clock.now - noticeAge)
        try await stage.worker(inspector: inspector, grantedAt: grantedAt).performOpen()
        let isPaused = try await !stage.inner.readPauses().isEmpty
        #expect(stage.dropped.withLock { $0.isEmpty } == !isPaused)
        return isPaused
    }

    @Test func aTokenThatWasGrantedLaterIsKept() async throws {
        let stage = try await ComplianceStage()
        let now = stage.clock.now
        #expect(try await !isStopped(stage, noticeAge: .seconds(3_600), grantedAt: now - .seconds(60)))
        let request = try #require(try await stage.requests().first)
        #expect(request.state == .done && request.remark == "the app was installed again since")
        #expect(try await isStopped(stage, noticeAge: .seconds(60), grantedAt: now - .seconds(90)))
    }

    @Test func anAnswerThatTheAppGotLaterTellsTheSame() async throws {
        let stage = try await ComplianceStage()
        func see(_ ago: Duration) async throws {
            let facts = AppFacts(shop: "acme.myshopify.com", askedVersion: "2026-07")
            try await stage.inner.note(
                SeenAppFacts(facts, seenAt: stage.clock.now - ago),
                of: ComplianceStage.shop
            )
        }
        try await see(.seconds(1_800))
        #expect(try await !isStopped(stage, noticeAge: .seconds(3_600)))
        #expect(try await isStopped(stage, noticeAge: .seconds(60)))
    }

    /// A shop that is closed or locked has not taken the app out: its token is kept until that can be seen.
    @Test(arguments: [ReadFault.Code.frozen, .locked, .forbidden, .unknownStore, .shopNotPermitted])
    func aLateNoticeOfAShopThatAnswersNobodyWaits(code: ReadFault.Code) async throws {
        let stage = try await ComplianceStage()
        let inspector = FixedInspector(fault: ReadFault(code, .pauseStore, message: "no"))
        #expect(try await !isStopped(stage, noticeAge: .seconds(3_600), inspector: inspector))
        let request = try #require(try await stage.requests().first)
        #expect(request.state == .open && request.remark == "whether the app is in the shop cannot be seen (\(code))")
        #expect(try await stage.worker(inspector: Self.gone).performOpen() == false)
        #expect(try await stage.inner.readPauses().count == 1)
    }

    @Test func aNoticeThatComesLateIsAskedAbout() async throws {
        let stage = try await ComplianceStage()
        #expect(try await !isStopped(stage, noticeAge: .seconds(3_600), inspector: FixedInspector()))
        // What Shopify answers right after an uninstallation may still be of before.
        #expect(try await isStopped(stage, noticeAge: .zero, inspector: FixedInspector()))
        let other = try await ComplianceStage()
        #expect(try await isStopped(other, noticeAge: .seconds(3_600), inspector: Self.gone))
    }
}
