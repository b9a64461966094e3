import SyncModel
import Testing

@testable import Commands

@Suite struct DestinationPausingTests {
    private static let start = Instant(seconds: 1_780_000_000)
    private static let crm = DestinationName("hubspot")

    private let store = InMemoryStore { start }

    private var pausing: DestinationPausing {
        DestinationPausing(store: store, name: Self.crm, actor: "ada", clock: FixedClock(Self.start))
    }

    @Test func aPauseByHandStandsUntilItIsLifted() async throws {
        #expect(try await pausing.pause().isEmpty)
        let pause = try #require(await store.pauses().first)
        #expect(pause.isByHand && pause.scope == .destination && pause.fault == nil && pause.since == Self.start)
        #expect(PauseWords.paused(Self.crm, try await pausing.pause()).hasPrefix("hubspot is paused by hand already"))
        #expect(
            PauseWords.resumed(Self.crm, try await pausing.resume()) == "hubspot goes on; what waited is delivered."
        )
        #expect(PauseWords.resumed(Self.crm, try await pausing.resume()) == "hubspot was not paused.")
        #expect(await store.pauses().isEmpty)
        let actions = await store.actions(ActionFilter(), limit: 9)
        #expect(actions.map(\.action) == ["resume", "resume", "pause"])
        #expect(actions.map(\.outcome) == ["was not paused", "resumed", "paused"])
    }

    @Test func aPauseOfTheCRMsBecomesOneByHandAndKeepsItsCause() async throws {
        let fault = DeliveryFault(
            .missingField,
            .pause(.destination),
            message: "HubSpot has no property \"x\".",
            fields: ["x"]
        )
        await store.pause(
            Pause(destination: Self.crm, scope: .destination, fault: fault, since: Self.start, probeAt: Self.start)
        )
        let words = PauseWords.paused(Self.crm, try await pausing.pause())
        #expect(words.contains("The CRM has stopped it too: HubSpot has no property \"x\"."), "\(words)")
        let pause = try #require(await store.pauses().first)
        #expect(pause.isByHand && pause.fault == fault)
        #expect(PauseWords.cause(pause).hasPrefix("paused by hand; the CRM has stopped it too: HubSpot has no"))
        #expect(PauseWords.fix(pause).hasSuffix("Then \"sluice resume hubspot\" goes on; nothing else does."))
        #expect(PauseWords.end(pause) == nil)
        // Nobody is told that it goes on, where it stops again unless somebody mends it.
        let resumed = PauseWords.resumed(Self.crm, try await pausing.resume())
        #expect(resumed.hasPrefix("hubspot is tried again now. Where what stopped it is not mended, it stops again:\n"))
        #expect(
            resumed.contains("HubSpot has no property \"x\".") && resumed.contains("\"sluice setup\""),
            "\(resumed)"
        )
        #expect(await store.pauses().isEmpty)
    }
}
