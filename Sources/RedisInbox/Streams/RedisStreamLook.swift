#if RedisStreams
import SyncEngine
package import SyncModel

/// What can be seen of a stream without taking anything from it.
package struct RedisStreamLook: Sendable {
    private let link: RedisLink
    private let stream: String

    package init(_ link: RedisLink, stream: String) {
        self.link = link
        self.stream = stream
    }

    /// How far all groups are; none where there is no stream.
    package func groups() async throws(RedisFailure) -> [StreamGroup] {
        let reply = try await link.send([["XINFO", "GROUPS", stream]])[0]
        if case .refusal(let refusal) = reply, refusal.code == "ERR", refusal.message.contains("no such key") {
            return []
        }
        var groups: [StreamGroup] = []
        for item in try reply.accepted().items ?? [] {
            guard let group = StreamGroup(item) else { throw .unexpected("XINFO") }
            groups.append(group)
        }
        guard !groups.isEmpty else { return [] }
        // After how far they are: what was handed out in between then counts as pending, never as acknowledged.
        let pending = try await link.ask(groups.map { ["XPENDING", stream, $0.name] })
        for place in groups.indices {
            guard let parts = pending[place].items, parts.count >= 2 else { throw .unexpected("XPENDING") }
            groups[place].oldestPending = StreamID(parts[1].text)
        }
        return groups
    }

    /// How many entries a group has not acknowledged, those included that were not handed out yet.
    package func backlog(of group: String) async throws(RedisFailure) -> Int64 {
        let replies = try await link.send([["XINFO", "GROUPS", stream], ["XLEN", stream]])
        let length = try replies[1].accepted().number ?? 0
        guard length > 0 else { return 0 }
        let groups = (replies[0].items ?? []).compactMap { StreamGroup($0) }
        guard let found = groups.first(where: { $0.name == group }) else { return length }
        // Where the server does not know it, at most all.
        return found.pending + (found.lag ?? length)
    }

    /// Whether something is there that was received until then, applied or not.
    package func holds(receivedUntil time: Instant) async throws(RedisFailure) -> Bool {
        let reply = try await link.ask(["XRANGE", stream, "-", "+", "COUNT", "1"])
        guard let first = reply.items?.first?.items?.first, let id = StreamID(first.text) else { return false }
        return InboxAge.isPut(Int64(clamping: id.milliseconds), receivedUntil: time)
    }
}
#endif
