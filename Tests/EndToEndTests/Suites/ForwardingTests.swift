#if RedisStreams
import Conformance
import Foundation
import Sandbox
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Webhooks that are handed on to the queue of a service that was there before, whose worker is BullMQ's own package.
@Suite(
    "Forwarding",
    .enabled(if: RedisServer.isInstalled && BullMQPeer.isInstalled, "Redis or BullMQ's package is not installed"),
    .timeLimit(.minutes(3))
)
struct ForwardingTests {
    private func person(_ number: Int) -> Webhook {
        Webhook(
            "customers/create",
            Array(
                """
                {"id": \(7_000_000_000_000 + number),  "email": "ada\(number)@example.com", "first_name": "Adä", \
                "updated_at": "2026-11-23T10:00:00Z"}
                """.utf8
            )
        )
    }

    @Test func whatWasAcceptedReachesTheQueueOnceWhateverDiesMeanwhile() async throws {
        let peer = BullMQPeer(try await RedisServer())
        var settings = StageSettings()
        settings.logLevel = "info"
        settings.forwardURL = peer.server.url(user: "default:admin")
            .replacing("redis://", with: "bullmq://").replacing("stream=sluice", with: "queue=\(peer.queue)")
        try await Stage.run(settings) { stage in
            let people = (1...60).map(person)
            var server = try await stage.serve()
            for webhook in people.prefix(20) { #expect(try await stage.post(webhook).status == 200) }
            try await stage.settle()
            // The queue's server dies, and ours with webhooks that only we have.
            peer.server.stop()
            for webhook in people.dropFirst(20).prefix(20) { #expect(try await stage.post(webhook).status == 200) }
            _ = await server.errors.line { $0.contains("Deliveries cannot be handed on") }
            let ready = try await stage.get("/readyz")
            #expect(ready.status == 200 && ready.text.contains("wait to be handed on"), "\(ready)")
            // What is to reach the CRM waits for none of it.
            try await stage.settle()
            #expect(await stage.hubspot.contacts().count == 40)
            server.signal(SIGKILL)
            #expect(await server.ended() == .killed(signal: SIGKILL))
            server = try await stage.serve()
            try await peer.server.start()
            for webhook in people.dropFirst(40) { #expect(try await stage.post(webhook).status == 200) }
            // A delivery that Shopify repeats is none.
            #expect(try await stage.post(people[50]).status == 200)
            try await stage.settle()
            let done = try #require(try await peer.run("work", ["60"]) as? [[String: Any]])
            var bodies: [String: String] = [:]
            for job in done {
                let data = try #require(job["data"] as? [String: Any])
                let headers = try #require(data["headers"] as? [String: String])
                let id = try #require(headers["x-shopify-webhook-id"])
                #expect(job["id"] as? String == "shopify-\(id)" && job["name"] as? String == "customers/create")
                let webhook = try #require(people.first { $0.id == id })
                for (name, value) in webhook.headers(stage.settings.shop)
                where !["X-Shopify-Test", "X-Shopify-Triggered-At"].contains(name) {
                    #expect(headers[name.lowercased()] == value, "\(name)")
                }
                #expect(headers["x-shopify-triggered-at"] == "2026-11-23T10:00:00.123Z")
                #expect(bodies.updateValue(data["body"] as? String ?? "", forKey: id) == nil)
            }
            #expect(
                bodies
                    == Dictionary(
                        uniqueKeysWithValues: people.map { ($0.id, String(decoding: $0.body, as: UTF8.self)) }
                    )
            )
            #expect(try await peer.counts() == ["completed": 60])
            let doctor = try await stage.sluice("doctor")
            #expect(doctor.output.contains("at most 10000 may wait"), "\(doctor.output)")
            stage.keepPrivate(["Adä", "ada1@example.com"])
        }
    }
}
#endif
