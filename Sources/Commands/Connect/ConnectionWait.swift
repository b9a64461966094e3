import Foundation
import SyncEngine
import SyncModel
import UnixSignals

/// Waits for what becomes of an install link.
struct ConnectionWait: Sendable {
    enum End: Sendable, Hashable {
        case ended(PendingAuthorization.Outcome)
        case detached
        case expired
    }

    let store: any SyncStore
    let stateHash: String
    let until: Instant

    /// The server answers the merchant, another process: there is no event to wait for here.
    private static let look = Duration.milliseconds(500)
    /// A callback at the last moment still needs to be exchanged.
    private static let grace = Duration.seconds(60)

    func end() async throws -> End {
        try await withThrowingTaskGroup(of: End.self) { group in
            group.addTask { try await poll() }
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return .detached }
                return .detached
            }
            let end = try await group.next() ?? .detached
            group.cancelAll()
            return end
        }
    }

    private func poll() async throws -> End {
        let clock = SystemClock()
        while clock.now < until + Self.grace {
            let authorization = try await store.authorization(stateHash: stateHash)
            if let outcome = authorization?.outcome { return .ended(outcome) }
            if clock.now >= until, authorization?.isUsed != true { return .expired }
            try await Task.sleep(for: Self.look)
        }
        return .expired
    }
}
