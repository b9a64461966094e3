import Connectors
import Outbound
import Shopify
import SyncEngine
import SyncModel

/// The one HTTP client of a process and what is made with it: connectors, pacers, routes.
struct OutboundComposition: Sendable {
    private let client: OutboundClient
    /// Calls the alert webhook and nothing else; `nil` where none is set, or nobody sends alerts.
    let alertClient: OutboundClient?
    private let clock: any WallClock
    private let shelf: CredentialShelf

    /// - Parameters:
    ///   - configuration: which stores and destinations there are.
    ///   - vault: where connectors keep access tokens; `nil` for the store.
    ///   - sendsAlerts: whether alerts are sent from here.
    ///   - clock: what time it is.
    /// - Throws: for a recording that cannot be opened, or an address that is none.
    init(
        _ configuration: SluiceConfiguration,
        vault: (any SecretVault)? = nil,
        sendsAlerts: Bool = false,
        clock: any WallClock = SystemClock()
    ) throws {
        let stores = configuration.stores.filter { $0.credentials != nil }
        let addresses =
            configuration.destinations.flatMap(Self.addresses) + stores.map(\.baseURL)
        client = try OutboundClient(
            allowedHosts: OutboundClient.allowedHosts(forBaseURLs: addresses)
                .union(stores.isEmpty ? [] : [AdminSettings.bulkStorageHost])
                .union(stores.flatMap(\.bulkHosts)),
            extraTrustRootsFile: configuration.trustRootsFile,
            recorder: TrafficRecorder.fromEnvironment()
        )
        alertClient = sendsAlerts ? try OperationsComposition.alertClient(configuration) : nil
        self.clock = clock
        shelf = CredentialShelf(vault: vault ?? StoreVault(configuration))
    }

    private static func addresses(_ destination: DestinationSettings) -> [String] {
        let descriptor = ConnectorRegistry.descriptor(destination.type)
        // A description that cannot be read is told where it is used.
        let described = (try? DefinitionLoader.load(destination))?.description
        let base = destination.baseURL ?? described?.baseURL ?? descriptor?.defaultBaseURL
        return (base.map { [$0] } ?? []) + (descriptor?.addresses(destination.credentials) ?? [])
            + (described?.addresses(destination.credentials) ?? [])
    }

    var transport: any OutboundTransport { client }

    func shutdown() async {
        await alertClient?.shutdown()
        await client.shutdown()
    }

    /// All that delivering to a destination needs.
    ///
    /// - Throws: `CommandFailure` for a destination that cannot be used.
    func route(_ settings: DestinationSettings, _ configuration: MappedConfiguration) throws -> DestinationRoute {
        try route(settings, configuration.mapping(of: settings), configuration.settings)
    }

    /// The same with a mapping of its own.
    func route(
        _ settings: DestinationSettings,
        _ mapping: CompiledMapping,
        _ configuration: SluiceConfiguration
    ) throws -> DestinationRoute {
        let pacer = DestinationPacer(
            destination: settings.name,
            quotas: try settings.quotas(),
            reserve: 1 - settings.quotaShare,
            clock: clock
        )
        let stores = configuration.stores.filter { settings.stores.contains($0.name) }
        let connector = try connector(settings, mapping, pacer: pacer)
        return DestinationRoute(
            name: settings.name,
            connector: settings.mode == .live ? connector : ReadOnlyConnector(connector),
            mapper: mapping,
            pacer: pacer,
            stores: Dictionary(
                uniqueKeysWithValues: stores.map { ($0.name, StoreFacts(name: $0.name, domain: $0.shop)) }
            ),
            onShopifyDelete: settings.onShopifyDelete,
            onCRMDelete: settings.onCRMDelete,
            adoption: settings.adoption,
            contacts: settings.contacts,
            concurrency: settings.concurrency
        )
    }

    /// Where the audits of each store look: at what these routes deliver to, with the routes' pacers, behind live calls.
    func audits(
        _ routes: [DestinationRoute],
        _ configuration: MappedConfiguration
    ) throws -> [StoreName: [DestinationName: AuditTarget]] {
        var audits: [StoreName: [DestinationName: AuditTarget]] = [:]
        for route in routes {
            guard let settings = configuration.destinations.first(where: { $0.name == route.name }) else { continue }
            let connector = try connector(
                settings,
                configuration.mapping(of: settings),
                pacer: HistoryPacer(route.pacer)
            )
            for name in route.stores.keys {
                audits[name, default: [:]][route.name] = AuditTarget(route, store: name, connector: connector)
            }
        }
        return audits
    }

    /// Where jobs about mappings look, by store: every destination, with the pacers of those that are delivered to here.
    func mappings(
        _ routes: [DestinationName: DestinationRoute],
        _ configuration: MappedConfiguration
    ) throws -> [StoreName: [DestinationName: AuditTarget]] {
        var targets: [StoreName: [DestinationName: AuditTarget]] = [:]
        for settings in configuration.destinations {
            let route = try routes[settings.name] ?? self.route(settings, configuration)
            let reader = try reader(settings, configuration, behind: route)
            for name in route.stores.keys {
                var target = AuditTarget(route, store: name, connector: reader)
                target?.compile = { try? MappingSource(of: settings, given: $0).compile() }
                targets[name, default: [:]][settings.name] = target
            }
        }
        return targets
    }

    /// What looks at a destination's CRM and never writes, with calls that stand behind live ones.
    func reader(
        _ settings: DestinationSettings,
        _ configuration: MappedConfiguration,
        behind route: DestinationRoute
    ) throws -> any CRMConnector {
        ReadOnlyConnector(
            try connector(settings, configuration.mapping(of: settings), pacer: HistoryPacer(route.pacer))
        )
    }

    private func connector(
        _ settings: DestinationSettings,
        _ mapping: CompiledMapping,
        pacer: any RequestPacer
    ) throws -> any CRMConnector {
        let descriptor = try ConnectorRegistry.known(settings)
        do throws(ConnectorSettings.Mistake) {
            return try descriptor.make(
                ConnectorSettings(
                    destination: settings.name.rawValue,
                    credentials: settings.credentials,
                    baseURL: settings.baseURL,
                    apiVersion: settings.apiVersion,
                    account: settings.account,
                    objects: settings.objects,
                    definition: try? DefinitionLoader.load(settings)?.document,
                    mappedFields: Dictionary(
                        uniqueKeysWithValues: mapping.kinds.map { ($0, mapping.fieldNames($0)) }
                    ),
                    ownFields: Dictionary(uniqueKeysWithValues: mapping.kinds.map { ($0, mapping.ownFields($0)) }),
                    ownLineFields: mapping.lines?.ownFields ?? [],
                    orderValues: mapping.namedValues(.order),
                    consent: settings.consent,
                    orderAccount: settings.orderAccount,
                    contacts: settings.contacts,
                    transport: MeteredTransport(
                        destination: settings.name,
                        base: TracedTransport(peer: .destination(settings.name), base: client)
                    ),
                    pacer: pacer,
                    clock: clock,
                    shelf: shelf
                )
            )
        } catch {
            throw CommandFailure.usage("destination \(settings.name): \(error.key): \(error.message)")
        }
    }
}
