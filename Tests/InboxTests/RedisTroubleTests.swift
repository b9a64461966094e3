#if RedisStreams
import Conformance
import Foundation
import RedisInbox
import SyncEngine
import SyncModel
import Testing

/// A server that is away, comes back, forgets, refuses or is full.
@Suite(.timeLimit(.minutes(2)), .enabled(if: RedisServer.isInstalled)) struct RedisTroubleTests {
    private func receipt(_ number: Int, bytes: Int = 10) -> Receipt {
        Receipt(
            store: StoreName("acme"),
            webhookID: "w\(number)",
            topic: "orders/create",
            receivedAt: Instant(seconds: 1_790_000_000),
            body: [UInt8](repeating: 0x20, count: bytes)
        )
    }

    private func source(_ url: String, _ log: CapturedLog = CapturedLog()) throws -> RedisStreamSource {
        let settings = RedisStreamSettings(
            consumer: "a",
            idleTime: .seconds(60),
            blockTime: .milliseconds(100),
            trimInterval: .zero
        )
        return RedisStreamSource(try RedisLink(url: url), settings, logger: log.logger)
    }

    private func take(_ source: RedisStreamSource) async throws -> [String]? {
        try await source.next(limit: 100, positions: { _ in nil })?.receipts.map(\.webhookID)
    }

    /// Tries until it works, as the applier does.
    private func patiently<Value>(_ body: () async throws -> Value) async throws -> Value {
        let latest = ContinuousClock.now + .seconds(30)
        while true {
            do { return try await body() } catch {
                guard ContinuousClock.now < latest else { throw error }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    @Test func whatWasAcceptedSurvivesTheServersDeathAndConnectionsComeBack() async throws {
        let server = try await RedisServer()
        let transport = RedisStreamTransport(try RedisLink(url: server.url()), stream: "sluice")
        let source = try source(server.url())
        for number in 1...5 { try await transport.append(receipt(number)) }
        #expect(try await take(source)?.count == 5)
        let id = try #require(server.id)
        #expect(kill(id, SIGKILL) == 0)
        await #expect(throws: InboxFailure.self) { try await transport.append(receipt(6)) }
        await #expect(throws: RedisFailure.self) { try await take(source) }
        server.stop()
        try await server.start()
        try await patiently { try await transport.append(receipt(7)) }
        // What it held is handed out again, and then what came since.
        let again = try await patiently { try await take(source) }
        #expect(again == ["w1", "w2", "w3", "w4", "w5"])
        _ = try await source.finished()
        var rest: [String] = []
        while let ids = try await take(source) {
            rest += ids
            _ = try await source.finished()
        }
        #expect(rest.last == "w7")
        #expect(try await server.command("XLEN", "sluice") == "0")
    }

    @Test func aStreamThatIsGoneIsMadeAgainAndTold() async throws {
        let server = try await RedisServer()
        let log = CapturedLog()
        let transport = RedisStreamTransport(try RedisLink(url: server.url()), stream: "sluice")
        let source = try source(server.url(), log)
        try await transport.append(receipt(1))
        #expect(try await take(source) == ["w1"])
        try await server.command("DEL", "sluice")
        _ = try await source.finished()
        try await transport.append(receipt(2))
        #expect(try await take(source) == ["w2"])
        #expect(log.count("The inbox stream is gone from Redis; reconcile the stores, deliveries may be missing") == 1)
    }

    @Test func anEntryThatSomebodyTrimmedIsTold() async throws {
        let server = try await RedisServer()
        let log = CapturedLog()
        let transport = RedisStreamTransport(try RedisLink(url: server.url()), stream: "sluice")
        for number in 1...3 { try await transport.append(receipt(number)) }
        #expect(try await take(source(server.url())) == ["w1", "w2", "w3"])
        try await server.command("XTRIM", "sluice", "MAXLEN", "1")
        #expect(try await take(source(server.url(), log)) == ["w3"])
        #expect(log.count("Deliveries were removed from Redis before they were applied; reconcile the stores") == 1)
    }

    @Test func anotherGroupKeepsWhatItHasNotRead() async throws {
        let server = try await RedisServer()
        let transport = RedisStreamTransport(try RedisLink(url: server.url()), stream: "sluice")
        try await server.command("XGROUP", "CREATE", "sluice", "others", "0", "MKSTREAM")
        for number in 1...3 { try await transport.append(receipt(number)) }
        let source = try source(server.url())
        #expect(try await take(source)?.count == 3)
        _ = try await source.finished()
        #expect(try await server.command("XLEN", "sluice") == "3")
        try await server.command("XREADGROUP", "GROUP", "others", "x", "COUNT", "2", "NOACK", "STREAMS", "sluice", ">")
        try await transport.append(receipt(4))
        #expect(try await take(source) == ["w4"])
        _ = try await source.finished()
        #expect(try await server.command("XLEN", "sluice") == "2")
    }

    @Test func aFullServerAndMissingRightsAreNamed() async throws {
        let server = try await RedisServer()
        let transport = RedisStreamTransport(try RedisLink(url: server.url()), stream: "sluice")
        try await transport.append(receipt(1))
        try await server.command("CONFIG", "SET", "maxmemory", "1mb")
        await #expect(throws: InboxFailure.full) { try await transport.append(receipt(2, bytes: 1 << 20)) }
        try await server.command("CONFIG", "SET", "maxmemory", "0")
        try await server.command("ACL", "SETUSER", "sluice", "-xadd")
        let refused = await #expect(throws: InboxFailure.self) { try await transport.append(receipt(3)) }
        #expect("\(refused as Any)".contains("xadd") && "\(refused as Any)".contains("docs/redis.md"))
        let inbox = try RedisStreamInbox(RedisAddress(url: server.url(user: "sluice:wrong")), seal: nil)
        let problem = try #require(await inbox.problem())
        #expect(problem.needsPerson && problem.words.contains("user or password") && !problem.words.contains("wrong"))
        #expect(await inbox.findings().first?.level == .problem)
    }

    @Test func overTLSTheServersNameAndAuthorityCount() async throws {
        let server = try await RedisServer()
        func problem(_ url: String, _ authority: String?) async throws -> String? {
            try await RedisStreamInbox(RedisAddress(url: url), trustRootsFile: authority, seal: nil).problem()?.words
        }
        #expect(try await problem(server.tlsURL(), server.authority) == nil)
        #expect(try await problem(server.tlsURL(host: "127.0.0.1"), server.authority) == nil)
        let untrusted = try await problem(server.tlsURL(), nil)
        #expect(untrusted?.contains("authority") == true, "\(untrusted ?? "none")")
        // The name of the loopback address on Linux beside "localhost".
        #expect(try await problem(server.tlsURL(host: "ip6-localhost"), server.authority) != nil)
        let plain = server.tlsURL().replacing("\(server.tlsPort)", with: "\(server.port)")
        #expect(try await problem(plain, server.authority) != nil)
    }

    @Test func whatWasReceivedUntilThenIsSeenUntilItIsApplied() async throws {
        let server = try await RedisServer()
        let inbox = try RedisStreamInbox(RedisAddress(url: server.url()), seal: nil)
        let now = Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        #expect(try await inbox.holds(receivedUntil: now) == false)
        try await inbox.transport?.append(receipt(1))
        #expect(try await inbox.holds(receivedUntil: now))
        #expect(try await inbox.backlog() == 1)
        #expect(try await inbox.holds(receivedUntil: now - .seconds(3_600)) == false)
        let source = try source(server.url())
        _ = try await take(source)
        #expect(try await inbox.holds(receivedUntil: now))
        _ = try await source.finished()
        #expect(try await inbox.holds(receivedUntil: now) == false)
        #expect(try await inbox.backlog() == 0)
    }
}
#endif
