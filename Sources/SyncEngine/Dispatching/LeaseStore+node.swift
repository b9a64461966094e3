package import SyncModel

// Leases as nodes take and see them: a process of this machine that no longer runs is not waited for.
extension LeaseStore {
    /// Takes the lease of what servers share, where it is this one's turn; the decision and the taking count as one.
    ///
    /// - Returns: the lease, of which `roster` knows; `nil` where it is not to be had or another's to take.
    func takeShared(
        lease name: String,
        by node: NodeIdentity,
        lasting: Duration,
        roster: NodeRoster?
    ) async throws -> Lease? {
        guard roster?.mayTake(name) ?? true else { return nil }
        var lease: Lease?
        defer { roster?.tried(name, isOwned: lease != nil) }
        lease = try await acquire(lease: name, by: node, lasting: lasting, roster: roster)
        return lease
    }

    /// Takes a lease for a node: one that is free, its own, a dead process's, or that of a server which `roster` knows to
    /// be gone.
    ///
    /// - Returns: the lease, or `nil` while somebody else holds it who may be alive.
    package func acquire(
        lease name: String,
        by node: NodeIdentity,
        lasting: Duration,
        roster: NodeRoster? = nil
    ) async throws -> Lease? {
        if let lease = try await acquire(lease: name, owner: node.owner, lasting: lasting) { return lease }
        guard let holder = try await holder(of: name),
            node.knowsToBeDead(holder.owner) || roster?.knowsToBeDead(holder.owner) ?? false
        else { return nil }
        return try await takeOver(holder, owner: node.owner, lasting: lasting)
    }

    /// Whether somebody holds a lease of whom this node does not know that they are dead.
    package func isServed(lease name: String, seenBy node: NodeIdentity, now: Instant) async throws -> Bool {
        try await server(ofLease: name, seenBy: node, now: now) != nil
    }

    /// Who holds a lease, unless this node knows that they are dead.
    package func server(ofLease name: String, seenBy node: NodeIdentity, now: Instant) async throws -> String? {
        guard let lease = try await holder(of: name), !lease.owner.isEmpty, lease.expiresAt > now,
            !node.knowsToBeDead(lease.owner)
        else { return nil }
        return lease.owner
    }
}
