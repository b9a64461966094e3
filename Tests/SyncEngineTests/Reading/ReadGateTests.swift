import Testing

@testable import SyncEngine
@testable import SyncModel

@Suite struct ReadGateTests {
    private static func pause(_ code: String, probeAt: Instant?) -> ReadPause {
        ReadPause(
            store: ReadingStage.name,
            code: code,
            message: code,
            since: TestClock.start,
            probeAt: probeAt
        )
    }

    /// Whatever the probe finds: the uninstallation came while it was under way.
    @Test(arguments: [ReadFault(.unauthorized, .pauseStore, message: "refused"), nil])
    func aProbeNeitherReplacesNorLiftsAPauseThatWasSetMeanwhile(_ found: ReadFault?) async throws {
        let stage = ReadingStage()
        let gate = try await stage.own().gate
        await stage.inner.pauseReading(Self.pause("unauthorized", probeAt: stage.clock.now))
        let uninstalled = Self.pause(ReadPause.uninstalled, probeAt: nil)
        let inner = stage.inner
        stage.shop.set { $0.probeFault = found }
        stage.shop.beforeNextFacts { await inner.pauseReading(uninstalled) }
        #expect(try await gate.hold() != nil)
        #expect(await inner.readPauses() == [uninstalled])
        stage.clock.advance(.seconds(600))
        #expect(try await gate.hold() != nil)
        #expect(await inner.readPauses() == [uninstalled])
    }

    @Test func aProbeThatSucceedsLiftsWhatItProbed() async throws {
        let stage = ReadingStage()
        let gate = try await stage.own().gate
        await stage.inner.pauseReading(Self.pause("unauthorized", probeAt: stage.clock.now))
        #expect(try await gate.hold() == nil)
        #expect(await stage.inner.readPauses().isEmpty)
    }

    @Test func aClockThatIsSetBackEndsAHoldAndAPauseIsProbed() async throws {
        let stage = ReadingStage()
        let gate = try await stage.own().gate
        #expect(try await gate.hold() == nil)
        try await gate.failed(ReadFault(.unavailable, .retry, message: "Shopify answered 503"))
        #expect(try await gate.hold() != nil)
        stage.clock.advance(.seconds(-3_600))
        #expect(try await gate.hold() == nil)
        await stage.inner.pauseReading(Self.pause("unauthorized", probeAt: stage.clock.now + ReadGate.probeInterval))
        #expect(try await gate.hold() != nil)
        stage.clock.advance(.seconds(-3_600))
        #expect(try await gate.hold() == nil)
        #expect(await stage.inner.readPauses().isEmpty)
    }

    @Test func aFaultDoesNotReplaceAPauseByHand() async throws {
        let stage = ReadingStage()
        let gate = try await stage.own().gate
        let byHand = Self.pause("by_hand", probeAt: nil)
        await stage.inner.pauseReading(byHand)
        try await gate.failed(ReadFault(.unauthorized, .pauseStore, message: "refused"))
        #expect(await stage.inner.readPauses() == [byHand])
    }

    @Test func whatIsWaitedForIsToldWhileItLasts() async throws {
        let stage = ReadingStage()
        await stage.inner.keep(
            Trouble(party: "store/acme", since: stage.start, message: "of a former owner", nextTryAt: stage.start)
        )
        let owned = try await stage.own()
        #expect(try await owned.gate.hold() == nil)
        #expect(await stage.inner.troubles().isEmpty)
        try await owned.gate.failed(ReadFault(.unavailable, .retry, message: "Shopify answered 503"))
        stage.clock.advance(.seconds(1))
        try await owned.gate.failed(ReadFault(.unavailable, .retry, message: "Shopify answered 502"))
        let trouble = try #require(await stage.inner.troubles().first)
        #expect(trouble.party == ReadingStage.name.leaseName && trouble.message == "Shopify answered 502")
        #expect(trouble.since == stage.start && trouble.nextTryAt > stage.clock.now)
        await owned.gate.succeeded()
        #expect(await stage.inner.troubles().isEmpty)
    }

    @Test func aJobSaysWhatItWaitsForNow() async throws {
        let stage = ReadingStage()
        let owned = try await stage.own()
        let job = await stage.enqueue(.reconcile(ReconcileSpec()))
        let taken = await stage.inner.takeJob(
            of: ReadingStage.name,
            kind: .reconcile,
            epoch: owned.epoch,
            now: stage.clock.now
        )
        let run = JobRun(try #require(taken), owned)
        try await owned.gate.failed(ReadFault(.unavailable, .retry, message: "Shopify answered 503"))
        try await run.goOn()
        #expect(await stage.inner.job(job.id)?.problem?.contains("Shopify answered 503") == true)
        await stage.inner.pauseReading(Self.pause("the app was uninstalled", probeAt: nil))
        _ = try await owned.gate.hold()
        try await run.goOn()
        #expect(await stage.inner.job(job.id)?.problem?.contains("the app was uninstalled") == true)
    }
}
