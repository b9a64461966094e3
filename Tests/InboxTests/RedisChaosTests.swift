#if RedisStreams
import Conformance
import Foundation
import RedisInbox
import SyncEngine
import SyncModel
import Synchronization
import Testing

/// Consumers that die at random while deliveries come: nothing is lost, and nothing stays.
@Suite(.timeLimit(.minutes(2)), .enabled(if: RedisServer.isInstalled)) struct RedisChaosTests {
    /// What a store keeps: each delivery once, and how often it was brought.
    private final class Kept: Sendable {
        private let counts = Mutex<[String: Int]>([:])

        func add(_ receipts: [Receipt]) {
            counts.withLock { for receipt in receipts { $0[receipt.webhookID, default: 0] += 1 } }
        }

        var ids: Set<String> { counts.withLock { Set($0.keys) } }
        var repeats: Int { counts.withLock { $0.values.reduce(0) { $0 + $1 - 1 } } }
    }

    private static let total = 600

    private func consume(_ server: RedisServer, _ name: String, into kept: Kept) async throws {
        var generator = SystemRandomNumberGenerator()
        var life = 0
        while kept.ids.count < Self.total {
            life += 1
            // Half of the times it comes back under its name, else as another one.
            let consumer = Bool.random(using: &generator) ? name : "\(name)-\(life)"
            let source = RedisStreamSource(
                try RedisLink(url: server.url()),
                RedisStreamSettings(
                    consumer: consumer,
                    idleTime: .milliseconds(150),
                    blockTime: .milliseconds(50),
                    trimInterval: .milliseconds(20)
                ),
                logger: silentLogger
            )
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                guard let batch = try await source.next(limit: 20, positions: { _ in nil }) else {
                    await source.waitForMore()
                    continue
                }
                // Dies before its commit, or between that and saying so.
                let fate = Int.random(in: 0..<8, using: &generator)
                if fate == 0 { break }
                kept.add(batch.receipts)
                if fate == 1 { break }
                _ = try await source.finished()
            }
        }
    }

    @Test func nothingIsLostWhoeverDiesWhen() async throws {
        let server = try await RedisServer()
        let kept = Kept()
        let transport = RedisStreamTransport(try RedisLink(url: server.url()), stream: "sluice")
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 1...Self.total {
                    try await transport.append(
                        Receipt(
                            store: StoreName("acme"),
                            webhookID: "w\(number)",
                            topic: "orders/create",
                            receivedAt: Instant(seconds: 1_790_000_000),
                            body: Array("\(number)".utf8)
                        )
                    )
                }
            }
            for name in ["a", "b", "c"] { group.addTask { try await consume(server, name, into: kept) } }
            try await group.waitForAll()
        }
        #expect(kept.ids == Set((1...Self.total).map { "w\($0)" }))
        // The deaths took place.
        #expect(kept.repeats > 0)
        // Whoever comes last finishes what they left, and the stream is empty.
        let last = RedisStreamSource(
            try RedisLink(url: server.url()),
            RedisStreamSettings(consumer: "last", idleTime: .zero, blockTime: .milliseconds(50), trimInterval: .zero),
            logger: silentLogger
        )
        while try await last.next(limit: 100, positions: { _ in nil }) != nil { _ = try await last.finished() }
        #expect(try await server.command("XLEN", "sluice") == "0")
    }
}
#endif
