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
    /// Why it goes on with an older configuration than its files hold; `nil` where it runs with what it read last.
    package var refusal: Refusal?

    /// That a server did not take up what it was asked to read.
    package struct Refusal: Sendable, Hashable {
        package var at: Instant
        package var reason: String

        /// A file may have any number of mistakes; the first are kept.
        package static let keptCharacters = 4_000

        package init(at: Instant, reason: String) {
            self.at = at
            self.reason = String(reason.prefix(Self.keptCharacters))
        }
    }

    package init(owner: String, role: String, version: String, startedAt: Instant, isAlive: Bool = true) {
        self.owner = owner
        self.role = role
        self.version = version
        self.startedAt = startedAt
        self.isAlive = isAlive
    }
}
