import Foundation
import Outbound
import Testing

@Suite("Outbound client, lines") struct LinesTests {
    private struct Stop: Error {}

    private static func read(
        _ client: OutboundClient,
        _ server: LoopbackServer,
        limit: Int = 1_000_000,
        deadline: Duration = .seconds(120)
    ) async throws -> (lines: [String], response: OutboundResponse) {
        var lines: [String] = []
        let request = OutboundRequest(
            system: "shopify",
            url: server.base,
            deadline: deadline,
            maximumResponseBytes: 100
        )
        let response = try await client.readLines(of: request, maximumLineBytes: limit) { line in
            lines.append(String(decoding: line, as: UTF8.self))
        }
        return (lines, response)
    }

    private static func failure(
        _ client: OutboundClient,
        _ server: LoopbackServer,
        limit: Int = 1_000_000,
        deadline: Duration = .seconds(120)
    ) async -> OutboundFailure? {
        do {
            _ = try await read(client, server, limit: limit, deadline: deadline)
            return nil
        } catch {
            return error as? OutboundFailure
        }
    }

    @Test func handsOverEveryLineOnce() async throws {
        let lines = (0..<20_000).map { "line \($0) \(String(repeating: "x", count: $0 % 90))" }
        for ending in ["", "\n"] {
            let body = lines.joined(separator: "\n") + ending
            try await withServer(answering: { _ in .ok(body) }) { server, client in
                let read = try await Self.read(client, server)
                #expect(read.lines == lines)
                #expect(read.response.status == 200 && read.response.body.isEmpty)
            }
        }
    }

    @Test func emptyLinesAreLines() async throws {
        try await withServer(answering: { _ in .ok("a\n\nb\n") }) { server, client in
            let read = try await Self.read(client, server)
            #expect(read.lines == ["a", "", "b"])
        }
    }

    @Test func aLineUpToTheLimitAndNotBeyond() async throws {
        let body = "short\n" + String(repeating: "y", count: 200_000) + "\nend"
        try await withServer(answering: { _ in .ok(body) }) { server, client in
            let read = try await Self.read(client, server, limit: 200_000)
            #expect(read.lines.count == 3)
            #expect(await Self.failure(client, server, limit: 199_999) == .tooLarge(limit: 199_999))
        }
    }

    @Test func otherStatusesAreAnswersWithABody() async throws {
        try await withServer(answering: { _ in .ok("gone\nfor good", status: "403 Forbidden") }) { server, client in
            let read = try await Self.read(client, server)
            #expect(read.lines.isEmpty)
            #expect(read.response.status == 403)
            #expect(String(decoding: read.response.body, as: UTF8.self) == "gone\nfor good")
        }
    }

    @Test func aBodyThatBreaksOffIsNoBody() async throws {
        let head = LoopbackServer.Answer.head(headers: ["Content-Length: 1000"])
        try await withServer(answering: { _ in .closing(head + Array("one\ntwo\n".utf8)) }) { server, client in
            #expect(await Self.failure(client, server)?.isNoAnswer == true)
        }
    }

    @Test func aServerThatFallsSilentIsGivenUp() async throws {
        try await withServer(answering: { _ in .silence }) { server, client in
            #expect(await Self.failure(client, server, deadline: .milliseconds(200))?.isNoAnswer == true)
        }
    }

    @Test func whatTheCallerThrowsComesBackUnchanged() async throws {
        try await withServer(answering: { _ in .ok("a\nb\n") }) { server, client in
            let request = OutboundRequest(system: "shopify", url: server.base)
            await #expect(throws: Stop.self) {
                _ = try await client.readLines(of: request, maximumLineBytes: 10) { _ in throw Stop() }
            }
        }
    }

    @Test func otherHostsAreRefused() async throws {
        try await withServer(answering: { _ in .ok("a") }) { _, client in
            let request = OutboundRequest(system: "shopify", url: "https://evil.example/x")
            await #expect(throws: OutboundFailure.refusedHost("https://evil.example")) {
                _ = try await client.readLines(of: request, maximumLineBytes: 10) { _ in }
            }
        }
    }

    @Test func aRecordingHoldsTheWholeBody() async throws {
        try await withRecording(answering: { _ in .ok("{\"a\":1}\n{\"a\":2}\n") }) { server, client, file in
            let read = try await Self.read(client, server)
            #expect(read.lines.count == 2)
            let line = try RecordedLine.only(in: file)
            #expect(line.text("response_body") == "{\"a\":1}\n{\"a\":2}\n")
            #expect(line.members["status"] as? Int == 200)
        }
    }
}
