#if RedisStreams
/// What a worker needs to know of a stream.
package struct RedisStreamSettings: Sendable, Hashable {
    package var stream: String
    package var group: String
    /// Who reads: one name for one place of work, so that after a restart it finds what it held.
    package var consumer: String
    /// After which time what a consumer holds is another's.
    package var idleTime: Duration
    /// How long a waiting read may block; a shutdown waits for it.
    package var blockTime: Duration
    package var trimInterval: Duration

    package init(
        stream: String = "sluice",
        group: String = "sluice",
        consumer: String,
        idleTime: Duration = .seconds(10),
        blockTime: Duration = .milliseconds(500),
        trimInterval: Duration = .seconds(1)
    ) {
        self.stream = stream
        self.group = group
        self.consumer = consumer
        self.idleTime = idleTime
        self.blockTime = blockTime
        self.trimInterval = trimInterval
    }

    var name: String { "redis stream \(stream)" }
}
#endif
