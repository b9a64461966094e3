package import Logging
import ServiceLifecycle
package import SyncModel

/// Watches whether stores speak of which nothing can be read; what can be read is watched by its ``StoreWorker``.
package struct SilenceWatch: Service {
    private let stores: [StoreName]
    private let keeping: any SubscriptionStore & JobStore
    private let clock: any WallClock
    private let sleep: @Sendable (Duration) async throws -> Void
    private let logger: Logger

    package init(
        stores: [StoreName],
        keeping: any SubscriptionStore & JobStore,
        clock: any WallClock,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        logger: Logger
    ) {
        self.stores = stores
        self.keeping = keeping
        self.clock = clock
        self.sleep = sleep
        self.logger = logger
    }

    package func run() async throws {
        var isTroubled = false
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                for store in stores { try await check(store) }
                isTroubled = false
            } catch {
                if !isTroubled {
                    logger.warning("Stores cannot be watched for silence now", metadata: ["error": "\(error)"])
                }
                isTroubled = true
            }
            await cancelWhenGracefulShutdown { [sleep] in try? await sleep(SilenceCheck.look) }
        }
    }

    private func check(_ store: StoreName) async throws {
        try await SilenceCheck(
            store: store,
            keeping: keeping,
            owned: nil,
            clock: clock,
            logger: logger
        ).perform()
    }
}
