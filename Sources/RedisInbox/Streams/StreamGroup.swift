#if RedisStreams
/// How far one group of consumers is with a stream.
package struct StreamGroup: Sendable, Hashable {
    package var name: String
    /// Everything up to here was handed out.
    package var lastDelivered: StreamID
    /// How many of those are not acknowledged.
    package var pending: Int64
    /// Not handed out yet; `nil` where the server does not know.
    package var lag: Int64?
    /// The least that is not acknowledged; to be asked for after the rest was.
    package var oldestPending: StreamID?

    package init(
        name: String,
        lastDelivered: StreamID,
        pending: Int64 = 0,
        lag: Int64? = nil,
        oldestPending: StreamID? = nil
    ) {
        self.name = name
        self.lastDelivered = lastDelivered
        self.pending = pending
        self.lag = lag
        self.oldestPending = oldestPending
    }

    init?(_ reply: RedisReply) {
        let facts = reply.pairs
        guard let name = facts["name"]?.text, let last = StreamID(facts["last-delivered-id"]?.text) else { return nil }
        self.init(name: name, lastDelivered: last, pending: facts["pending"]?.number ?? 0, lag: facts["lag"]?.number)
    }

    /// Everything before this one was acknowledged by the group.
    package var settledBefore: StreamID {
        min(oldestPending ?? lastDelivered.next, lastDelivered.next)
    }

    /// Before which entry nothing is needed by any group; `nil` where that is not known, as of a stream that nobody reads.
    package static func trimmingBound(_ groups: [StreamGroup]) -> StreamID? {
        groups.map(\.settledBefore).min().flatMap { $0 > StreamID.first.next ? $0 : nil }
    }
}
#endif
