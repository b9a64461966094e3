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
        #expect(try await pausing.pause())
        let pause = try #require(await store.pauses().first)
        #expect(pause.isByHand && pause.scope == .destination && pause.fault == nil && pause.since == Self.start)
        #expect(try await !pausing.pause())
        #expect(try await pausing.resume())
        #expect(try await !pausing.resume())
        #expect(await store.pauses().isEmpty)
        let actions = await store.actions(ActionFilter(), limit: 9)
        #expect(actions.map(\.action) == ["resume", "resume", "pause"])
        #expect(actions.map(\.outcome) == ["was not paused", "resumed", "paused"])
    }

    @Test func aPauseOfTheCRMsBecomesOneByHand() async throws {
        let fault = DeliveryFault(.unauthorized, .pause(.destination), message: "the token is revoked")
        await store.pause(
            Pause(destination: Self.crm, scope: .destination, fault: fault, since: Self.start, probeAt: Self.start)
        )
        #expect(try await pausing.pause())
        #expect(await store.pauses().map(\.isByHand) == [true])
    }
}
