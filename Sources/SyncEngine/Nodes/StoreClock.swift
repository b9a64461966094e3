package import SyncModel
import Synchronization

/// The clock of the server that holds the store, as far as its answers tell it: all nodes write and compare times by it, so
/// that none whose own clock is wrong is early or late.
package final class StoreClock: WallClock {
    private let base: any WallClock
    private let offset = Mutex(Duration.zero)

    /// An answer that took longer tells too little.
    private static let longestAnswer = Duration.seconds(2)

    package init(_ base: any WallClock) {
        self.base = base
    }

    package var now: Instant { base.now + offset.withLock { $0 } }

    /// What the machine's own clock shows, for ``learn(_:askedAt:answeredAt:)``.
    package var ownTime: Instant { base.now }

    /// Takes in what the store's clock showed between two moments of the machine's own.
    package func learn(_ time: Instant, askedAt asked: Instant, answeredAt answered: Instant) {
        let took = answered.since(asked)
        guard took >= .zero, took <= Self.longestAnswer else { return }
        let found = time.since(asked + took / 2)
        offset.withLock { offset in
            // Within what the answer's way may have taken, nothing is known better than before.
            let change = found - offset
            if change > took / 2 || change < .zero - took / 2 { offset = found }
        }
    }
}
