/// How a worker takes from a queue.
package struct SQSSettings: Sendable, Hashable {
    /// How long messages are ours without a word; what a worker held that died comes to another after that.
    package var holdTime: Duration
    /// How long to wait for a message at a time.
    package var waitTime: Duration
    /// How long a message is left alone that another server is to read.
    package var leaveTime: Duration
    /// How old what is known of the queue's size may be.
    package var countInterval: Duration

    package init(
        holdTime: Duration = .seconds(30),
        waitTime: Duration = .seconds(10),
        leaveTime: Duration = .seconds(120),
        countInterval: Duration = .seconds(10)
    ) {
        self.holdTime = holdTime
        self.waitTime = waitTime
        self.leaveTime = leaveTime
        self.countInterval = countInterval
    }
}
