#if RedisStreams
import Foundation
import RedisInbox
import SyncEngine
import SyncModel

/// Puts deliveries into a queue, as a service of somebody else does.
///
/// A job is named by its topic. Its id is made of the delivery's, so that one that is put there twice is one job for as long as the
/// queue remembers it.
struct BullMQProducer: Sendable {
    private let link: RedisLink
    private let prefix: String
    /// How long the queue remembers a finished job, in seconds, and how many of them.
    private static let options =
        #"{"attempts":5,"backoff":{"type":"exponential","delay":1000},"removeOnComplete":{"age":86400,"count":10000}}"#

    /// Puts a job into a queue, unless one of that id is there.
    ///
    /// ARGV: now in ms, id, name, data, options; returns whether it was added.
    private static let add = """
        local P, now, id = KEYS[1], ARGV[1], ARGV[2]
        local most = redis.call('HGET', P .. 'meta', 'opts.maxLenEvents')
        if not most then
            most = '10000'
            redis.call('HSET', P .. 'meta', 'opts.maxLenEvents', most)
        end
        redis.call('INCR', P .. 'id')
        if redis.call('EXISTS', P .. id) == 1 then
            redis.call('XADD', P .. 'events', 'MAXLEN', '~', most, '*', 'event', 'duplicated', 'jobId', id)
            return 0
        end
        redis.call('HSET', P .. id, 'name', ARGV[3], 'data', ARGV[4], 'opts', ARGV[5], 'timestamp', now, 'delay', '0', 'priority', '0')
        redis.call('XADD', P .. 'events', '*', 'event', 'added', 'jobId', id, 'name', ARGV[3])
        if redis.call('HEXISTS', P .. 'meta', 'paused') == 1 then
            redis.call('LPUSH', P .. 'paused', id)
        else
            redis.call('LPUSH', P .. 'wait', id)
            redis.call('ZADD', P .. 'marker', 0, '0')
        end
        redis.call('XADD', P .. 'events', 'MAXLEN', '~', most, '*', 'event', 'waiting', 'jobId', id)
        return 1
        """

    init(_ link: RedisLink, queue: String, prefix: String = "bull") {
        self.link = link
        self.prefix = "\(prefix):\(queue):"
    }

    /// - Returns: whether it was not there yet.
    func put(_ delivery: UncheckedDelivery, id: String, topic: String, now: Instant) async throws(RedisFailure) -> Bool
    {
        // BullMQ keeps colons for itself.
        let name = "shopify-" + id.replacing(":", with: "-")
        var command = RedisCommand(["EVAL", Self.add, "1", prefix, "\(now.microseconds / 1_000)", name, topic])
        command.append(delivery.data)
        command.append(Self.options)
        return try await link.ask(command).number == 1
    }
}

extension UncheckedDelivery {
    /// As a job's data; a body that is no text goes as base64.
    var data: [UInt8] {
        var object: [String: Any] = ["headers": headers]
        if let text = String(validating: body, as: UTF8.self) {
            object["body"] = text
        } else {
            object["body_base64"] = Data(body).base64EncodedString()
        }
        let data = try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        return data.map { Array($0) } ?? []
    }
}
#endif
