import Foundation
import Logging
import Outbound
import Shopify
import SyncEngine
import SyncModel

/// Makes what reads from the stores that have credentials: one credential, pacer and reader each, shared by all who read.
struct ShopifyComposition: Sendable {
    let readers: [StoreName: AdminStoreReader]
    /// The credentials of stores that are connected by an install link.
    let offline: [StoreName: OfflineCredential]
    let configuration: SluiceConfiguration
    private let routing: RoutingTable

    init(
        _ configuration: MappedConfiguration,
        transport: any OutboundTransport,
        withheld: WithheldStores = WithheldStores(),
        tokens: any OfflineTokenStore = InMemoryOfflineTokenStore(),
        clock: any WallClock = SystemClock(),
        logger: Logger
    ) {
        self.init(
            configuration.settings,
            demands: ReadDemand.readable(configuration),
            routing: RoutingTable(configuration),
            transport: transport,
            withheld: withheld,
            tokens: tokens,
            clock: clock,
            logger: logger
        )
    }

    /// Without a demand only what every mapping may have is read, which is enough to connect a store.
    init(
        _ configuration: SluiceConfiguration,
        demands: [StoreName: ReadDemand] = [:],
        routing: RoutingTable = RoutingTable([:]),
        transport: any OutboundTransport,
        withheld: WithheldStores = WithheldStores(),
        tokens: any OfflineTokenStore = InMemoryOfflineTokenStore(),
        clock: any WallClock = SystemClock(),
        logger: Logger
    ) {
        self.configuration = configuration
        self.routing = routing
        var readers: [StoreName: AdminStoreReader] = [:]
        var offline: [StoreName: OfflineCredential] = [:]
        for settings in configuration.stores {
            guard let credentials = settings.credentials, let shop = ShopDomain(settings.shop) else { continue }
            let transport = TracedTransport(peer: .store(settings.name), base: transport)
            let observe: AdminObserver = { AdminNotices(store: settings.name, logger: logger).take($0) }
            let credential = Self.credential(credentials, settings, transport, tokens, clock, observe)
            offline[settings.name] = credential as? OfflineCredential
            let client = AdminClient(
                settings: AdminSettings(
                    store: settings.name,
                    shop: shop,
                    baseURL: settings.baseURL,
                    version: settings.apiVersion,
                    bulkHosts: settings.bulkHosts
                ),
                credential: credential,
                pacer: AdminPacer(clock: clock),
                transport: transport,
                clock: clock,
                observe: observe
            )
            readers[settings.name] = AdminStoreReader(
                client: client,
                demand: demands[settings.name] ?? ReadDemand(),
                withheld: withheld,
                spillFolder: Self.spillFolder(configuration)
            )
        }
        self.readers = readers
        self.offline = offline
    }

    private static func credential(
        _ credentials: StoreSettings.Credentials,
        _ settings: StoreSettings,
        _ transport: any OutboundTransport,
        _ tokens: any OfflineTokenStore,
        _ clock: any WallClock,
        _ observe: @escaping AdminObserver
    ) -> any AdminCredential {
        switch credentials {
        case .accessToken(let token): StaticCredential(accessToken: token)
        case .client(let id, let secret):
            ClientCredential(
                clientID: id,
                clientSecret: secret,
                baseURL: settings.baseURL,
                transport: transport,
                clock: clock,
                observe: observe
            )
        case .authorization(let id, let secret):
            OfflineCredential(
                app: AppIdentity(clientID: id, clientSecret: secret),
                store: settings.name,
                baseURL: settings.baseURL,
                transport: transport,
                tokens: tokens,
                clock: clock,
                observe: observe
            )
        }
    }

    /// Beside the database: the system's folder for temporary files may lie in memory.
    private static func spillFolder(_ configuration: SluiceConfiguration) -> String {
        URL(fileURLWithPath: configuration.storage.path).deletingLastPathComponent().path
    }

    /// How each store is read; `wakes` are those of the destinations.
    ///
    /// With `isScheduled` changes are compared on schedule too. A store without credentials is here where something can
    /// compare what it sent with a CRM or a mapping.
    func routes(
        wakes: [DestinationName: WakeSignal] = [:],
        audits: [StoreName: [DestinationName: AuditTarget]] = [:],
        mappings: [StoreName: [DestinationName: AuditTarget]] = [:],
        isScheduled: Bool,
        turns: Turns = Turns()
    ) -> [StoreRoute] {
        let costs = Dictionary(
            uniqueKeysWithValues: configuration.destinations.compactMap { destination in
                destination.cost.map { (destination.name, $0) }
            }
        )
        return configuration.stores.compactMap { settings in
            let reader = readers[settings.name]
            guard reader != nil || audits[settings.name] != nil || mappings[settings.name] != nil else { return nil }
            var policy = settings.reconcile
            if !isScheduled { policy.interval = nil }
            var route = StoreRoute(
                name: settings.name,
                reader: reader ?? UnreadableStore(),
                routing: routing,
                wakes: wakes,
                costs: costs,
                policy: policy,
                turns: turns,
                subscriptions: isScheduled
                    ? reader.map { Self.subscriptions(settings, configuration, keeper: $0) } ?? nil : nil
            )
            route.isReadable = reader != nil
            route.audits = audits[settings.name] ?? [:]
            route.mappings = mappings[settings.name] ?? [:]
            return route
        }
    }
}
