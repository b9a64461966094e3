#if RedisStreams
import Conformance
import Foundation
import RedisInbox
import SyncEngine
import SyncModel
import Testing

@Suite(.timeLimit(.minutes(2)), .enabled(if: RedisServer.isInstalled)) struct BullMQTests {
    private struct FixedClock: WallClock {
        var now: Instant { Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
    }

    /// Receipts as jobs: all of a receipt stands in the headers, so that the suite can compare.
    private struct Sender: InboxTransport {
        let producer: BullMQProducer

        func append(_ receipt: Receipt) async throws(InboxFailure) {
            var headers = [
                "store": receipt.store.rawValue, "id": receipt.webhookID, "topic": receipt.topic,
                "received": "\(receipt.receivedAt.microseconds)", "test": "\(receipt.isTest)",
            ]
            headers["event"] = receipt.eventID
            headers["version"] = receipt.apiVersion
            headers["triggered"] = receipt.triggeredAt.map { "\($0.microseconds)" }
            let delivery = UncheckedDelivery(headers: headers, body: receipt.body)
            do throws(RedisFailure) {
                _ = try await producer.put(delivery, id: receipt.webhookID, topic: receipt.topic, now: FixedClock().now)
            } catch {
                throw .failing(reason: "\(error)")
            }
        }
    }

    private static func receipt(_ delivery: UncheckedDelivery) -> Result<Receipt, UncheckedDelivery.Problem> {
        let headers = delivery.headers
        guard let store = headers["store"], let id = headers["id"], let topic = headers["topic"],
            let received = headers["received"].flatMap({ Int64($0) })
        else { return .failure(UncheckedDelivery.Problem(description: "no delivery")) }
        return .success(
            Receipt(
                store: StoreName(store),
                webhookID: id,
                topic: topic,
                eventID: headers["event"],
                triggeredAt: headers["triggered"].flatMap { Int64($0) }.map { Instant(microseconds: $0) },
                receivedAt: Instant(microseconds: received),
                apiVersion: headers["version"],
                isTest: headers["test"] == "true",
                body: delivery.body
            )
        )
    }

    private func source(_ link: RedisLink, _ queue: String, _ worker: String) -> BullMQSource {
        BullMQSource(
            link,
            BullMQSettings(
                queue: queue,
                worker: worker,
                blockTime: .milliseconds(100),
                stalledInterval: .milliseconds(1)
            ),
            clock: FixedClock(),
            logger: silentLogger,
            check: Self.receipt
        )
    }

    @Test(arguments: InboxConformance.checks) func keepsTheContract(_ check: InboxCheck) async throws {
        let server = try await SharedRedis.shared.started()
        let queue = "queue-\(UUID().uuidString)"
        let prefix = "bull:\(queue):"
        let link = try RedisLink(url: server.url(user: RedisStreamTests.admin))
        try await check.run(
            InboxUnderTest(
                Sender(producer: BullMQProducer(link, queue: queue)),
                consumer: { source(try RedisLink(url: server.url(user: RedisStreamTests.admin)), queue, $0) },
                abandon: { worker in
                    // Its locks are over, as they are when their time is.
                    for id in try await link.ask(["LRANGE", prefix + "active", "0", "-1"]).items ?? [] {
                        let lock = prefix + (id.text ?? "") + ":lock"
                        if try await link.ask(["GET", lock]).text == worker { _ = try await link.ask(["DEL", lock]) }
                    }
                    // Two looks, the first of which only suspects.
                    for _ in 0..<2 {
                        try await Task.sleep(for: .milliseconds(5))
                        _ = try await source(link, queue, "looks").next(limit: 0) { _ in nil }
                    }
                },
                putForeign: { bytes in
                    let body = UncheckedDelivery(headers: ["x": "y"], body: bytes)
                    _ = try await BullMQProducer(link, queue: queue)
                        .put(body, id: UUID().uuidString, topic: "other", now: FixedClock().now)
                },
                kept: { Int(try await BullMQLook(link, prefix: prefix).backlog()) }
            )
        )
    }

    @Test func dataOfAnotherFormIsNamed() throws {
        func problem(_ text: String) -> String? {
            do { _ = try UncheckedDelivery(message: Array(text.utf8), calledThe: "the job's data") } catch {
                return error.description
            }
            return nil
        }
        #expect(problem("[]")?.contains("no JSON object") == true)
        #expect(problem("{")?.contains("no JSON object") == true)
        #expect(problem(#"{"body": "x"}"#)?.contains("headers") == true)
        #expect(problem(#"{"headers": {}, "body": {"id": 1}}"#)?.contains("raw body") == true)
        #expect(problem(#"{"headers": {}, "body_base64": "%"}"#)?.contains("base64") == true)
        let read = try UncheckedDelivery(
            message: Array(#"{"headers": {"X-A": "1", "X-B": ["2", "3"]}, "body": "{\"ä\": 1}"}"#.utf8),
            calledThe: "the job's data"
        )
        #expect(read.headers == ["x-a": "1", "x-b": "2"] && read.body == Array(#"{"ä": 1}"#.utf8))
    }
}
#endif
