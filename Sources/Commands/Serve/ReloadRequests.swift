import Logging
import ServiceLifecycle
import SyncEngine
import SyncModel
import UnixSignals

/// Requests to read the configuration anew, in their order.
final class ReloadRequests: Sendable {
    struct Request: Sendable {
        /// Of one that was written into the store, so that it is answered there.
        var number: Int64?
    }

    private let requests: AsyncStream<Request>
    private let continuation: AsyncStream<Request>.Continuation

    init() {
        (requests, continuation) = AsyncStream.makeStream(of: Request.self, bufferingPolicy: .bufferingNewest(16))
    }

    func ask(_ number: Int64? = nil) { continuation.yield(Request(number: number)) }

    /// Waits for the next; `nil` at a shutdown.
    func next() async -> Request? {
        await requests.cancelOnGracefulShutdown().first { _ in true }
    }
}

/// Asks for the configuration at each SIGHUP.
struct HangupWatch: Service {
    let requests: ReloadRequests

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() { requests.ask() }
    }
}

/// Asks for the configuration whenever `sluice reload` has written so into the store.
struct ReloadWatch: Service {
    let requests: ReloadRequests
    let store: any SyncStore
    /// The newest request when the server started: that was for those who ran then.
    ///
    /// `nil` where it could not be asked.
    let first: Int64?

    private static let look = Duration.seconds(2)

    func run() async throws {
        var known = first
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            // A store that fails is told of by those who need it more.
            if let newest = try? await store.newestReload() {
                if let known, newest > known { requests.ask(newest) }
                known = newest
            }
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: Self.look) }
        }
    }
}
