import Conformance
import Logging
import NIOCore
import NIOPosix
import Testing
import Web

/// What a receiver does against clients that want too much, and against a secret that is wrong.
@Suite struct WebhookDefenceTests {
    @Test func bodiesTogetherTakeNoMoreThanTheirBudget() async throws {
        let inbox = GatedInbox()
        let routes = try webhookRoutes(inbox: inbox, bodyLimit: 600, totalLimit: 1_000)
        try await withServer(routes: WebRoutes(webhooks: routes)) { port in
            let request = delivery([UInt8](repeating: 0x20, count: 600))
            async let first = RawClient.connect(to: port).request(request)
            await inbox.arrived()
            // The first body is still held, so there is no room for a second one.
            let second = try await RawClient.connect(to: port).request(request)
            #expect(second.status == 503)
            inbox.open()
            let held = try await first
            #expect(held.status == 200)
            inbox.open()
            let third = try await RawClient.connect(to: port).request(request)
            #expect(third.status == 200)
        }
    }

    /// Thirty-three of eight megabytes were enough to keep Shopify out for twenty seconds, again and again.
    @Test func bodiesThatStandStillKeepNobodyOut() async throws {
        let inbox = RecordingInbox()
        let routes = try webhookRoutes(inbox: inbox, bodyLimit: 1 << 20, totalLimit: 4 << 20)
        try await withServer(routes: WebRoutes(webhooks: routes)) { port in
            let large = delivery([UInt8](repeating: 0x20, count: 1 << 20))
            var stalled: [any Channel] = []
            for _ in 0..<8 {
                let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .connect(host: "127.0.0.1", port: port).get()
                try await channel.writeAndFlush(ByteBuffer(bytes: large.dropLast()))
                stalled.append(channel)
            }
            for request in [large, delivery(Array("{}".utf8))] {
                let answer = try await RawClient.connect(to: port).request(request)
                #expect(answer.status == 200)
            }
            for channel in stalled { channel.close(promise: nil) }
        }
        #expect(!inbox.receipts.isEmpty)
    }

    @Test func aSecretThatFitsNothingIsSaidOnceAMinute() async throws {
        let log = CapturedLog()
        let routes = try webhookRoutes(inbox: RecordingInbox(), logger: log.logger)
        try await withServer(routes: WebRoutes(webhooks: routes)) { port in
            let body = Array("{}".utf8)
            let wrong = delivery(body, headers: ["X-Shopify-Hmac-Sha256": signature(of: body, secret: "another")])
            for _ in 0..<3 {
                let refusal = try await RawClient.connect(to: port).request(wrong)
                #expect(refusal.status == 401)
            }
            let answer = try await RawClient.connect(to: port).request(delivery(body))
            #expect(answer.status == 200)
        }
        #expect(
            log.entries.filter { $0.level >= .warning }.map(\.description) == [
                "warning: Deliveries are refused: their signature fits no configured secret store=acme"
            ]
        )
    }
}
