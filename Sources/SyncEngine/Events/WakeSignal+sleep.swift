import ServiceLifecycle

extension WakeSignal {
    /// Waits so long; a graceful shutdown, or the task's cancellation, ends it at once.
    ///
    /// It makes no task, as `cancelWhenGracefulShutdown` does: of some loops there is one for each of thousands of stores.
    static func sleepUntilShutdown(_ time: Duration) async {
        let signal = WakeSignal()
        await withGracefulShutdownHandler {
            await signal.wait(upTo: time)
        } onGracefulShutdown: {
            signal.notify()
        }
    }
}
