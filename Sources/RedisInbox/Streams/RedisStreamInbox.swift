#if RedisStreams
package import Logging
package import SyncEngine
package import SyncModel

/// A stream of a Redis or Valkey server as inbox: `redis://user:password@host:6379/0?stream=sluice&group=sluice`.
package struct RedisStreamInbox: SharedInbox {
    private let address: RedisAddress
    private let connecting: RedisConnecting
    private let seal: (any PayloadSeal)?
    private let stream: String
    private let group: String
    private let link: RedisLink
    private let writer: RedisStreamTransport

    /// - Parameters:
    ///   - address: the server's, with the stream's name among the parameters.
    ///   - trustRootsFile: a PEM file of authorities that are trusted beside the system's.
    ///   - seal: seals each receipt; `nil` leaves them readable.
    /// - Throws: `RedisFailure.unusable` where TLS cannot be set up.
    package init(_ address: RedisAddress, trustRootsFile: String? = nil, seal: (any PayloadSeal)?) throws {
        self.address = address
        self.seal = seal
        connecting = try RedisConnecting(address, trustRootsFile: trustRootsFile)
        stream = address.parameters["stream"] ?? "sluice"
        group = address.parameters["group"] ?? "sluice"
        link = RedisLink(connecting)
        writer = RedisStreamTransport(link, stream: stream, seal: seal)
    }

    package var name: String { "\(address.name), stream \(stream)" }

    package var transport: (any InboxTransport)? { writer }

    package func check() async throws { try await writer.check() }

    package func source(consumer: String, logger: Logger, check: @escaping DeliveryCheck) throws -> any InboxSource {
        // Its reads block, so nobody else's commands go behind them.
        RedisStreamSource(
            RedisLink(connecting),
            RedisStreamSettings(stream: stream, group: group, consumer: consumer),
            seal: seal,
            logger: logger
        )
    }

    package func backlog() async throws -> Int64 {
        try await RedisStreamLook(link, stream: stream).backlog(of: group)
    }

    package func holds(receivedUntil time: Instant) async throws -> Bool {
        try await RedisStreamLook(link, stream: stream).holds(receivedUntil: time)
    }

    package func findings() async -> [Finding] {
        let inspection = RedisInspection(link, address)
        let findings = await inspection.durability()
        guard findings.first?.level == .fine else { return findings }
        return findings + (await inspection.standing(stream, group: group))
    }
}
#endif
