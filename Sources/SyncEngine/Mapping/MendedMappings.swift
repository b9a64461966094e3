package import Logging
import ServiceLifecycle
package import SyncModel

/// Frees, when workers start, what was parked under another mapping, or under other settings, than their destinations have
/// now; and gives guests their turn who were left out by settings.
package struct MendedMappings: Service {
    private let mappings: [DestinationName: String]
    private let guests: [DestinationName: GuestTurn.Rule]
    private let store: any SyncStore
    private let clock: any WallClock
    private let sleep: @Sendable (Duration) async throws -> Void
    private let logger: Logger

    /// - Parameters:
    ///   - mappings: what tells each destination's mapping, and its settings, from others.
    ///   - guests: what each destination does about guests.
    ///   - store: where parked records are.
    ///   - clock: what time it is.
    ///   - sleep: how to wait for a store that is in trouble.
    ///   - logger: for what is tried again.
    package init(
        mappings: [DestinationName: String],
        guests: [DestinationName: GuestTurn.Rule] = [:],
        store: any SyncStore,
        clock: any WallClock,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        logger: Logger
    ) {
        self.mappings = mappings
        self.guests = guests
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
                    try await takeUp(guestsOf: name)
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
            "The mapping or a setting has changed: parked records are tried again",
            metadata: ["destination": "\(name)", "count": "\(count)"]
        )
    }

    private func takeUp(guestsOf name: DestinationName) async throws {
        guard let rule = guests[name] else { return }
        let count = try await GuestTurn(store: store, now: clock.now).take(rule, of: name)
        guard count > 0 else { return }
        logger.notice(
            "What is done about guests has changed: those without a contact are looked at anew",
            metadata: ["destination": "\(name)", "count": "\(count)"]
        )
    }
}
