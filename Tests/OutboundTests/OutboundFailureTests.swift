import Foundation
import NIOCore
import NIOPosix
import Outbound
import Testing

@Suite("Outbound client, failures") struct OutboundFailureTests {
    @Test func aRefusedConnectionWasNotSent() async throws {
        let port = try await unusedPort()
        let client = try OutboundClient(allowedHosts: ["127.0.0.1:\(port)", "localhost:\(port)"])
        try await using(client) {
            for host in ["127.0.0.1", "localhost"] {
                let request = OutboundRequest(system: "rest", url: "http://\(host):\(port)/")
                #expect(await failure(of: request, by: client)?.isNotSent == true, "\(host)")
            }
        }
    }

    @Test func anUnknownNameWasNotSent() async throws {
        let client = try OutboundClient(allowedHosts: ["crm.invalid"], connectTimeout: .seconds(5))
        try await using(client) {
            let request = OutboundRequest(system: "rest", url: "https://crm.invalid/")
            #expect(await failure(of: request, by: client)?.isNotSent == true)
        }
    }

    @Test func silenceUntilTheDeadlineIsNoAnswer() async throws {
        try await withServer(answering: { _ in .silence }) { server, client in
            let request = OutboundRequest(system: "rest", url: server.base, deadline: .seconds(1))
            #expect(await failure(of: request, by: client) == .noAnswer(reason: "deadline exceeded"))
        }
    }

    @Test func aStalledBodyIsNoAnswer() async throws {
        let half = LoopbackServer.Answer.head(headers: ["Content-Length: 100"]) + Array("half".utf8)
        try await withServer(answering: { _ in .bytes(half) }) { server, client in
            let request = OutboundRequest(system: "rest", url: server.base, deadline: .seconds(1))
            #expect(await failure(of: request, by: client) == .noAnswer(reason: "deadline exceeded"))
        }
    }

    @Test(arguments: [false, true]) func aConnectionBrokenInTheAnswerIsNoAnswer(byReset: Bool) async throws {
        let half = LoopbackServer.Answer.head(headers: ["Content-Length: 100"]) + Array("half".utf8)
        for bytes in [[], half] {
            try await withServer(answering: { _ in byReset ? .resetting(bytes) : .closing(bytes) }) { server, client in
                let request = OutboundRequest(system: "rest", method: .post, url: server.base, body: [1])
                #expect(await failure(of: request, by: client)?.isNoAnswer == true, "after \(bytes.count) bytes")
            }
        }
    }

    @Test func rubbishIsNoAnswer() async throws {
        try await withServer(answering: { _ in .closing(Array("SSH-2.0-OpenSSH\r\n\r\n".utf8)) }) { server, client in
            let request = OutboundRequest(system: "rest", url: server.base)
            #expect(await failure(of: request, by: client)?.isNoAnswer == true)
        }
    }

    @Test func cancellingUnderWayIsNoAnswer() async throws {
        try await withServer(answering: { _ in .silence }) { server, client in
            let request = OutboundRequest(system: "rest", url: server.base)
            let sending = Task { await failure(of: request, by: client) }
            _ = await server.arrivals.first { _ in true }
            sending.cancel()
            #expect(await sending.value == .noAnswer(reason: "cancelled"))
        }
    }

    @Test func waitingForAFreeConnectionInVainWasNotSent() async throws {
        try await LoopbackServer.run(respond: { _ in .silence }) { server in
            let client = try OutboundClient(
                allowedHosts: server.hosts,
                connectTimeout: .seconds(1),
                connectionsPerHost: 1
            )
            try await using(client) {
                let request = OutboundRequest(system: "rest", url: server.base)
                let first = Task { await failure(of: request, by: client) }
                _ = await server.arrivals.first { _ in true }
                #expect(await failure(of: request, by: client)?.isNotSent == true)
                first.cancel()
                #expect(await first.value?.isNoAnswer == true)
            }
        }
    }

    @Test func aHeaderThatHTTPForbidsIsNamedWithoutItsValue() async throws {
        try await withServer(answering: { _ in .ok("{}") }) { server, client in
            let request = OutboundRequest(system: "rest", url: server.base, headers: [("X-Api-Key", "planted\n")])
            let failure = await failure(of: request, by: client)
            #expect(failure?.isNotSent == true)
            #expect(failure?.description.contains("X-Api-Key") == true)
            #expect(failure?.description.contains("planted") == false)
        }
    }

    /// A port that was free a moment ago.
    private func unusedPort() async throws -> Int {
        try await LoopbackServer.run(respond: { _ in .silence }) { $0.port }
    }
}
