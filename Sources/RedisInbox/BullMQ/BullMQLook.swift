#if RedisStreams
import SyncEngine
package import SyncModel

/// What can be seen of a queue without taking anything from it.
package struct BullMQLook: Sendable {
    private let link: RedisLink
    private let prefix: String

    package init(_ link: RedisLink, prefix: String) {
        self.link = link
        self.prefix = prefix
    }

    /// Jobs that are not done: waiting, in work, for later.
    package func backlog() async throws(RedisFailure) -> Int64 {
        let replies = try await link.ask([
            ["LLEN", prefix + "wait"], ["LLEN", prefix + "active"], ["LLEN", prefix + "paused"],
            ["ZCARD", prefix + "prioritized"], ["ZCARD", prefix + "delayed"],
        ])
        return replies.reduce(0) { $0 + ($1.number ?? 0) }
    }

    /// Whether a job is there that was put there until then and is not done.
    package func holds(receivedUntil time: Instant) async throws(RedisFailure) -> Bool {
        let replies = try await link.ask([
            ["LINDEX", prefix + "wait", "-1"], ["LINDEX", prefix + "active", "-1"],
            ["LINDEX", prefix + "paused", "-1"],
            ["ZRANGE", prefix + "prioritized", "0", "0"], ["ZRANGE", prefix + "delayed", "0", "0"],
        ])
        // Those in an order of their own may hold an older one behind the first.
        if replies[3].items?.isEmpty == false || replies[4].items?.isEmpty == false { return true }
        for id in replies.prefix(3).compactMap(\.text) {
            let added = try await link.ask(["HGET", prefix + id, "timestamp"]).number ?? 0
            if InboxAge.isPut(added, receivedUntil: time) { return true }
        }
        return false
    }

    /// Whether the queue is there: BullMQ notes its settings when it is first used.
    package func exists() async throws(RedisFailure) -> Bool {
        try await link.ask(["EXISTS", prefix + "meta"]).number == 1
    }
}
#endif
