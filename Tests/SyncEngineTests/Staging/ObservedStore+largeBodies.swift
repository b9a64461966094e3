import SyncModel

extension ObservedStore {
    func keepLargeBody(_ name: String, _ bytes: [UInt8], now: Instant) async throws {
        try await told { try await inner.keepLargeBody(name, bytes, now: now) }
    }
    func largeBody(_ name: String) async throws -> [UInt8]? { try await told { try await inner.largeBody(name) } }
    func removeLargeBodies(_ names: [String]) async throws {
        try await told { try await inner.removeLargeBodies(names) }
    }
    func removeLargeBodies(keptBefore time: Instant) async throws -> Int {
        try await told { try await inner.removeLargeBodies(keptBefore: time) }
    }
}
