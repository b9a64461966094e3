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

    /// What keeps it from being used now, in words for an operator; `nil` where nothing does.
    func problem() async -> InboxProblem?

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
    package func deadLetters() async throws -> (any DeadLetterBox)? { nil }
}

/// What is wrong with an inbox that machines share.
package struct InboxProblem: Sendable, Hashable {
    package var words: String
    /// Whether it stays until a person changes something.
    package var needsPerson: Bool

    package init(_ words: String, needsPerson: Bool) {
        self.words = words
        self.needsPerson = needsPerson
    }
}
