import SyncModel

extension RoutingTable {
    /// A destination that is off gets its marks too, so that what changed meanwhile is due once it is live.
    init(_ configuration: MappedConfiguration) {
        let interests = Dictionary(
            configuration.destinations.compactMap { settings in
                (try? configuration.mapping(of: settings).interest).map { (settings.name, $0) }
            }
        ) { first, _ in first }
        self.init(
            Dictionary(
                uniqueKeysWithValues: configuration.stores.map { store in
                    let takers = configuration.destinations.filter { $0.stores.contains(store.name) }
                    return (
                        store.name,
                        RoutingTable.Route(
                            destinations: takers.map(\.name),
                            sendsTestOrders: store.sendsTestOrders,
                            ignoringGuests: Set(takers.filter { $0.contacts.guests == .ignore }.map(\.name)),
                            interests: interests.filter { interest in takers.contains { $0.name == interest.key } }
                        )
                    )
                }
            ),
            forwarded: configuration.settings.forwardURL == nil ? [] : Set(configuration.stores.map(\.name))
        )
    }
}
