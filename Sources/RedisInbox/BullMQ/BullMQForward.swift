#if RedisStreams
import Foundation
package import SyncEngine
package import SyncModel

/// A BullMQ queue that deliveries are handed on to: `bullmq://user:password@host:6379/0?queue=shopify&prefix=bull&limit=10000`.
///
/// A job is named by its topic. Its id is made of the delivery's, so that one that is put there twice is one job for as long as the
/// queue remembers it.
package struct BullMQForward: ForwardQueue {
    /// A failure in words of the key that names this queue.
    package struct Trouble: Error, Sendable, Hashable, CustomStringConvertible {
        package var description: String

        init(_ failure: RedisFailure) {
            description = "\(failure)".replacing("inbox.url", with: BullMQForward.key)
        }
    }

    private let address: RedisAddress
    private let link: RedisLink
    private let queue: String
    private let prefix: String
    private let limit: Int

    /// Of the configuration.
    package static let key = "inbox.forward_url"
    package static let parameters = BullMQInbox.parameters.union(["limit"])
    /// Jobs that may wait there where the address does not say.
    private static let usualLimit = 10_000
    /// How often and how a job is tried, and how long the queue remembers a finished one, in seconds, and how many of them.
    private static let options =
        #"{"attempts":5,"backoff":{"type":"exponential","delay":1000},"removeOnComplete":{"age":86400,"count":10000}}"#

    /// Puts jobs into a queue, each unless one of that id is there, until it holds so many; returns how many it went through.
    ///
    /// ARGV: now in ms, most jobs that may wait, options, then id, name and data of each.
    private static let add = """
        local P, now, most, done = KEYS[1], ARGV[1], tonumber(ARGV[2]), 0
        local events = redis.call('HGET', P .. 'meta', 'opts.maxLenEvents')
        if not events then
            events = '10000'
            redis.call('HSET', P .. 'meta', 'opts.maxLenEvents', events)
        end
        local waiting = redis.call('LLEN', P .. 'wait') + redis.call('LLEN', P .. 'paused')
            + redis.call('ZCARD', P .. 'prioritized') + redis.call('ZCARD', P .. 'delayed')
        local paused = redis.call('HEXISTS', P .. 'meta', 'paused') == 1
        for place = 4, #ARGV, 3 do
            local id, name = ARGV[place], ARGV[place + 1]
            local key = P .. id
            if redis.call('EXISTS', key) == 1 then
                redis.call('XADD', P .. 'events', 'MAXLEN', '~', events, '*', 'event', 'duplicated', 'jobId', id)
            else
                if waiting >= most then return done end
                redis.call('INCR', P .. 'id')
                redis.call('HSET', key, 'name', name, 'data', ARGV[place + 2], 'opts', ARGV[3], 'timestamp', now,
                    'delay', '0', 'priority', '0')
                redis.call('XADD', P .. 'events', '*', 'event', 'added', 'jobId', id, 'name', name)
                redis.call('LPUSH', P .. (paused and 'paused' or 'wait'), id)
                if not paused then redis.call('ZADD', P .. 'marker', 0, '0') end
                redis.call('XADD', P .. 'events', 'MAXLEN', '~', events, '*', 'event', 'waiting', 'jobId', id)
                waiting = waiting + 1
            end
            done = done + 1
        end
        return done
        """

    /// - Parameters:
    ///   - address: the server's, with the queue's name among the parameters.
    ///   - trustRootsFile: a PEM file of authorities that are trusted beside the system's.
    /// - Throws: `RedisFailure.unusable` where no queue is named, the limit is no number, or TLS cannot be set up.
    package init(_ address: RedisAddress, trustRootsFile: String? = nil) throws {
        guard let (queue, prefix) = address.bullMQ, let limit = Self.limit(address) else {
            throw RedisFailure.unusable(Self.mistake(in: address) ?? "\(Self.key) is not to be used")
        }
        self.address = address
        self.queue = queue
        self.limit = limit
        self.prefix = prefix
        link = RedisLink(try RedisConnecting(address, trustRootsFile: trustRootsFile))
    }

    /// What is wrong with an address; `nil` where nothing is.
    package static func mistake(in address: RedisAddress) -> String? {
        if address.bullMQ == nil { return "\(key) names no queue: bullmq://HOST:6379/0?queue=NAME" }
        return limit(address) == nil ? "\(key) has a limit that is no number above 0" : nil
    }

    /// Whether an inbox of that URL reads the queue that the address names.
    package static func isSameQueue(_ address: RedisAddress, as url: String) -> Bool {
        func place(_ address: RedisAddress) -> [String] {
            [address.host, "\(address.port)", "\(address.database)", address.bullMQ?.prefix ?? ""]
        }
        let inbox = try? RedisAddress(url: url, schemes: BullMQInbox.schemes, known: BullMQInbox.parameters)
        return inbox.map { place($0) == place(address) } ?? false
    }

    private static func limit(_ address: RedisAddress) -> Int? {
        Int(address.parameters["limit"] ?? "\(usualLimit)").flatMap { $0 > 0 ? $0 : nil }
    }

    package var name: String { "\(address.name), queue \(queue)" }

    package func put(_ deliveries: [ForwardedDelivery], now: Instant) async throws -> Int {
        var command = RedisCommand([
            "EVAL", Self.add, "1", prefix, "\(now.microseconds / 1_000)", "\(limit)", Self.options,
        ])
        for forwarded in deliveries {
            // BullMQ keeps colons for itself.
            command.append("shopify-" + forwarded.id.replacing(":", with: "-"))
            command.append(forwarded.topic)
            command.append(try forwarded.delivery.jobData())
        }
        do throws(RedisFailure) {
            return Int(try await link.ask(command).number ?? 0)
        } catch {
            throw Trouble(error)
        }
    }

    package func findings() async -> [Finding] {
        await BullMQInspection(link, address, namedBy: Self.key)
            .findings(limit: limit, expectation: "take webhooks from there")
    }
}
#endif
