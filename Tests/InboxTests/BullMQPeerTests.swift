#if RedisStreams
import Conformance
import Foundation
import RedisInbox
import SyncEngine
import SyncModel
import Testing

/// Against BullMQ's own package for Python, unmodified: what it puts there is taken, what it takes was put there.
@Suite(.timeLimit(.minutes(2)), .enabled(if: RedisServer.isInstalled && BullMQPeer.isInstalled))
struct BullMQPeerTests {
    private struct NowClock: WallClock {
        var now: Instant { Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
    }

    private func source(_ peer: BullMQPeer, _ worker: String = "a") throws -> BullMQSource {
        BullMQSource(
            try RedisLink(url: peer.server.url(user: RedisStreamTests.admin)),
            BullMQSettings(
                queue: peer.queue,
                worker: worker,
                blockTime: .milliseconds(100),
                stalledInterval: .milliseconds(50)
            ),
            clock: NowClock(),
            logger: silentLogger
        ) { delivery in
            guard let id = delivery.headers["x-shopify-webhook-id"] else {
                return .failure(UncheckedDelivery.Problem(description: "no delivery of Shopify"))
            }
            return .success(
                Receipt(
                    store: StoreName("acme"),
                    webhookID: id,
                    topic: "orders/create",
                    receivedAt: Instant(seconds: 1_790_000_000),
                    body: delivery.body
                )
            )
        }
    }

    /// Takes and confirms until so many deliveries came.
    private func drain(_ source: BullMQSource, _ count: Int) async throws -> [String: [UInt8]] {
        var bodies: [String: [UInt8]] = [:]
        let latest = ContinuousClock.now + .seconds(20)
        while bodies.count < count, ContinuousClock.now < latest {
            guard let batch = try await source.next(limit: 10, positions: { _ in nil }) else {
                await source.waitForMore()
                continue
            }
            for receipt in batch.receipts { bodies[receipt.webhookID] = receipt.body }
            _ = try await source.finished()
        }
        return bodies
    }

    private func job(_ number: Int) -> String {
        #"{"headers": {"X-Shopify-Webhook-Id": "w\#(number)"}, "body": "{\"id\":\#(number),\"name\":\"ä\"}"}"#
    }

    @Test func everyKindOfJobIsTakenAndEnded() async throws {
        let peer = try await BullMQPeer(SharedRedis.shared.started())
        let ids = try await peer.run("fill", (1...6).map(job))
        #expect((ids as? [String])?.contains("own-id") == true)
        let bodies = try await drain(source(peer), 6)
        #expect(Set(bodies.keys) == Set((1...6).map { "w\($0)" }))
        #expect(bodies["w3"] == Array(#"{"id":3,"name":"ä"}"#.utf8))
        // One of them was to be removed.
        #expect(try await peer.counts() == ["completed": 5])
    }

    @Test func whatIsNoDeliveryFailsInTheQueueWithItsReason() async throws {
        let peer = try await BullMQPeer(SharedRedis.shared.started())
        _ = try await peer.run("fill", [#"{"order": 1001}"#, job(1)])
        _ = try await drain(source(peer), 1)
        let looked = try await peer.run("look") as? [String: Any]
        #expect((looked?["failed"] as? [String])?.first?.contains("no \"headers\"") == true)
        #expect(try await peer.counts() == ["completed": 1, "failed": 1])
    }

    @Test func aJobOfAWorkerThatDiedIsDoneAgain() async throws {
        let peer = try await BullMQPeer(SharedRedis.shared.started())
        _ = try await peer.run("fill", [job(1)])
        _ = try await peer.run("abandon")
        #expect(try await peer.counts() == ["active": 1])
        #expect(try await drain(source(peer), 1).keys.first == "w1")
        #expect(try await peer.counts() == ["completed": 1])
    }

    @Test func whoTookTooLongEndsNothing() async throws {
        let peer = try await BullMQPeer(SharedRedis.shared.started())
        _ = try await peer.run("fill", [job(1)])
        let (slow, other) = (try source(peer, "slow"), try source(peer, "other"))
        #expect(try await slow.next(limit: 1, positions: { _ in nil })?.receipts.count == 1)
        try await peer.server.command("DEL", "bull:\(peer.queue):1:lock")
        #expect(try await drain(other, 1).count == 1)
        _ = try await slow.finished()
        #expect(try await peer.counts() == ["completed": 1])
    }

    private func forward(_ peer: BullMQPeer, limit: Int = 100) throws -> BullMQForward {
        let url = peer.server.url(user: RedisStreamTests.admin)
            .replacing("redis://", with: "bullmq://").replacing(
                "stream=sluice",
                with: "queue=\(peer.queue)&limit=\(limit)"
            )
        return try BullMQForward(
            RedisAddress(
                url: url,
                key: BullMQForward.key,
                schemes: BullMQInbox.schemes,
                known: BullMQForward.parameters
            )
        )
    }

    private func deliveries(_ bodies: [UInt8]...) -> [ForwardedDelivery] {
        bodies.enumerated().map { number, body in
            ForwardedDelivery(
                id: "w:\(number)",
                topic: "orders/create",
                delivery: UncheckedDelivery(headers: ["x-shopify-topic": "orders/create"], body: body)
            )
        }
    }

    @Test func thePeerWorksOnWhatIsHandedOn() async throws {
        let peer = try await BullMQPeer(SharedRedis.shared.started())
        let forward = try forward(peer)
        let sent = deliveries(Array(#"{"id":1,"name":"ä"}"#.utf8), [0xFF, 0x00])
        #expect(try await forward.put(sent, now: NowClock().now) == 2)
        // Once more, as after an answer that was lost.
        #expect(try await forward.put(sent, now: NowClock().now) == 2)
        let done = try #require(try await peer.run("work", ["2"]) as? [[String: Any]])
        #expect(done.compactMap { $0["id"] as? String } == ["shopify-w-0", "shopify-w-1"])
        #expect(done.allSatisfy { $0["name"] as? String == "orders/create" })
        let data = done.compactMap { $0["data"] as? [String: Any] }
        #expect(data.first?["body"] as? String == #"{"id":1,"name":"ä"}"#)
        #expect(data.last?["body_base64"] as? String == "/wA=")
        #expect(try await forward.put(sent, now: NowClock().now) == 2)
        #expect(try await peer.counts() == ["completed": 2])
    }

    @Test func aQueueIsNotFilledBeyondItsLimit() async throws {
        let peer = try await BullMQPeer(SharedRedis.shared.started())
        let forward = try forward(peer, limit: 2)
        let sent = deliveries([0x31], [0x32], [0x33])
        #expect(try await forward.put(sent, now: NowClock().now) == 2)
        #expect(try await forward.put(Array(sent.dropFirst(2)), now: NowClock().now) == 0)
        #expect(try await peer.counts() == ["wait": 2])
        _ = try await peer.run("work", ["2"])
        #expect(try await forward.put(Array(sent.dropFirst(2)), now: NowClock().now) == 1)
        #expect(try await peer.counts() == ["completed": 2, "wait": 1])
    }

    @Test func whatIsInTheWayIsToldOfTheKeyThatNamesTheQueue() async throws {
        let peer = try await BullMQPeer(SharedRedis.shared.started())
        let url = "bullmq://sluice:wrong@127.0.0.1:\(peer.server.port)/0?queue=a"
        let wrong = try BullMQForward(
            RedisAddress(url: url, schemes: BullMQInbox.schemes, known: BullMQForward.parameters)
        )
        await #expect {
            try await wrong.put(deliveries([0x31]), now: NowClock().now)
        } throws: { error in
            "\(error)".contains("password of inbox.forward_url")
        }
    }
}
#endif
