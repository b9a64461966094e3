import Conformance
import Foundation
import Outbound
import SQSInbox
import SyncEngine
import SyncModel
import Synchronization

/// One simulation for all tests that need only a queue of their own.
actor SharedMoto {
    static let shared = SharedMoto()

    private var server: Task<MotoServer, any Error>?

    func started() async throws -> MotoServer {
        if let server { return try await server.value }
        let starting = Task { try await MotoServer() }
        server = starting
        return try await starting.value
    }
}

/// A queue of a test's own.
struct SQSStage: Sendable {
    struct Answer: Decodable, Sendable {
        var QueueUrl: String?
    }

    struct Creation: Encodable, Sendable {
        var QueueName: String
        var Attributes: [String: String]
    }

    let server: MotoServer
    let queue: SQSQueue
    let bodies = InMemoryStore(leaseClock: { Instant(seconds: 0) })
    private let sources = Consumers()

    /// Sources by the consumer's name, whose messages others get when it is gone.
    final class Consumers: Sendable {
        let value = Mutex<[String: [SQSSource]]>([:])
    }

    /// - Parameters:
    ///   - server: a running one.
    ///   - suffix: `.fifo` for such a queue.
    ///   - attributes: of the queue.
    ///   - profile: as whom it is used.
    /// - Throws: where it cannot be made.
    init(
        _ server: MotoServer,
        suffix: String = "",
        attributes: [String: String] = [:],
        profile: String = "default"
    ) async throws {
        self.server = server
        let name = "sluice-\(UUID().uuidString.prefix(8))\(suffix)"
        let address = try SQSAddress(url: server.url(queue: name))
        let all = attributes.merging(suffix.isEmpty ? [:] : ["FifoQueue": "true"]) { $1 }
        let admin = try Self.client(server, address, "admin")
        let _: Answer = try await admin.ask(.createQueue, of: address, Creation(QueueName: name, Attributes: all))
        queue = SQSQueue(try Self.client(server, address, profile), address)
    }

    static func client(_ server: MotoServer, _ address: SQSAddress, _ profile: String) throws -> SQSClient {
        try SQSConnections.shared.client(
            address,
            AWSSurroundings(variables: server.environment(profile: profile)),
            trustRootsFile: nil,
            clock: SystemClock()
        )
    }

    func inbox(profile: String = "default") throws -> SQSInbox {
        try SQSInbox(
            queue.address,
            surroundings: AWSSurroundings(variables: server.environment(profile: profile)),
            settings: Self.settings,
            bodies: bodies,
            seal: nil,
            clock: SystemClock()
        )
    }

    static let settings = SQSSettings(holdTime: .seconds(30), waitTime: .seconds(1), countInterval: .zero)

    /// With more patience than a sender of webhooks has: all tests share one slow simulation.
    func transport(patience: Duration = .seconds(60)) -> SQSTransport {
        SQSTransport(queue, bodies: bodies, clock: SystemClock(), patience: patience)
    }

    func source(
        _ consumer: String = "a",
        settings: SQSSettings = SQSStage.settings,
        log: CapturedLog = CapturedLog(),
        check: @escaping DeliveryCheck = { _ in .failure(UncheckedDelivery.Problem(description: "unchecked")) }
    ) -> SQSSource {
        let source = SQSSource(
            queue,
            settings,
            bodies: bodies,
            clock: SystemClock(),
            logger: log.logger,
            check: check
        )
        sources.value.withLock { $0[consumer, default: []].append(source) }
        return source
    }

    /// Lets the time pass after which others get what a consumer holds.
    func abandon(_ consumer: String) async {
        for source in sources.value.withLock({ $0.removeValue(forKey: consumer) ?? [] }) { await source.release() }
    }

    func put(_ texts: String...) async throws {
        _ = try await queue.send(texts.map { SQSQueue.Outgoing(text: $0, key: UUID().uuidString) })
    }

    func count() async throws -> Int64 { try await queue.attributes().total }

    static func receipt(_ number: Int, bytes: Int = 10) -> Receipt {
        Receipt(
            store: StoreName("acme"),
            webhookID: "w\(number)",
            topic: "orders/create",
            receivedAt: Instant(seconds: 1_790_000_000 + Int64(number)),
            body: [UInt8](repeating: 0x20, count: bytes)
        )
    }

    static func take(_ source: SQSSource, _ limit: Int = 100) async throws -> [String]? {
        try await source.next(limit: limit, positions: { _ in nil })?.receipts.map(\.webhookID)
    }
}
