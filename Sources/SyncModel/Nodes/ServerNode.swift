/// A server that works on a store, as the store knows it.
package struct ServerNode: Sendable, Hashable {
    /// As in leases.
    package var owner: String
    /// What it does: `all` or `worker`; one that only receives needs no store, and is not known to it.
    package var role: String
    package var version: String
    package var startedAt: Instant
    /// Whether it has said lately that it runs.
    package var isAlive: Bool
    /// When it last said so, on the store's clock; `nil` for one that has not yet.
    package var seenAt: Instant?
    /// What it said of itself then.
    package var word: NodeWord?
    package init(owner: String, role: String, version: String, startedAt: Instant, isAlive: Bool = true) {
        self.owner = owner
        self.role = role
        self.version = version
        self.startedAt = startedAt
        self.isAlive = isAlive
    }
}
