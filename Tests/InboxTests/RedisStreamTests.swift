#if RedisStreams
import Conformance
import Foundation
import Logging
import RedisInbox
import SyncEngine
import SyncModel
import Testing

/// One server for all tests that need only a stream of their own.
actor SharedRedis {
    static let shared = SharedRedis()

    private var server: Task<RedisServer, any Error>?

    func started() async throws -> RedisServer {
        if let server { return try await server.value }
        let starting = Task { try await RedisServer() }
        server = starting
        return try await starting.value
    }
}

extension RedisLink {
    init(url: String, trustRootsFile: String? = nil) throws {
        self.init(try RedisConnecting(RedisAddress(url: url), trustRootsFile: trustRootsFile))
    }
}

@Suite(.timeLimit(.minutes(2)), .enabled(if: RedisServer.isInstalled)) struct RedisStreamTests {
    static let admin = "default:admin"

    private func settings(
        _ stream: String,
        _ consumer: String,
        idle: Duration = .milliseconds(200)
    ) -> RedisStreamSettings {
        RedisStreamSettings(
            stream: stream,
            consumer: consumer,
            idleTime: idle,
            blockTime: .milliseconds(100),
            trimInterval: .zero
        )
    }

    private func source(
        _ server: RedisServer,
        _ settings: RedisStreamSettings,
        log: CapturedLog = CapturedLog()
    ) throws
        -> RedisStreamSource
    {
        RedisStreamSource(
            try RedisLink(url: server.url(user: Self.admin)),
            settings,
            logger: log.logger
        )
    }

    @Test(arguments: InboxConformance.checks) func keepsTheContract(_ check: InboxCheck) async throws {
        let server = try await SharedRedis.shared.started()
        let stream = "stream-\(UUID().uuidString)"
        let link = try RedisLink(url: server.url(user: Self.admin))
        try await check.run(
            InboxUnderTest(
                RedisStreamTransport(link, stream: stream),
                // Nothing is abandoned while a check goes on, unless it says so.
                consumer: { try source(server, settings(stream, $0, idle: .seconds(60))) },
                abandon: { consumer in
                    // What a consumer of that age holds is free: the server is told that it is that old.
                    let held = try await link.ask(["XPENDING", stream, "sluice", "-", "+", "1000", consumer])
                    for entry in held.items ?? [] {
                        let id = entry.items?.first?.text ?? ""
                        _ = try await link.ask(
                            RedisCommand(["XCLAIM", stream, "sluice", consumer, "0", id, "IDLE", "100000", "JUSTID"])
                        )
                    }
                },
                putForeign: { bytes in
                    var command: RedisCommand = ["XADD", stream, "*", "payload"]
                    command.append(bytes)
                    _ = try await link.ask(command)
                },
                kept: { Int(try await link.ask(["XLEN", stream]).number ?? -1) }
            )
        )
    }
}
#endif
