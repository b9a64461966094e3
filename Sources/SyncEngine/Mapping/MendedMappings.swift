package import Logging
import ServiceLifecycle
package import SyncModel

/// Frees, when workers start, what was parked under another mapping than their destinations have now.
package struct MendedMappings: Service {
    private let mappings: [DestinationName: String]
    private let store: any MappingMemoryStore
    private let clock: any WallClock
    private let sleep: @Sendable (Duration) async throws -> Void
    private let logger: Logger

    /// - Parameters:
    ///   - mappings: what tells each destination's mapping from another.
    ///   - store: where parked records are.
    ///   - clock: what time it is.
    ///   - sleep: how to wait for a store that is in trouble.
    ///   - logger: for what is tried again.
    package init(
        mappings: [DestinationName: String],
        store: any MappingMemoryStore,
        clock: any WallClock,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        logger: Logger
    ) {
        self.mappings = mappings
        self.store = store
        self.clock = clock
        self.sleep = sleep
        self.logger = logger
    }

    package func run() async throws {
        var open = mappings
        while !open.isEmpty, !Task.isShuttingDownGracefully, !Task.isCancelled {
            for (name, mapping) in open {
                do {
                    try await takeUp(mapping, of: name)
                    open[name] = nil
                } catch {
                    // Others tell of a store in trouble; nothing is lost by coming later.
                    continue
                }
            }
            guard !open.isEmpty else { break }
            await cancelWhenGracefulShutdown { [sleep] in try? await sleep(.seconds(5)) }
        }
        try? await gracefulShutdown()
    }

    private func takeUp(_ mapping: String, of name: DestinationName) async throws {
        let count = try await store.takeUp(mapping: mapping, of: name, now: clock.now)
        guard count > 0 else { return }
        logger.notice(
            "The mapping has changed: parked records are tried again",
            metadata: ["destination": "\(name)", "count": "\(count)"]
        )
    }
}
