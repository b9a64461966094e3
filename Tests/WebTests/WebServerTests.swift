import Foundation
import Logging
import ServiceLifecycle
import SyncModel
import Synchronization
import Testing
import Web

@Suite struct WebServerTests {
    private let inbox = RecordingInbox()
    private let body = Array("{}".utf8)

    private var quick: ServerLimits {
        ServerLimits(
            headerTime: .seconds(4),
            bodyTime: .seconds(4),
            idleTime: .seconds(4),
            lingerTime: .seconds(4)
        )
    }

    /// Each of these would keep a connection for ever.
    ///
    /// The exchange ends only if the server ends it.
    @Test func slowClientsAreCutOff() async throws {
        let request = delivery(body)
        let slow: [[UInt8]] = [[], Array("POST /webhooks HTTP/1.1\r\nHost: x\r\nX-A".utf8), request.dropLast()]
        try await withServer(routes: WebRoutes(webhooks: webhookRoutes(inbox: inbox)), limits: quick) { port in
            try await withThrowingTaskGroup(of: String.self) { group in
                for bytes in slow {
                    group.addTask { try await RawClient.connect(to: port).exchange([bytes]) }
                }
                for try await answer in group { #expect(answer == "") }
            }
            let idle = try await RawClient.connect(to: port).exchange([request])
            #expect(idle.hasPrefix("HTTP/1.1 200 "), "answered, then closed for being idle")
        }
    }

    @Test func earlyAnswerEndsTheConnection() async throws {
        let head = delivery(body, headers: ["Content-Length": "1000000000"])
        let routes = try webhookRoutes(inbox: inbox)
        try await withServer(routes: WebRoutes(webhooks: routes), limits: quick) { port in
            let found2 = try await RawClient.connect(to: port).exchange([head])
            #expect(found2.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test func oneConnectionServesManyRequests() async throws {
        let request = delivery(body)
        try await withServer(routes: WebRoutes(webhooks: webhookRoutes(inbox: inbox)), limits: quick) { port in
            let answers = try await RawClient.connect(to: port).exchange([request, request + request])
            #expect(answers.components(separatedBy: "HTTP/1.1 200 ").count == 4)
        }
    }

    @Test func garbageIsRefused() async throws {
        try await withServer(routes: WebRoutes(webhooks: webhookRoutes(inbox: inbox)), limits: quick) { port in
            let answer = try await RawClient.connect(to: port).exchange([Array("nonsense\r\n\r\n".utf8)])
            #expect(answer.hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test(arguments: [1, 300])
    func headersThatAreNotTakenAreAnsweredInWords(count: Int) async throws {
        let value = String(repeating: "a", count: count == 1 ? 40_000 : 1)
        let fields = (0..<count).map { "X-\($0): \(value)\r\n" }.joined()
        try await withServer(routes: WebRoutes(webhooks: webhookRoutes(inbox: inbox)), limits: quick) { port in
            let bytes = Array("GET /healthz HTTP/1.1\r\nHost: x\r\n\(fields)\r\n".utf8)
            let answer = try await RawClient.connect(to: port).exchange([bytes])
            #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.lowercased().contains("application/problem+json"))
            #expect(answer.contains("more than 200 headers") && answer.contains("\"status\":400"))
        }
    }

    @Test func shutdownFinishesWhatItAccepted() async throws {
        let gate = GatedInbox()
        let routes = WebRoutes(webhooks: try webhookRoutes(inbox: gate))
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let server = WebServer(
            address: ListenAddress(host: "127.0.0.1", port: 0),
            routes: routes,
            logger: Logger(label: "test")
        ) { listening.yield($0.port) }
        let group = ServiceGroup(configuration: .init(services: [server], logger: Logger(label: "test")))
        let request = delivery(body)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await port in ports {
                async let answer = RawClient.connect(to: port).exchange([request])
                await gate.arrived()
                await group.triggerGracefulShutdown()
                gate.open()
                #expect(try await answer.hasPrefix("HTTP/1.1 200 "))
                break
            }
            try await tasks.waitForAll()
        }
    }

    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1", 8080, true), ("[::1]:0", "::1", 0, true), ("0.0.0.0:80", "0.0.0.0", 80, false),
        ("localhost:1", "localhost", 1, true), ("127.evil.example:1", "127.evil.example", 1, false),
    ])
    func addressesAreRead(_ text: String, _ host: String, _ port: Int, _ isLoopback: Bool) throws {
        let address = try #require(ListenAddress(text))
        #expect(address == ListenAddress(host: host, port: port))
        #expect(address.isLoopback == isLoopback)
        #expect(address.description == text)
    }

    @Test(arguments: ["", "8080", ":80", "::1:80", "host:", "host:70000", "host:-1"])
    func otherAddressesAreRefused(_ text: String) {
        #expect(ListenAddress(text) == nil)
    }
}

/// Holds a receipt until it is let through.
final class GatedInbox: InboxTransport {
    private let arrivals = AsyncStream.makeStream(of: Void.self)
    private let gate = AsyncStream.makeStream(of: Void.self)

    func append(_ receipt: Receipt) async throws(InboxFailure) {
        arrivals.continuation.yield()
        for await _ in gate.stream { break }
    }

    func arrived() async { for await _ in arrivals.stream { break } }
    func open() { gate.continuation.yield() }
}
