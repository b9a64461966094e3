import Testing

@testable import SyncEngine
@testable import SyncModel

@Suite struct AppLookTests {
    private func seen(_ stage: ReadingStage) async -> SeenAppFacts? {
        await stage.inner.appFacts(of: ReadingStage.name)
    }

    @Test func tooFewCustomersToTellUndoNothing() async throws {
        let stage = ReadingStage()
        let before = AppFacts(shop: "old.myshopify.com", customerData: .given, askedVersion: "2026-07")
        await stage.inner.note(SeenAppFacts(before, seenAt: stage.clock.now), of: ReadingStage.name)
        stage.clock.advance(.seconds(3_600))
        try await AppLook(owned: stage.own()).look()
        #expect(await seen(stage)?.facts.shop == "acme.myshopify.com")
        #expect(await seen(stage)?.facts.customerData == .given)
        #expect(await seen(stage)?.seenAt == stage.clock.now)
    }

    /// An uninstallation during the answer is later than what was seen.
    @Test func whatIsSeenIsOfTheTimeAtWhichItWasAsked() async throws {
        let stage = ReadingStage()
        let asked = stage.clock.now
        let clock = stage.clock
        let owned = try await stage.own()
        // The first answer is the gate's own.
        #expect(try await owned.gate.hold() == nil)
        stage.shop.beforeNextFacts { clock.advance(.seconds(20)) }
        try await AppLook(owned: owned).look()
        #expect(await seen(stage)?.seenAt == asked)
        #expect(await seen(stage)?.facts.customerData == .unknown)
    }
}
