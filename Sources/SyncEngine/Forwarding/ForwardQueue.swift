package import SyncModel

/// A queue of somebody else that accepted deliveries are handed on to.
///
/// The one implementation is a BullMQ queue, see `RedisInbox`.
package protocol ForwardQueue: Sendable {
    /// Its address without user and password.
    var name: String { get }

    /// Puts deliveries there, each once for as long as the queue remembers it.
    ///
    /// - Returns: how many of the first it took; it has no room for the rest.
    /// - Throws: what is in the way; whether it took some is not known then.
    func put(_ deliveries: [ForwardedDelivery], now: Instant) async throws -> Int

    /// What `doctor` says of it.
    func findings() async -> [Finding]
}

/// A delivery as it is handed on.
package struct ForwardedDelivery: Sendable, Hashable {
    /// The delivery's own: the same one each time.
    package var id: String
    package var topic: String
    package var delivery: UncheckedDelivery

    package init(id: String, topic: String, delivery: UncheckedDelivery) {
        self.id = id
        self.topic = topic
        self.delivery = delivery
    }
}
