import Conformance
import Synchronization
import SyncModel
import Testing

/// A clock that stands still until it is told to go on.
final class StandingClock: Sendable {
    private let time = Mutex(Instant(seconds: 1_780_000_000))

    var now: Instant { time.withLock { $0 } }

    func advance(_ duration: Duration) {
        time.withLock { $0 = $0 + duration }
    }
}

@Suite struct MemoryStoreTests {
    @Test(arguments: StoreConformance.checks)
    func conforms(_ check: StoreCheck) async throws {
        let clock = StandingClock()
        let store = InMemoryStore { clock.now }
        try await check.run(StoreStage(StoreUnderTest(store) { clock.advance($0) }))
    }
}
