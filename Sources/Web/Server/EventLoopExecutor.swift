import NIOCore

/// Runs a connection's tasks on its event loop, so that a request costs no hop between threads.
///
/// Nothing below may block: what waits for a disk or a database does so on a thread of its own.
final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
