import Shopify
import SyncEngine
import SyncModel
import Synchronization
import Testing
import Web

@Suite struct WebhookRoutesTests {
    private let inbox = RecordingInbox()
    private let body = Array("{\"id\": 1,\n \"note\": \"\u{e9}\u{2028}\"}\r\n".utf8)

    private func send(_ request: [UInt8], limit: Int = 8 << 20) async throws -> RawAnswer {
        let answers = Mutex<[RawAnswer]>([])
        try await withServer(routes: WebRoutes(webhooks: webhookRoutes(inbox: inbox, bodyLimit: limit))) { port in
            let answer = try await RawClient.connect(to: port).request(request)
            answers.withLock { $0.append(answer) }
        }
        return try #require(answers.withLock { $0.first })
    }

    @Test(arguments: ["/webhooks", "/webhooks/", "/webhooks/orders/create", "/webhooks?x=1", "/webhooks/a/b/c/d"])
    func acceptsExactBytesBelowAnyPath(_ path: String) async throws {
        let answer = try await send(delivery(body, path: path))
        #expect(answer.status == 200)
        #expect(answer.header("server") == "sluice")
        #expect(answer.header("date")?.hasSuffix(" GMT") == true)
        let receipt = try #require(inbox.receipts.first)
        #expect(receipt.body == body)
        #expect(receipt.store == StoreName("acme"))
        #expect(receipt.topic == "orders/create")
        #expect(receipt.webhookID == "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043")
        #expect(receipt.eventID == "event-1")
        #expect(receipt.apiVersion == "2026-07")
        #expect(receipt.triggeredAt == Timestamp("2026-05-11T15:06:59.234647Z")?.instant)
        #expect(receipt.receivedAt == FixedClock().now)
        #expect(!receipt.isTest)
    }

    @Test func everyLiveSecretIsTried() async throws {
        let old = delivery(body, headers: ["X-Shopify-Hmac-Sha256": signature(of: body, secret: "old-secret")])
        #expect(try await send(old).status == 200)
    }

    @Test(arguments: [
        nil, "", "yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI=",
        "c82197fd1acae1f72e36daf7ced939b501ac3818dc0331e918b74c52b6d5f322", "%%%",
    ])
    func refusesOtherSignatures(_ signature: String?) async throws {
        let answer = try await send(delivery(body, headers: ["X-Shopify-Hmac-Sha256": signature]))
        #expect(answer.status == 401)
        #expect(inbox.receipts.isEmpty)
    }

    @Test func refusesHexOfTheRightSignatureAndAnotherBody() async throws {
        let right = signature(of: body)
        #expect(try await send(delivery(body + [0x20], headers: ["X-Shopify-Hmac-Sha256": right])).status == 401)
        #expect(inbox.receipts.isEmpty)
    }

    @Test func refusesUnknownShops() async throws {
        let answer = try await send(delivery(body, headers: ["X-Shopify-Shop-Domain": "other.myshopify.com"]))
        #expect(answer.status == 401)
        #expect(inbox.receipts.isEmpty)
    }

    @Test(arguments: ["X-Shopify-Topic", "X-Shopify-Shop-Domain"])
    func namesWhatMakesItNoDelivery(_ header: String) async throws {
        let answer = try await send(delivery(body, headers: [header: nil]))
        #expect(answer.status == 400)
        #expect(answer.body.contains(header))
        #expect(inbox.receipts.isEmpty)
    }

    @Test func onlyPostIsTaken() async throws {
        let answer = try await send(Array("GET /webhooks/x HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
        #expect(answer.status == 405)
        #expect(answer.header("allow") == "POST")
    }

    @Test func declaredTooLargeIsRefusedBeforeItComes() async throws {
        let head = delivery(body, headers: ["Content-Length": "1000000000"])
        let answer = try await send(head, limit: 1_000)
        #expect(answer.status == 413)
        #expect(answer.header("connection") == "close")
    }

    @Test func limitIsExactAlsoWhenChunked() async throws {
        let large = [UInt8](repeating: 0x20, count: 10_000)
        #expect(try await send(delivery(large, chunked: true), limit: 9_999).status == 413)
        #expect(inbox.receipts.isEmpty)
        #expect(try await send(delivery(large, chunked: true), limit: 10_000).status == 200)
        #expect(try await send(delivery(large), limit: 10_000).status == 200)
        #expect(inbox.receipts.map(\.body) == [large, large])
    }

    @Test func megabytesPass() async throws {
        let large = (0..<(5 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        #expect(try await send(delivery(large)).status == 200)
        #expect(inbox.receipts.first?.body == large)
    }

    @Test func duplicatesAreAnswered200() async throws {
        #expect(try await send(delivery(body)).status == 200)
        #expect(try await send(delivery(body)).status == 200)
        #expect(Set(inbox.receipts.map(\.webhookID)).count == 1)
    }

    @Test(arguments: [InboxFailure.full, .failing(reason: "sync: Input/output error"), .closed])
    func tellsWhenItCannotStoreAndRecovers(_ failure: InboxFailure) async throws {
        let inbox = inbox
        let check = ReadinessCheck("inbox") { inbox.failure.map { "\($0)" } }
        let routes = WebRoutes(
            webhooks: try webhookRoutes(inbox: inbox),
            health: HealthRoutes(checks: [check], metrics: nil)
        )
        let body = body
        inbox.state.withLock { $0.failure = failure }
        try await withServer(routes: routes) { port in
            let refused = try await RawClient.connect(to: port).request(delivery(body))
            #expect(refused.status == 503)
            #expect(refused.header("retry-after") == "30")
            let notReady = try await get("/readyz", port: port)
            #expect(notReady.status == 503)
            #expect(notReady.body.hasPrefix("inbox: "))
            inbox.state.withLock { $0.failure = nil }
            let found1 = try await RawClient.connect(to: port).request(delivery(body))
            #expect(found1.status == 200)
            let found2 = try await get("/readyz", port: port)
            #expect(found2.status == 200)
        }
    }

    @Test func testDeliveriesAreMarked() async throws {
        #expect(try await send(delivery(body, headers: ["X-Shopify-Test": "true"])).status == 200)
        #expect(inbox.receipts.first?.isTest == true)
    }
}
