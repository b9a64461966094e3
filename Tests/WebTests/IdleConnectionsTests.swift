import NIOCore
import NIOPosix
import Testing

@testable import Web

/// Five thousand clients that say nothing, or next to nothing, do not keep Shopify out.
@Suite(.serialized, .timeLimit(.minutes(2))) struct IdleConnectionsTests {
    private static let clients = 5_000
    /// Shopify waits five seconds; other tests run beside this one and may hold a single request up.
    private static let patience = Duration.seconds(2)

    @Test(arguments: ["", "POST /webhooks HTTP/1.1\r\nX-A: b\r\nX-"])
    func aWebhookIsAnsweredInTime(_ beginning: String) async throws {
        // Both ends are in this process.
        try #require(
            DescriptorLimit.raise() > 2 * Self.clients + 1_000,
            "the limit of open files is too low for this test"
        )
        let inbox = RecordingInbox()
        let routes = WebRoutes(webhooks: try webhookRoutes(inbox: inbox))
        try await withServer(routes: routes) { port in
            var idle: [any Channel] = []
            for start in stride(from: 0, to: Self.clients, by: 250) {
                idle += try await withThrowingTaskGroup(of: (any Channel).self) { group in
                    for _ in start..<(start + 250) {
                        group.addTask {
                            try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                                .connect(host: "127.0.0.1", port: port).get()
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                guard start % 1_000 == 0, !beginning.isEmpty else { continue }
                for channel in idle.suffix(250) {
                    try? await channel.writeAndFlush(ByteBuffer(string: beginning))
                }
            }
            var spent: [Duration] = []
            for number in 0..<20 {
                let body = Array(#"{"id":\#(number)}"#.utf8)
                let request = delivery(body, headers: ["X-Shopify-Webhook-Id": "w-\(number)"])
                let begun = ContinuousClock.now
                let answer = try await RawClient.connect(to: port).request(request)
                spent.append(begun.duration(to: .now))
                #expect(answer.status == 200)
            }
            let median = try #require(spent.sorted().dropFirst(spent.count / 2).first)
            #expect(median < Self.patience, "half of them took \(median) or longer")
            for channel in idle { channel.close(promise: nil) }
        }
        #expect(inbox.receipts.count == 20)
    }
}
