extension InMemoryStore {
    package func beat(_ node: ServerNode, lasting: Duration) -> [ServerNode] {
        let now = leaseClock()
        nodesByOwner = nodesByOwner.filter { known in
            now.since(known.value.until) < Self.nodeMemory
                && (node.word?.inbox == nil || known.value.node.word?.inbox != node.word?.inbox)
        }
        var said = node
        said.seenAt = now
        nodesByOwner[node.owner] = (said, now + lasting)
        return nodes()
    }

    package func leave(_ owner: String) {
        guard let known = nodesByOwner[owner], known.node.word?.holdsPersons == true else {
            nodesByOwner[owner] = nil
            return
        }
        nodesByOwner[owner] = (known.node, leaseClock())
    }

    package func nodes() -> [ServerNode] {
        let now = leaseClock()
        return nodesByOwner.values.map { known in
            var node = known.node
            node.isAlive = known.until > now
            return node
        }
        .sorted { $0.owner < $1.owner }
    }

    package func time() -> Instant { leaseClock() }

    package func heldLeases() -> [Lease] {
        let held = leases.keys.compactMap { holder(of: $0) }.sorted { $0.name < $1.name }
        return Array(held.prefix(Self.mostHeldLeases))
    }
}
