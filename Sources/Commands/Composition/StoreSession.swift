import SyncModel

/// The store as a command opens it, beside a running server or alone.
struct StoreSession: Sendable {
    var store: any SyncStore
    /// Bytes of accepted webhooks that are not applied yet.
    var backlog: @Sendable () async throws -> Int64
}
