#if RedisStreams
package import Logging
package import SyncEngine
package import SyncModel

/// A BullMQ queue as inbox, which somebody else fills: `bullmq://user:password@host:6379/0?queue=shopify&prefix=bull`.
package struct BullMQInbox: SharedInbox {
    private let address: RedisAddress
    private let connecting: RedisConnecting
    private let clock: any WallClock
    private let queue: String
    private let prefix: String
    private let link: RedisLink

    /// The schemes of such an address, with whether they mean TLS.
    package static let schemes = ["bullmq": false, "bullmqs": true]
    package static let parameters: Set<String> = ["queue", "prefix"]

    /// - Parameters:
    ///   - address: the server's, with the queue's name among the parameters.
    ///   - trustRootsFile: a PEM file of authorities that are trusted beside the system's.
    ///   - clock: whose times jobs are given.
    /// - Throws: `RedisFailure.unusable` where no queue is named or TLS cannot be set up.
    package init(_ address: RedisAddress, trustRootsFile: String? = nil, clock: any WallClock) throws {
        guard let (queue, prefix) = address.bullMQ else {
            throw RedisFailure.unusable("inbox.url names no queue: bullmq://host:6379/0?queue=NAME")
        }
        self.address = address
        self.clock = clock
        self.queue = queue
        self.prefix = prefix
        connecting = try RedisConnecting(address, trustRootsFile: trustRootsFile)
        link = RedisLink(connecting)
    }

    private var look: BullMQLook { BullMQLook(link, prefix: prefix) }

    package var name: String { "\(address.name), queue \(queue)" }

    package var transport: (any InboxTransport)? { nil }

    package func check() async throws { _ = try await look.exists() }

    package func source(consumer: String, logger: Logger, check: @escaping DeliveryCheck) throws -> any InboxSource {
        BullMQSource(
            RedisLink(connecting),
            BullMQSettings(queue: queue, prefix: prefix, worker: consumer),
            clock: clock,
            logger: logger,
            check: check
        )
    }

    package func backlog() async throws -> Int64 { try await look.backlog() }

    package func holds(receivedUntil time: Instant) async throws -> Bool { try await look.holds(receivedUntil: time) }

    package func findings() async -> [Finding] {
        await BullMQInspection(link, address, namedBy: "inbox.url").findings(expectation: "have put webhooks there")
    }
}
#endif
