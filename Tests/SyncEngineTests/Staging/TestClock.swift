import Synchronization
import SyncModel

/// A clock that stands still until a test moves it.
final class TestClock: WallClock {
    static let start = Instant(seconds: 1_780_000_000)
    private let time = Mutex(TestClock.start)

    var now: Instant { time.withLock { $0 } }

    func advance(_ duration: Duration) {
        time.withLock { $0 = $0 + duration }
    }
}
