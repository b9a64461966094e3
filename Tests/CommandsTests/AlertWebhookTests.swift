import Conformance
import Foundation
import Outbound
import SyncModel
import Testing

@testable import Commands

@Suite struct AlertWebhookTests {
    private static let address = "https://hooks.example.com/services/T0/B0/planted-secret"
    private static let secret = Secret(address)

    @Test func theTextGoesAsSlacksJSON() async throws {
        let transport = CountingTransport(status: 200)
        try await AlertWebhook(address: Self.secret, client: transport).send("Sluice :warning: \"hubspot\"\nnext line")
        let request = try #require(await transport.requests.first)
        #expect(request.method == .post && request.url == Self.address)
        #expect(request.headers.contains(where: { $0.0 == "content-type" && $0.1 == "application/json" }))
        let body = try JSONDecoder().decode([String: String].self, from: Data(request.body ?? []))
        #expect(body == ["text": "Sluice :warning: \"hubspot\"\nnext line"])
    }

    @Test(arguments: [302, 404, 500])
    func aRefusalIsToldWithoutTheAddress(status: Int) async throws {
        let webhook = AlertWebhook(address: Self.secret, client: CountingTransport(status: status))
        do {
            try await webhook.send("x")
            Issue.record("\(status) was taken for success")
        } catch {
            #expect("\(error)".contains("\(status)") && !"\(error)".contains("planted-secret"))
        }
    }

    @Test func doctorTellsWhetherItsServerAnswersAndPostsNothing() async throws {
        let answering = CountingTransport(status: 405)
        let fine = await AlertReach.finding(AlertWebhook(address: Self.secret, client: answering))
        #expect(fine.level == .fine)
        #expect(await answering.requests.map(\.method) == [.get])
        let silent = CountingTransport(failure: .notSent(reason: "connect to \(Self.address)"))
        let problem = await AlertReach.finding(AlertWebhook(address: Self.secret, client: silent))
        #expect(problem.level == .problem && problem.message.contains("does not answer"))
        #expect(!problem.message.contains("planted-secret"))
    }

    @Test func anOutageIsToldWithoutTheAddress() async throws {
        let transport = CountingTransport(failure: .notSent(reason: "connect to \(Self.address)"))
        do {
            try await AlertWebhook(address: Self.secret, client: transport).send("x")
            Issue.record("an outage was taken for success")
        } catch {
            #expect(!"\(error)".contains("planted-secret"))
        }
    }
}

private actor CountingTransport: OutboundTransport {
    private(set) var requests: [OutboundRequest] = []
    private let status: Int
    private let failure: OutboundFailure?

    init(status: Int = 200, failure: OutboundFailure? = nil) {
        (self.status, self.failure) = (status, failure)
    }

    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        requests.append(request)
        if let failure { throw failure }
        return OutboundResponse(status: status, headers: [], body: [])
    }
}
