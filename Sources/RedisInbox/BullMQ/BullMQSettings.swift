#if RedisStreams
/// A queue, and how a worker of ours works on it.
package struct BullMQSettings: Sendable, Hashable {
    /// Before the names of all keys of the queue, such as `bull:shopify:`.
    package var prefix: String
    package var queue: String
    /// Shown by BullMQ's tools as who processed a job.
    package var worker: String
    /// How long a job is ours without a word.
    package var lockTime: Duration
    package var blockTime: Duration
    /// How often jobs are looked for that nobody holds any more.
    package var stalledInterval: Duration

    package init(
        queue: String,
        prefix: String? = nil,
        worker: String,
        lockTime: Duration = .seconds(30),
        blockTime: Duration = .milliseconds(500),
        stalledInterval: Duration = .seconds(15)
    ) {
        self.queue = queue
        self.prefix = prefix ?? "bull:\(queue):"
        self.worker = worker
        self.lockTime = lockTime
        self.blockTime = blockTime
        self.stalledInterval = stalledInterval
    }

    var name: String { "bullmq queue \(queue)" }
}
#endif
