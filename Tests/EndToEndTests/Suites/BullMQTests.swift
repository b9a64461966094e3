#if RedisStreams
import Conformance
import Foundation
import Sandbox
import Testing

/// Webhooks that another service took and put into its queue.
@Suite(
    "BullMQ",
    .enabled(if: RedisServer.isInstalled && BullMQPeer.isInstalled, "Redis or BullMQ's package is not installed"),
    .timeLimit(.minutes(3))
)
struct BullMQTests {
    private func job(_ webhook: Webhook, _ stage: Stage, body: [UInt8]? = nil) throws -> String {
        let headers = Dictionary(uniqueKeysWithValues: webhook.headers(stage.settings.shop))
        let data: [String: Any] = ["headers": headers, "body": String(decoding: body ?? webhook.body, as: UTF8.self)]
        return String(decoding: try JSONSerialization.data(withJSONObject: data), as: UTF8.self)
    }

    @Test func whatAnotherServicePutThereArrivesAndWhatIsForgedDoesNot() async throws {
        let peer = BullMQPeer(try await RedisServer())
        var settings = StageSettings()
        settings.inboxURL = peer.server.url(user: "default:admin")
            .replacing("redis://", with: "bullmq://").replacing("stream=sluice", with: "queue=\(peer.queue)")
        try await Stage.run(settings) { stage in
            let people = (1...3).map { number in
                Webhook(
                    "customers/create",
                    Array(
                        """
                        {"id": \(7_000_000_000_000 + number), "email": "ada\(number)@example.com", "first_name": "Ada", \
                        "updated_at": "2026-11-23T10:00:00Z"}
                        """.utf8
                    )
                )
            }
            let forged = try job(people[0], stage, body: Array("{\"id\": 1}".utf8))
            _ = try await peer.run("fill", people.map { try job($0, stage) } + [forged])
            _ = try await stage.serve()
            try await stage.settle()
            var states = try await StoredReceipts(stage).states()
            for webhook in people { #expect(states.removeValue(forKey: webhook.id) == "applied") }
            #expect(states.values.sorted() == ["undecodable"])
            #expect(await stage.hubspot.contacts().count == 3)
            #expect(try await peer.counts() == ["completed": 3, "failed": 1])
            let listed = try await stage.sluice("failures", "list")
            #expect(listed.output.contains("the signature does not fit the body"), "\(listed.output)")
            stage.keepPrivate(["Ada", "ada1@example.com"])
        }
    }
}
#endif
