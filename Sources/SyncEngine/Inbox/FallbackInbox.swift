package import Logging
package import SyncModel
import Synchronization

/// A transport between machines with this node's own journal behind it, for while the former takes nothing.
///
/// The sender is told 503 only where neither takes it.
package final class FallbackInbox: InboxTransport {
    private let first: any InboxTransport
    private let second: any InboxTransport
    private let isFailing = Mutex(false)
    private let logger: Logger

    package init(_ first: any InboxTransport, orElse second: any InboxTransport, logger: Logger) {
        self.first = first
        self.second = second
        self.logger = logger
    }

    package func append(_ receipt: Receipt) async throws(InboxFailure) {
        do throws(InboxFailure) {
            try await first.append(receipt)
            if isFailing.exchange(false) { logger.notice("The inbox transport takes webhooks again") }
        } catch {
            if !isFailing.exchange(true) {
                logger.error(
                    "The inbox transport takes no webhooks; they are kept on this node's disk meanwhile",
                    metadata: ["reason": "\(error)"]
                )
            }
            try await second.append(receipt)
        }
    }
}

extension Mutex<Bool> {
    fileprivate func exchange(_ value: Bool) -> Bool {
        withLock { current in
            defer { current = value }
            return current
        }
    }
}
