import Foundation
import NIOHTTP1
import Outbound
import Testing

@Suite("Outbound client, answers") struct OutboundClientTests {
    @Test func sendsTheRequestAsGivenAndReturnsTheAnswer() async throws {
        try await withServer(answering: { _ in .ok(#"{"id":"1"}"#, status: "201 Created") }) { server, client in
            let request = OutboundRequest(
                system: "rest",
                method: .patch,
                url: "\(server.base)/v1/deals/1?idProperty=shopify_id",
                headers: [("Content-Type", "application/json"), ("Authorization", "Bearer secret")],
                body: Array(#"{"a":1}"#.utf8)
            )
            let response = try await client.send(request)
            #expect(response.status == 201)
            #expect(response.header("CONTENT-type") == "application/json")
            #expect(response.header("absent") == nil)
            #expect(String(decoding: response.body, as: UTF8.self) == #"{"id":"1"}"#)

            let received = try #require(await server.arrivals.first { _ in true })
            #expect(received.method == "PATCH")
            #expect(received.target == "/v1/deals/1?idProperty=shopify_id")
            #expect(received.headers["content-type"] == ["application/json"])
            #expect(received.headers["authorization"] == ["Bearer secret"])
            #expect(received.headers["user-agent"] == ["sluice"])
            #expect(received.headers["accept-encoding"] == ["gzip"])
            #expect(String(decoding: received.body, as: UTF8.self) == #"{"a":1}"#)
        }
    }

    @Test(arguments: OutboundRequest.Method.everyMethod)
    func sendsEveryMethod(_ method: OutboundRequest.Method) async throws {
        try await withServer(answering: { .ok("\($0.method) \($0.body.count)") }) { server, client in
            let response = try await client.send(OutboundRequest(system: "rest", method: method, url: server.base))
            #expect(String(decoding: response.body, as: UTF8.self) == "\(method.rawValue) 0")
        }
    }

    @Test func takesAnAnswerUpToTheLimitAndNotBeyond() async throws {
        let body = String(repeating: "x", count: 3_000_000)
        try await withServer(answering: { _ in .ok(body) }) { server, client in
            var request = OutboundRequest(
                system: "rest",
                url: server.base,
                deadline: .seconds(120),
                maximumResponseBytes: body.utf8.count
            )
            let response = try await client.send(request)
            #expect(response.body.count == body.utf8.count)
            request.maximumResponseBytes -= 1
            await #expect(throws: OutboundFailure.tooLarge(limit: body.utf8.count - 1)) {
                try await client.send(request)
            }
        }
    }

    @Test func countsAnAnswerOfUnknownLength() async throws {
        let chunk = Array("3e8\r\n\(String(repeating: "y", count: 1000))\r\n".utf8)
        let chunks = (0..<50).flatMap { _ in chunk } + Array("0\r\n\r\n".utf8)
        let answer = LoopbackServer.Answer.bytes(
            LoopbackServer.Answer.head(headers: ["Transfer-Encoding: chunked"]) + chunks
        )
        try await withServer(answering: { _ in answer }) { server, client in
            var request = OutboundRequest(system: "rest", url: server.base)
            let response = try await client.send(request)
            #expect(response.body.count == 50_000)
            request.maximumResponseBytes = 49_999
            await #expect(throws: OutboundFailure.tooLarge(limit: 49_999)) { try await client.send(request) }
        }
    }

    @Test func unpacksGzip() async throws {
        let packed = try #require(Data(base64Encoded: "H4sIAAAAAAACA6tWykvMTVWyUorKP7xaqRYAop+Rpg8AAAA="))
        let answer = LoopbackServer.Answer.message(Array(packed), headers: ["Content-Encoding: gzip"])
        try await withServer(answering: { _ in .bytes(answer) }) { server, client in
            let response = try await client.send(OutboundRequest(system: "rest", url: server.base))
            #expect(String(decoding: response.body, as: UTF8.self) == #"{"name":"Zoë"}"#)
        }
    }

    /// 400,000 zeros in 424 bytes: within the size limit, but far beyond what real answers compress to.
    @Test func refusesAnAnswerThatExpandsSuspiciously() async throws {
        let start = "H4sIAAAAAAACA+3BMQEAAADCoErrn84UfkAB"
        let end = "AADA3wBWk+QggBoGAA=="
        let packed = try #require(Data(base64Encoded: start + String(repeating: "A", count: 512) + end))
        let answer = LoopbackServer.Answer.message(Array(packed), headers: ["Content-Encoding: gzip"])
        try await withServer(answering: { _ in .bytes(answer) }) { server, client in
            let request = OutboundRequest(system: "rest", url: server.base)
            await #expect(throws: OutboundFailure.tooLarge(limit: request.maximumResponseBytes)) {
                try await client.send(request)
            }
        }
    }

    @Test(arguments: [301, 302, 303, 307, 308]) func returnsARedirectUnfollowed(_ status: Int) async throws {
        try await withServer(answering: { received in
            received.target == "/elsewhere"
                ? .ok("followed") : .ok("", status: "\(status) X", headers: ["Location: /elsewhere"])
        }) { server, client in
            let response = try await client.send(OutboundRequest(system: "rest", url: "\(server.base)/start"))
            #expect(response.status == status)
            #expect(response.header("location") == "/elsewhere")
            let received = try #require(await server.arrivals.first { _ in true })
            #expect(received.target == "/start")
        }
    }

    @Test func shutsDownTwiceAndSendsNoMore() async throws {
        try await withServer(answering: { _ in .ok("{}") }) { server, client in
            await client.shutdown()
            await client.shutdown()
            await #expect(throws: OutboundFailure.notSent(reason: "already shutdown")) {
                try await client.send(OutboundRequest(system: "rest", url: server.base))
            }
        }
    }
}

extension OutboundRequest.Method {
    static let everyMethod: [Self] = [.get, .post, .put, .patch, .delete]
}
