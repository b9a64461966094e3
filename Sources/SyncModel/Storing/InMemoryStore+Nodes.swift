extension InMemoryStore {
    package func beat(_ node: ServerNode, lasting: Duration) -> [ServerNode] {
        let now = leaseClock()
        nodesByOwner = nodesByOwner.filter { now.since($0.value.until) < Self.nodeMemory }
        var node = node
        node.refusal = nodesByOwner[node.owner]?.node.refusal
        nodesByOwner[node.owner] = (node, now + lasting)
        return nodes()
    }

    package func note(refusal: ServerNode.Refusal?, of owner: String) {
        nodesByOwner[owner]?.node.refusal = refusal
    }

    package func leave(_ owner: String) { nodesByOwner[owner] = nil }

    package func nodes() -> [ServerNode] {
        let now = leaseClock()
        return nodesByOwner.values.map { known in
            var node = known.node
            node.isAlive = known.until > now
            return node
        }
        .sorted { $0.owner < $1.owner }
    }

    package func heldLeases() -> [Lease] {
        let held = leases.keys.compactMap { holder(of: $0) }.sorted { $0.name < $1.name }
        return Array(held.prefix(Self.mostHeldLeases))
    }
}
