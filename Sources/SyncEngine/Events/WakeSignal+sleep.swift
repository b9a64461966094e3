import ServiceLifecycle

extension WakeSignal {
    /// Waits so long; a graceful shutdown, or the task's cancellation, ends it at once.
    ///
    /// It makes no task, as `cancelWhenGracefulShutdown` does: of some loops there is one for each of thousands of stores.
    ///
    /// - Parameters:
    ///   - time: how long.
    ///   - sleep: how time passes in a test; `nil` for as it does.
    static func sleepUntilShutdown(_ time: Duration, by sleep: (@Sendable (Duration) async throws -> Void)?) async {
        if let sleep { return await cancelWhenGracefulShutdown { try? await sleep(time) } }
        let signal = WakeSignal()
        await withGracefulShutdownHandler {
            await signal.wait(upTo: time)
        } onGracefulShutdown: {
            signal.notify()
        }
    }
}
