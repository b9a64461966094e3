package import Logging
import ServiceLifecycle
package import SyncModel
import Synchronization

/// Looks again and again at what only this server can see, so that its beats can say it without waiting for anything.
package struct NodeWitness: Service {
    /// The last that was seen.
    package final class Words: Sendable {
        private let last = Mutex<NodeWord?>(nil)

        package init() {}

        package var newest: NodeWord? { last.withLock { $0 } }
        package func take(_ word: NodeWord) { last.withLock { $0 = word } }
    }

    private let words: Words
    private let interval: Duration
    private let look: @Sendable () async throws -> NodeWord
    private let logger: Logger

    /// - Parameters:
    ///   - words: where it is kept for the beats.
    ///   - interval: how often it is looked.
    ///   - logger: for a look that fails.
    ///   - look: at what is here.
    package init(
        words: Words,
        interval: Duration,
        logger: Logger,
        look: @escaping @Sendable () async throws -> NodeWord
    ) {
        self.words = words
        self.interval = interval
        self.logger = logger
        self.look = look
    }

    package func run() async throws {
        var isTroubled = false
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                words.take(try await look())
                isTroubled = false
            } catch {
                // The last word stays, with its time: others see that it is old.
                if !isTroubled { logger.warning("What waits here cannot be seen", metadata: ["error": "\(error)"]) }
                isTroubled = true
            }
            await cancelWhenGracefulShutdown { [interval] in try? await Task.sleep(for: interval) }
        }
    }
}
