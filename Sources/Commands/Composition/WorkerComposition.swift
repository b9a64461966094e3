import Logging
import ServiceLifecycle
import Shopify
import SyncEngine
import SyncModel
import Web

/// Puts together all that works on one configuration: applies, delivers, reads and erases.
///
/// What goes on when the configuration is read anew is given to it: the store, the journal, and who this node is.
struct WorkerComposition: Sendable {
    let store: any SyncStore
    let signal: WakeSignal
    let writer: JournalWriter?
    /// The inbox that machines share, where there is one.
    let shared: (any SharedInbox)?
    let health: ComponentHealth
    /// Of whoever applies what comes by the shared inbox.
    let sharedHealth = ComponentHealth("shared inbox")
    /// Of whoever hands deliveries on.
    let forwardHealth = ComponentHealth("forwarding")
    let node: NodeIdentity
    let roster: NodeRoster
    /// What the beats tell of this server.
    let sight: OwnSight
    /// Tells it at once; where that fails, the next beat does.
    let say: @Sendable () async -> Void
    let clock: any WallClock
    let logger: Logger
    let observer: (@Sendable ([Settlement]) -> Void)?

    init(
        store: any SyncStore,
        signal: WakeSignal,
        writer: JournalWriter?,
        shared: (any SharedInbox)? = nil,
        health: ComponentHealth,
        node: NodeIdentity,
        roster: NodeRoster,
        sight: OwnSight,
        say: @escaping @Sendable () async -> Void = {},
        clock: any WallClock,
        logger: Logger,
        observer: (@Sendable ([Settlement]) -> Void)? = nil
    ) {
        self.node = node
        self.roster = roster
        self.sight = sight
        self.say = say
        self.store = store
        self.signal = signal
        self.writer = writer
        self.shared = shared
        self.health = health
        self.clock = clock
        self.logger = logger
        self.observer = observer
    }

    /// The services of a configuration, ready to run.
    ///
    /// - Throws: `DocumentProblems` for a mapping, `CommandFailure` for what cannot be used.
    func make(_ configuration: MappedConfiguration) async throws -> WorkerSet {
        if configuration.destinations.isEmpty {
            logger.warning("No destination is configured: webhooks are received and kept, and nothing is sent")
        }
        let outbound = try OutboundComposition(configuration.settings, sendsAlerts: true)
        do {
            let withheld = try await WithheldStores.known(to: store, configuration.settings)
            let tokens = try TokenKeeping.tokens(configuration.settings, store)
            let shopify = ShopifyComposition(
                configuration,
                transport: outbound.transport,
                withheld: withheld,
                tokens: tokens,
                clock: clock,
                logger: Logger(label: "sluice.shopify")
            )
            let services = try services(
                configuration,
                outbound: outbound,
                shopify: shopify,
                tokens: tokens,
                withheld: withheld
            )
            roster.share([
                Set(configuration.destinations.filter { $0.mode == .live }.map(\.name.leaseName)),
                Set(configuration.stores.map(\.name.leaseName)),
            ])
            let desk = shopify.installDesk(store, tokens: tokens, clock: clock)
            return WorkerSet(configuration: configuration, services: services, desk: desk, outbound: outbound)
        } catch {
            await outbound.shutdown()
            throw error
        }
    }

    private func services(
        _ configuration: MappedConfiguration,
        outbound: OutboundComposition,
        shopify: ShopifyComposition,
        tokens: any OfflineTokenStore,
        withheld: WithheldStores
    ) throws -> [any Service] {
        let live = configuration.destinations.filter { $0.mode == .live }
        var services: [any Service] = []
        var wakes: [DestinationName: WakeSignal] = [:]
        var routes: [DestinationName: DestinationRoute] = [:]
        for settings in live {
            let wake = WakeSignal()
            wakes[settings.name] = wake
            var route = try outbound.route(settings, configuration)
            route.observer = observer
            route.pacer.fence { [roster] in roster.isFit }
            routes[settings.name] = route
            services.append(
                Dispatcher(
                    route: route,
                    store: store,
                    wake: wake,
                    node: node,
                    clock: clock,
                    logger: Logger(label: "sluice.dispatch"),
                    roster: roster
                )
            )
        }
        sight.watch(routes.mapValues(\.pacer))
        var readWakes: [StoreName: WakeSignal] = [:]
        let audits = try outbound.audits(Array(routes.values), configuration)
        let shadows = try shadowRoutes(configuration, outbound)
        let looked = routes.merging(shadows) { first, _ in first }
        services += try schemaWatches(looked, configuration, outbound) as [any Service]
        let mappings = try outbound.mappings(looked, configuration)
        for route in shopify.routes(wakes: wakes, audits: audits, mappings: mappings, isScheduled: true) {
            let wake = WakeSignal()
            readWakes[route.name] = wake
            services.append(
                StoreWorker(
                    route: route,
                    store: store,
                    wake: wake,
                    node: node,
                    clock: clock,
                    logger: Logger(label: "sluice.reading"),
                    roster: roster
                )
            )
        }
        var compliance = ComplianceComposition(
            configuration: configuration,
            store: store,
            node: node,
            clock: clock,
            routes: routes
        )
        compliance.laneWakes = wakes
        compliance.writer = writer
        compliance.shared = shared
        compliance.ownErasures = sight.erasures
        compliance.inspectors = shopify.readers
        compliance.take(tokens)
        services += compliance.services()
        let operations = OperationsComposition(
            configuration: configuration,
            store: store,
            node: node,
            clock: clock,
            routes: routes,
            tokens: tokens,
            alertClient: outbound.alertClient
        )
        services += try operations.services()
        guard let folder = configuration.inbox.journalFolder else { return services }
        let inboxLogger = Logger(label: "sluice.inbox")
        let watch = DeliveryWatch(
            store: store,
            logger: inboxLogger,
            versions: Dictionary(configuration.stores.map { ($0.name, $0.apiVersion.description) }) { first, _ in first
            }
        )
        let unreadable = configuration.stores.map(\.name).filter { shopify.readers[$0] == nil }
        services.append(watch)
        if !unreadable.isEmpty {
            services.append(SilenceWatch(stores: unreadable, keeping: store, clock: clock, logger: inboxLogger))
        }
        var sources: [(any InboxSource, ComponentHealth)] = [
            (
                JournalSource(
                    reader: JournalReader(
                        path: folder,
                        signal: signal,
                        seal: SealKeyFile.payloads(configuration.settings)
                    ),
                    logger: inboxLogger
                ), health
            )
        ]
        let check = DeliveryChecking.check(WorkerSet(configuration: configuration).shops, clock: clock)
        if let shared, let consumer = configuration.inbox.sharedName {
            sources.append((try shared.source(consumer: consumer, logger: inboxLogger, check: check), sharedHealth))
        }
        let forwarder = try forwarder(configuration)
        if let forwarder { services.append(forwarder.service) }
        let backlog = InboxBacklog()
        for (source, health) in sources {
            services.append(
                Applier(
                    source: source,
                    store: store,
                    decoder: ShopifyReceiptDecoder(
                        configuration.settings,
                        withheld: withheld,
                        demands: ReadDemand.ofWebhooks(configuration)
                    ),
                    routing: RoutingTable(configuration),
                    wakes: wakes,
                    readWakes: readWakes,
                    watch: watch,
                    requestWakes: compliance.requestWakes,
                    forwardWake: forwarder?.wake,
                    health: health,
                    backlog: backlog,
                    clock: clock,
                    logger: inboxLogger
                )
            )
        }
        return services
    }

    /// Hands accepted deliveries on, where that is configured; `wake` tells it of new ones.
    private func forwarder(_ configuration: MappedConfiguration) throws -> (service: Forwarder, wake: WakeSignal)? {
        forwardHealth.report(nil)
        guard let queue = try Forwarding.open(configuration.settings) else { return nil }
        let wake = WakeSignal()
        let forwarder = Forwarder(
            to: queue,
            store: store,
            node: node,
            wake: wake,
            health: forwardHealth,
            clock: clock,
            logger: Logger(label: "sluice.forward"),
            make: Forwarding.delivery(configuration.stores)
        )
        return (forwarder, wake)
    }

    /// Of destinations that are looked at and not written to: nobody delivers by them.
    private func shadowRoutes(
        _ configuration: MappedConfiguration,
        _ outbound: OutboundComposition
    ) throws -> [DestinationName: DestinationRoute] {
        var routes: [DestinationName: DestinationRoute] = [:]
        for settings in configuration.destinations where settings.mode == .shadow {
            routes[settings.name] = try outbound.route(settings, configuration)
        }
        return routes
    }

    private func schemaWatches(
        _ routes: [DestinationName: DestinationRoute],
        _ configuration: MappedConfiguration,
        _ outbound: OutboundComposition
    ) throws -> [SchemaWatch] {
        try configuration.destinations.compactMap { settings in
            guard let route = routes[settings.name] else { return nil }
            let read = try configuration.read(of: settings)
            return SchemaWatch(
                destination: settings.name,
                connector: try outbound.reader(settings, configuration, behind: route),
                kinds: read.mapping.kinds,
                mistakes: { read.source.mistakes(by: $0) },
                store: store,
                clock: clock,
                logger: Logger(label: "sluice.schema")
            )
        }
    }
}

/// All that works on one configuration.
struct WorkerSet: Sendable {
    var configuration: MappedConfiguration
    var services: [any Service] = []
    /// Completes what merchants agree to, where a store is connected so.
    var desk: InstallDesk?
    var outbound: OutboundComposition?

    var shops: ConfiguredShops {
        var shops: [ShopDomain: WebhookShop] = [:]
        for store in configuration.stores {
            guard let domain = ShopDomain(store.shop) else { continue }
            let secrets = store.webhookSecrets.compactMap { SigningSecret($0.reveal()) }
            shops[domain] = WebhookShop(store: store.name, secrets: secrets)
        }
        return ConfiguredShops(shops)
    }
}
