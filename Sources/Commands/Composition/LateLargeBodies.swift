import SQLStore
import SyncModel

/// The store, for the few deliveries that are too large for a queue: opened when the first one comes.
///
/// A receiver opens no store otherwise; and it never makes one, since a file of its own is none that workers would look into.
actor LateLargeBodies: LargeBodyStore {
    private let configuration: SluiceConfiguration
    private var opening: Task<any LargeBodyStore, any Error>?

    init(_ configuration: SluiceConfiguration) { self.configuration = configuration }

    private func store() async throws -> any LargeBodyStore {
        let task = opening ?? Task { [configuration] in try await StoreSession.open(configuration).store }
        opening = task
        do { return try await task.value } catch {
            // The next one tries again.
            if opening == task { opening = nil }
            throw error
        }
    }

    func keepLargeBody(_ name: String, _ bytes: [UInt8], now: Instant) async throws {
        try await store().keepLargeBody(name, bytes, now: now)
    }

    func largeBody(_ name: String) async throws -> [UInt8]? { try await store().largeBody(name) }

    func removeLargeBodies(_ names: [String]) async throws { try await store().removeLargeBodies(names) }

    func removeLargeBodies(keptBefore time: Instant) async throws -> Int {
        try await store().removeLargeBodies(keptBefore: time)
    }
}
