import SyncModel

/// A server that works on the store, and what it owns.
struct NodeReport: Codable {
    /// The machine's name and the process id there.
    var name: String
    var role: String
    var version: String
    var startedAt: String?
    /// Whether it has said lately that it runs; what one owned that has not is another's within seconds.
    var isAlive: Bool
    var destinations: [String]
    var stores: [String]
    /// Since when it goes on with a former configuration, and why it did not take up the changed one.
    var refusedAt: String?
    var refusedConfiguration: String?

    init(_ node: ServerNode, holding leases: Set<String>, _ configuration: SluiceConfiguration) {
        name = Self.name(of: node.owner)
        role = node.role
        version = node.version
        startedAt = Ages.stamp(node.startedAt)
        isAlive = node.isAlive
        refusedAt = Ages.stamp(node.refusal?.at)
        refusedConfiguration = node.refusal?.reason
        destinations = configuration.destinations.map(\.name).filter { leases.contains($0.leaseName) }.map(\.rawValue)
        stores = configuration.stores.map(\.name).filter { leases.contains($0.leaseName) }.map(\.rawValue)
    }

    /// Of an owner as leases name it, whose parts are the machine, the process and what tells two of one id apart.
    static func name(of owner: String) -> String {
        let parts = owner.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let machine = parts[0].split(separator: " ").first else { return owner }
        return "\(machine)/\(parts[1])"
    }
}

extension StatusReport {
    mutating func addNodes(_ store: any NodeStore, _ configuration: SluiceConfiguration) async throws {
        let leases = Dictionary(grouping: try await store.heldLeases(), by: \.owner)
        nodes = try await store.nodes().map { node in
            NodeReport(node, holding: Set((leases[node.owner] ?? []).map(\.name)), configuration)
        }
    }
}
