import SyncModel

extension ObservedStore {
    func beat(_ node: ServerNode, lasting: Duration) async throws -> [ServerNode] {
        try await told { try await inner.beat(node, lasting: lasting) }
    }

    func leave(_ owner: String) async throws { try await told { try await inner.leave(owner) } }
    func nodes() async throws -> [ServerNode] { try await inner.nodes() }
    func heldLeases() async throws -> [Lease] { try await inner.heldLeases() }
}
