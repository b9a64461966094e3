/// The servers that share a store, on the store's own clock.
package protocol NodeStore: Sendable {
    /// Says that a server runs, and will have run for `lasting` from now on; forgets those that have not said so for a day,
    /// and any other that had its inbox.
    ///
    /// - Returns: all that are known, it among them, by owner.
    func beat(_ node: ServerNode, lasting: Duration) async throws -> [ServerNode]

    /// A server ends: it is forgotten, unless its inbox holds something, by its last word.
    func leave(_ owner: String) async throws

    /// What time it is on the store's clock.
    func time() async throws -> Instant

    /// All that are known, by owner.
    func nodes() async throws -> [ServerNode]

    /// The leases that are held and have not expired, by name; at most 10 000.
    func heldLeases() async throws -> [Lease]
}

extension NodeStore {
    /// How long a server that ended without a word is remembered.
    package static var nodeMemory: Duration { .seconds(86_400) }

    package static var mostHeldLeases: Int { 10_000 }
}
