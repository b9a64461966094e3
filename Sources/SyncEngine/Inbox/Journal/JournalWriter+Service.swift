import ServiceLifecycle

extension JournalWriter: Service {
    /// Ends old segments until the shutdown, then closes.
    ///
    /// List it before the web server, so that it ends after it.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: .seconds(60))) != nil { await self.finishOldSegment() }
        }
        await close()
    }
}
