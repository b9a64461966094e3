import Synchronization

/// What waits in all inboxes that a process reads, as one number.
package final class InboxBacklog: Sendable {
    private let bytes = Mutex<[String: Int64]>([:])
    private let metrics = EngineMetrics()

    package init() {}

    /// Takes in what waits in one of them.
    func set(_ count: Int64, in inbox: String) {
        let sum = bytes.withLock { bytes in
            bytes[inbox] = count
            return bytes.values.reduce(0, +)
        }
        metrics.backlog(bytes: sum)
    }
}
