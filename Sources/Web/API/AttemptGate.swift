import HTTPTypes
import HummingbirdCore
package import Logging
import Synchronization

/// Slows down who guesses tokens; shared by all places that ask for one.
package final class AttemptGate: Sendable {
    private let book = Mutex(AttemptBook())
    private let logger: Logger
    private let now: @Sendable () -> ContinuousClock.Instant

    package init(logger: Logger, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.logger = logger
        self.now = now
    }

    /// What a client is told that showed a token and has to wait; `nil` where it need not.
    ///
    /// A right token is never refused: many stand behind one address, and a guesser among them would lock all of them out.
    func refusal(of client: ClientAddress, isRight: Bool) -> Response? {
        guard let wait = wait(of: client, isRight: isRight) else { return nil }
        return APIProblem.response(
            .tooManyRequests,
            "Too many wrong tokens",
            "Too many wrong tokens came from this address. Wait, and send the right one.",
            headers: [.retryAfter: "\(max(1, wait.components.seconds + 1))"]
        )
    }

    /// How long a client that showed a wrong token too early has to wait; a wrong one in time is noted.
    func wait(of client: ClientAddress, isRight: Bool) -> Duration? {
        let wait = book.withLock { $0.wait(of: client.text, at: now()) }
        guard !isRight else {
            // Where one waits, a guesser at the same address goes on waiting.
            if wait == nil { book.withLock { $0.succeeded(client.text) } }
            return nil
        }
        if let wait { return wait }
        guard book.withLock({ $0.failed(client.text, at: now()) }) else { return nil }
        // Once for a client, and without its address, which is a person's.
        logger.warning("Somebody shows wrong admin tokens and has to wait longer for each from now on")
        return nil
    }
}
