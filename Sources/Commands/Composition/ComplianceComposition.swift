import Logging
import ServiceLifecycle
import Shopify
import SyncEngine
import SyncModel

/// What performs requests about people's data, put together from the configuration: a worker for each store, and one for
/// each CRM in which people are erased.
struct ComplianceComposition: Sendable {
    let configuration: MappedConfiguration
    let store: any SyncStore
    let node: NodeIdentity
    let clock: any WallClock
    /// Of live destinations; the pacers in them are shared with whoever delivers in this process.
    var routes: [DestinationName: DestinationRoute]
    var laneWakes: [DestinationName: WakeSignal] = [:]
    /// The journal's writer, where this process has it.
    var writer: JournalWriter?
    /// The inbox that machines share, where there is one.
    var shared: (any SharedInbox)?
    var ownErasures = OwnErasures()
    /// Looks at stores' Admin APIs, where there are credentials.
    var inspectors: [StoreName: any StoreInspector] = [:]
    /// Drops the tokens that a store's merchant has granted.
    private var dropToken: @Sendable (StoreName) async throws -> Void = { _ in }
    /// When they were granted or last renewed.
    private var tokenGrantedAt: @Sendable (StoreName) async throws -> Instant? = { _ in nil }
    let crmWakes: [DestinationName: WakeSignal]
    /// To be notified when a delivery asks for something.
    let requestWakes: [StoreName: WakeSignal]

    init(
        configuration: MappedConfiguration,
        store: any SyncStore,
        node: NodeIdentity,
        clock: any WallClock,
        routes: [DestinationName: DestinationRoute]
    ) {
        self.configuration = configuration
        self.store = store
        self.node = node
        self.clock = clock
        self.routes = routes
        crmWakes = routes.mapValues { _ in WakeSignal() }
        requestWakes = Dictionary(uniqueKeysWithValues: configuration.stores.map { ($0.name, WakeSignal()) })
    }

    /// Lets the store's own tokens be dropped, and be told from later ones.
    mutating func take(_ tokens: any OfflineTokenStore) {
        dropToken = { try await tokens.drop($0) }
        tokenGrantedAt = { name in
            do {
                return try await tokens.load(name)?.grantedAt
            } catch is ReadFault {
                // One that no key opens is of no use to anybody.
                return nil
            }
        }
    }

    func services() -> [any Service] {
        crmWorkers() as [any Service] + workers(of: configuration.stores.map(\.name))
    }

    func workers(of stores: [StoreName]) -> [ComplianceWorker] {
        let shared = sharedRoute()
        return stores.map { name in
            ComplianceWorker(
                route: route(name, shared),
                store: store,
                wake: requestWakes[name] ?? WakeSignal(),
                node: node,
                clock: clock,
                logger: Logger(label: "sluice.compliance")
            )
        }
    }

    func crmWorkers() -> [CRMErasureWorker] {
        configuration.destinations.compactMap { settings in
            guard let route = routes[settings.name] else { return nil }
            let fields = fields(settings)
            return CRMErasureWorker(
                route: CRMErasureRoute(
                    name: settings.name,
                    connector: route.connector,
                    policy: settings.onRedact,
                    fields: fields,
                    ownFields: fields.filter(OwnField.isOwn),
                    laneWake: laneWakes[settings.name]
                ),
                store: store,
                wake: crmWakes[settings.name] ?? WakeSignal(),
                node: node,
                clock: clock,
                logger: Logger(label: "sluice.compliance")
            )
        }
    }

    /// What is the same for all stores, made once: there may be thousands.
    private struct SharedRoute {
        var destinations: [DestinationName: ComplianceRoute.Destination]
        var inbox: InboxResidue
        /// Stores whose records can be compared.
        var comparable: [StoreName]
    }

    private func sharedRoute() -> SharedRoute {
        // All destinations, whichever stores they take now: what was delivered once is to be erased.
        var destinations: [DestinationName: ComplianceRoute.Destination] = [:]
        for settings in configuration.destinations {
            destinations[settings.name] = ComplianceRoute.Destination(
                policy: settings.onRedact,
                connector: routes[settings.name]?.connector,
                fields: fields(settings)
            )
        }
        return SharedRoute(
            destinations: destinations,
            inbox: InboxResidue(
                folder: configuration.inbox.journalFolder,
                writer: writer,
                seal: SealKeyFile.payloads(configuration.settings),
                name: configuration.inbox.sharedName,
                hasOthers: !configuration.storage.isFile,
                shared: shared
            ),
            comparable: configuration.stores.filter { $0.credentials != nil }.map(\.name)
        )
    }

    private func route(_ name: StoreName, _ shared: SharedRoute) -> ComplianceRoute {
        let (drop, grantedAt) = (dropToken, tokenGrantedAt)
        var route = ComplianceRoute(
            store: name,
            destinations: shared.destinations,
            folder: configuration.complianceFolder,
            inbox: shared.inbox,
            dropToken: { try await drop(name) },
            grantedAt: { try await grantedAt(name) },
            inspector: inspectors[name],
            crmWakes: crmWakes,
            laneWakes: laneWakes
        )
        route.ownErasures = ownErasures
        route.comparable = shared.comparable
        return route
    }

    /// The fields that are written of customers.
    private func fields(_ settings: DestinationSettings) -> [String] {
        configuration.outline(of: settings)?.fieldNames(.customer) ?? []
    }
}
