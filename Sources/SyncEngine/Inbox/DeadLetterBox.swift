package import SyncModel

/// Where an inbox that machines share puts what was handed out again and again and never confirmed.
package protocol DeadLetterBox: Sendable {
    /// What a person calls it.
    var name: String { get }

    /// About how many there are.
    func count() async throws -> Int64

    /// Some of them, which stay there.
    ///
    /// - Parameters:
    ///   - limit: how many at most.
    ///   - check: whether what somebody else put there would be taken now.
    /// - Returns: what can be said of each.
    /// - Throws: where they cannot be seen.
    func look(limit: Int, check: @escaping DeliveryCheck) async throws -> [DeadLetter]

    /// Puts some back into the inbox.
    ///
    /// - Parameter limit: how many at most.
    /// - Returns: how many; 0 where none is left.
    /// - Throws: where one of them could not be put back.
    func redrive(limit: Int) async throws -> Int
}

/// One of them, without anything of people.
package struct DeadLetter: Sendable, Hashable {
    package var id: String
    package var sentAt: Instant?
    /// How often it was handed out.
    package var receives: Int
    package var bytes: Int
    /// Of a delivery that can be read here.
    package var store: StoreName?
    package var topic: String?
    package var webhookID: String?
    /// Why it cannot be applied as it is; `nil` where it could be by now.
    package var reason: String?

    package init(id: String, sentAt: Instant?, receives: Int, bytes: Int) {
        self.id = id
        self.sentAt = sentAt
        self.receives = receives
        self.bytes = bytes
    }
}
