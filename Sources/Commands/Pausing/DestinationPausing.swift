import SyncModel

/// Pausing a destination and going on, by a person's hand.
struct DestinationPausing {
    struct Report: Codable {
        var destination: String
        var isPaused: Bool
    }

    let store: any SyncStore
    let name: DestinationName
    let actor: String
    let clock: any WallClock

    /// Returns whether it was not paused by hand before; a pause that the CRM caused becomes one by hand.
    func pause() async throws -> Bool {
        let known = try await store.pauses().first { $0.destination == name && $0.scope == .destination }
        guard known?.isByHand != true else { return false }
        let pause = Pause(destination: name, scope: .destination, fault: nil, since: clock.now, probeAt: nil)
        try await ActionLog(store, by: actor).perform("pause", on: "\(name)", outcome: { _ in "paused" }) {
            try await store.pause(pause)
        }
        return true
    }

    /// Returns whether there was a pause, of whatever kind.
    func resume() async throws -> Bool {
        try await ActionLog(store, by: actor).perform(
            "resume",
            on: "\(name)",
            outcome: { $0 ? "resumed" : "was not paused" }
        ) {
            try await store.resume(name)
        }
    }
}
