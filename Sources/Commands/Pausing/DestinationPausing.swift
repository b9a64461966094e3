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

    /// Pauses it; a pause of the whole destination that the CRM caused becomes one by hand, and keeps its cause.
    ///
    /// - Returns: the pauses that it had before; with one by hand among them nothing changes.
    func pause() async throws -> [Pause] {
        let former = try await store.pauses().filter { $0.destination == name }
        let known = former.first { $0.scope == .destination }
        guard known?.isByHand != true else { return former }
        let pause = Pause(destination: name, scope: .destination, fault: known?.fault, since: clock.now, probeAt: nil)
        try await ActionLog(store, by: actor).perform("pause", on: "\(name)", outcome: { _ in "paused" }) {
            try await store.pause(pause)
        }
        return former
    }

    /// Goes on.
    ///
    /// - Returns: the pauses that were lifted, of whatever kind.
    func resume() async throws -> [Pause] {
        let former = try await store.pauses().filter { $0.destination == name }
        let isLifted = try await ActionLog(store, by: actor).perform(
            "resume",
            on: "\(name)",
            outcome: { $0 ? "resumed" : "was not paused" }
        ) {
            try await store.resume(name)
        }
        return isLifted ? former : []
    }
}
