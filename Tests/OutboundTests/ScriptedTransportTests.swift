import Conformance
import Outbound
import Testing

@Suite("Scripted transport") struct ScriptedTransportTests {
    private static let base = "https://crm.example"

    private func status(_ transport: ScriptedTransport, _ method: OutboundRequest.Method, _ path: String) async -> Int?
    {
        try? await transport.send(OutboundRequest(system: "rest", method: method, url: Self.base + path)).status
    }

    @Test func answersInOrderAndKeepsTheRequests() async throws {
        let transport = ScriptedTransport([
            .answer(.get, "/a", json: "{}"),
            .failure(.post, "/b?x=1", .noAnswer(reason: "reset")),
        ])
        let first = try await transport.send(OutboundRequest(system: "rest", url: Self.base + "/a?page=2"))
        #expect(first.header("Content-Type") == "application/json")
        await #expect(throws: OutboundFailure.noAnswer(reason: "reset")) {
            try await transport.send(OutboundRequest(system: "rest", method: .post, url: Self.base + "/b?x=1"))
        }
        transport.then([.answer(.delete, "/c", status: 204)])
        #expect(await status(transport, .delete, "/c") == 204)
        #expect(transport.requests.map(\.url) == ["/a?page=2", "/b?x=1", "/c"].map { Self.base + $0 })
        transport.expectFinished()
    }

    @Test(arguments: ["/b", "/a?x=2", "/a"]) func failsTheTestOnAnUnexpectedRequest(_ path: String) async {
        let transport = ScriptedTransport([.answer(.get, "/a?x=1")])
        await withKnownIssue {
            #expect(await status(transport, .get, path) == nil)
        } matching: {
            $0.comments.contains { $0.rawValue.contains("unexpected GET") }
        }
        #expect(transport.requests.count == 1)
    }

    @Test func failsTheTestOnAStepNeverTaken() {
        let transport = ScriptedTransport([.answer(.put, "/a")])
        withKnownIssue {
            transport.expectFinished()
        } matching: {
            $0.comments.contains { $0.rawValue.contains("PUT /a") }
        }
    }

    @Test func takesStepsInAnyOrderWhereAsked() async {
        let transport = ScriptedTransport([.answer(.get, "/a", status: 201), .answer(.get, "/b")], order: .any)
        #expect(await status(transport, .get, "/b") == 200)
        #expect(await status(transport, .get, "/a") == 201)
        transport.expectFinished()
    }
}
