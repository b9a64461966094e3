import HTTPTypes
import HummingbirdCore
package import Logging
import Synchronization

/// Slows down who guesses tokens; shared by all places that ask for one.
package final class AttemptGate: Sendable {
    private let book = Mutex(AttemptBook())
    private let logger: Logger

    package init(logger: Logger) { self.logger = logger }

    /// What a client is told that has to wait; `nil` where its token may be looked at.
    func refusal(of client: ClientAddress) -> Response? {
        guard let wait = book.withLock({ $0.wait(of: client.text, at: .now) }) else { return nil }
        return Answer.json(
            .tooManyRequests,
            #"{"error":"too_many_attempts","message":"too many wrong tokens came from here; wait and send the right one"}"#,
            headers: [.retryAfter: "\(max(1, wait.components.seconds + 1))"]
        )
    }

    /// Whether the token was right, of those who showed one.
    func note(_ client: ClientAddress, isRight: Bool) {
        guard !isRight else { return book.withLock { $0.succeeded(client.text) } }
        guard book.withLock({ $0.failed(client.text, at: .now) }) else { return }
        // Once for a client, and without its address, which is a person's.
        logger.warning("Somebody shows wrong admin tokens and has to wait longer for each from now on")
    }
}
