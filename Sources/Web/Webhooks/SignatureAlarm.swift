import Logging
import Synchronization
import SyncModel

/// Says in the log that a shop's deliveries fit none of its secrets, at most once a minute for each store.
///
/// A wrong secret is the first mistake of a new set-up, and nothing else would show it on this side.
final class SignatureAlarm: Sendable {
    private static let interval = Duration.seconds(60)

    private let logger: Logger
    private let last = Mutex<[StoreName: Instant]>([:])

    init(logger: Logger) {
        self.logger = logger
    }

    func refused(_ store: StoreName, at now: Instant) {
        let isDue = last.withLock { last in
            if let before = last[store], now.since(before) < Self.interval { return false }
            last[store] = now
            return true
        }
        guard isDue else { return }
        logger.warning(
            "Deliveries are refused: their signature fits no configured secret",
            metadata: ["store": "\(store)"]
        )
    }
}
