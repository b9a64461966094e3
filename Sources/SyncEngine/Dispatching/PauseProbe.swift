import Logging
import SyncModel

/// Looks from time to time whether what paused a destination has been mended, and lifts the pause if so.
struct PauseProbe: Sendable {
    static let interval = Duration.seconds(15)

    let route: DestinationRoute
    let store: any SyncStore
    let clock: any WallClock
    let logger: Logger

    /// Returns the pauses that still stand.
    ///
    /// Those by a person's hand always do.
    func lift(_ pauses: [Pause]) async throws -> [Pause] {
        let byHand = pauses.filter(\.isByHand)
        guard pauses.contains(where: { pause in pause.probeAt.map { $0 <= clock.now } ?? false }) else { return pauses }
        if await isMended() {
            _ = try await store.resume(route.name)
            for pause in byHand { try await store.pause(pause) }
            logger.notice("What paused delivery is mended", metadata: ["destination": "\(route.name)"])
            return byHand
        }
        for var pause in pauses where !pause.isByHand {
            pause.probeAt = clock.now + Self.interval
            try await store.pause(pause)
        }
        return pauses
    }

    private func isMended() async -> Bool {
        do throws(DeliveryFault) {
            return try await route.connector.check().allSatisfy { $0.level != .problem }
        } catch {
            return false
        }
    }
}

extension Pause {
    /// Whether a person set it, so that only a person lifts it.
    var isByHand: Bool { probeAt == nil }
}
