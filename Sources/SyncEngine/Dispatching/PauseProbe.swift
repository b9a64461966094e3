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
    func lift(_ pauses: [Pause]) async throws -> [Pause] {
        guard pauses.contains(where: { pause in pause.probeAt.map { $0 <= clock.now } ?? false }) else { return pauses }
        if await isMended() {
            _ = try await store.resume(route.name)
            logger.notice("What paused delivery is mended", metadata: ["destination": "\(route.name)"])
            return []
        }
        for var pause in pauses where pause.probeAt != nil {
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
