package import Logging
package import SyncModel

/// An inbox that machines share: receivers put deliveries there, workers take them, neither knows the other.
///
/// Implementations: Redis Streams and BullMQ, see `RedisInbox`, and SQS, see `SQSInbox`; each passes the suite `InboxConformance`.
package protocol SharedInbox: Sendable {
    /// Its address without user and password.
    var name: String { get }

    /// Takes what receivers have accepted; `nil` where deliveries are put there by others.
    var transport: (any InboxTransport)? { get }

    /// Asks whether it can be used now.
    ///
    /// - Throws: what keeps it from that, an ``InboxFault`` where it is known whether a person must mend it.
    func check() async throws

    /// What a worker reads from; `consumer` is the same for one place of work after each restart.
    ///
    /// `check` is for deliveries whose signature no receiver of ours has checked.
    func source(consumer: String, logger: Logger, check: @escaping DeliveryCheck) throws -> any InboxSource

    /// How many deliveries wait to be applied.
    func backlog() async throws -> Int64

    /// Whether something is there that was received until then, applied or not.
    func holds(receivedUntil time: Instant) async throws -> Bool

    /// What `doctor` says of it.
    func findings() async -> [Finding]

    /// Where it puts what nobody could take; `nil` where there is no such place.
    ///
    /// - Throws: where that cannot be seen.
    func deadLetters() async throws -> (any DeadLetterBox)?
}

extension SharedInbox {
    /// What keeps it from being used now, in words for an operator; `nil` where nothing does.
    package func problem() async -> InboxProblem? {
        do {
            try await check()
            return nil
        } catch {
            return InboxProblem(error, of: name)
        }
    }

    package func deadLetters() async throws -> (any DeadLetterBox)? { nil }
}
