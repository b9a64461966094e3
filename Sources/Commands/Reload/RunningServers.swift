import SyncEngine
import SyncModel

/// Who works on a store now, by the leases that are held.
struct RunningServers: Sendable {
    private let configuration: SluiceConfiguration
    private let store: any SyncStore
    private let node: NodeIdentity

    init(_ configuration: SluiceConfiguration, _ store: any SyncStore, node: NodeIdentity = .current()) {
        self.configuration = configuration
        self.node = node
        self.store = store
    }

    /// The owners of leases that are not known to be dead, those of parties that the file names no more among them.
    func names() async throws -> Set<String> {
        let overview = try await store.overview()
        let stores = configuration.stores.map(\.name) + overview.stores.map(\.store)
        let destinations = configuration.destinations.map(\.name) + overview.lanes.map(\.destination)
        let now = SystemClock().now
        var owners: Set<String> = []
        for lease in Set(stores.map(\.leaseName) + destinations.map(\.leaseName)) {
            if let owner = try await store.server(ofLease: lease, seenBy: node, now: now) { owners.insert(owner) }
        }
        return owners
    }
}
