package import Logging
package import SyncEngine
package import SyncModel

/// A queue of AWS SQS as inbox: `sqs://sqs.eu-west-1.amazonaws.com/123456789012/sluice`.
package struct SQSInbox: SharedInbox {
    private let queue: SQSQueue
    private let settings: SQSSettings
    private let bodies: any LargeBodyStore
    private let seal: (any PayloadSeal)?
    private let clock: any WallClock
    private let writer: SQSTransport

    /// - Parameters:
    ///   - address: the queue's.
    ///   - surroundings: environment and profile, which say who we are.
    ///   - trustRootsFile: a PEM file of authorities that are trusted beside the system's.
    ///   - settings: how workers take.
    ///   - bodies: keeps what is too large for a message.
    ///   - seal: seals each receipt; `nil` leaves them readable.
    ///   - clock: what time it is.
    /// - Throws: `SQSFailure.unusable` for what is missing.
    package init(
        _ address: SQSAddress,
        surroundings: AWSSurroundings? = nil,
        trustRootsFile: String? = nil,
        settings: SQSSettings = SQSSettings(),
        bodies: any LargeBodyStore,
        seal: (any PayloadSeal)?,
        clock: any WallClock
    ) throws(SQSFailure) {
        let client = try SQSConnections.shared.client(
            address,
            surroundings ?? AWSSurroundings(profile: address.profile),
            trustRootsFile: trustRootsFile,
            clock: clock
        )
        queue = SQSQueue(client, address)
        self.settings = settings
        self.bodies = bodies
        self.seal = seal
        self.clock = clock
        writer = SQSTransport(queue, bodies: bodies, seal: seal, clock: clock)
    }

    package var name: String { "\(queue.address.name), region \(queue.client.region)" }

    package var transport: (any InboxTransport)? { writer }

    package func check() async throws { _ = try await queue.attributes() }

    package func source(consumer: String, logger: Logger, check: @escaping DeliveryCheck) throws -> any InboxSource {
        SQSSource(queue, settings, bodies: bodies, seal: seal, clock: clock, logger: logger, check: check)
    }

    package func backlog() async throws -> Int64 { try await queue.attributes().total }

    /// A queue does not tell how old its oldest message is; so what is in it at all may be that old, as long as its retention.
    package func holds(receivedUntil time: Instant) async throws -> Bool {
        // The counts are right only a minute after the last message.
        guard clock.now >= time + .seconds(60) else { return true }
        for place in try await places() {
            let attributes = try await place.attributes()
            if attributes.total > 0, time + attributes.retention + InboxAge.allowance > clock.now { return true }
        }
        return false
    }

    /// The queue and, where it has one, that of its dead letters.
    private func places() async throws(SQSFailure) -> [SQSQueue] {
        let attributes = try await queue.attributes()
        return [queue] + (Self.deadLetters(attributes, of: queue).map { [$0] } ?? [])
    }

    static func deadLetters(_ attributes: QueueAttributes, of queue: SQSQueue) -> SQSQueue? {
        attributes.redrive.flatMap { queue.address.sibling(arn: $0.queue) }.map { SQSQueue(queue.client, $0) }
    }

    package func findings() async -> [Finding] { await SQSInspection(queue).findings() }

    package func deadLetters() async throws -> (any DeadLetterBox)? {
        Self.deadLetters(try await queue.attributes(), of: queue).map {
            SQSDeadLetters($0, of: queue, envelope: ReceiptEnvelope(seal: seal))
        }
    }
}
