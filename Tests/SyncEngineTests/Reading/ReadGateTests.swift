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

    @Test func aFaultDoesNotReplaceAPauseByHand() async throws {
        let stage = ReadingStage()
        let gate = try await stage.own().gate
        let byHand = Self.pause("by_hand", probeAt: nil)
        await stage.inner.pauseReading(byHand)
        try await gate.failed(ReadFault(.unauthorized, .pauseStore, message: "refused"))
        #expect(await stage.inner.readPauses() == [byHand])
    }
}
