import Logging
import Metrics
import Outbound
import SQLStore
import ServiceLifecycle
import Shopify
import SyncEngine
import SyncModel
import Web

/// Puts a server together from its configuration: the one place that knows all parts.
///
/// The order of the services is the order of starting; they stop in the reverse order, so that nothing is accepted that
/// could not be made durable, and what is under way at the CRM can still be recorded.
final class ServerComposition: Sendable {
    private let configuration: SluiceConfiguration
    private let role: ServerRole
    private let logger: Logger
    private let clock = SystemClock()
    private let outbound: OutboundComposition
    private let alertClient: OutboundClient?
    private let bound: AsyncStream<Int>
    private let announceBound: AsyncStream<Int>.Continuation

    private let observer: (@Sendable ([Settlement]) -> Void)?

    /// Makes what the services share; `observer` is told of every settlement of every destination.
    init(
        configuration: SluiceConfiguration,
        role: ServerRole,
        logger: Logger,
        observer: (@Sendable ([Settlement]) -> Void)? = nil
    ) throws {
        self.observer = observer
        self.configuration = configuration
        self.role = role
        self.logger = logger
        outbound = try OutboundComposition(configuration)
        alertClient = try OperationsComposition.alertClient(configuration)
        (bound, announceBound) = AsyncStream.makeStream(of: Int.self)
    }

    /// Gives the webhook listener's port once it takes connections.
    func listening() -> AsyncStream<Int> { bound }

    /// Releases what outlives the services.
    func close() async {
        await alertClient?.shutdown()
        await outbound.shutdown()
    }

    /// All services, ready to run.
    ///
    /// - Throws: `DocumentProblems` for a mapping, `CommandFailure` for a store that cannot be opened.
    func services() async throws -> [any Service] {
        var services: [any Service] = []
        var checks: [ReadinessCheck] = []
        let signal: WakeSignal
        let transport: any InboxTransport
        // The one of this process, where that receives.
        var receiver: JournalWriter?
        switch configuration.inbox {
        case .journal(let folder):
            let writer = try openJournal(folder)
            (transport, signal) = (writer, writer.signal)
            if role.receives {
                receiver = writer
                services.append(writer)
                checks.append(ReadinessCheck("inbox") { await Self.problem(of: writer) })
            }
        case .discard:
            (transport, signal) = (DiscardInbox(), WakeSignal())
        }
        var authorization: AuthorizationRoutes? = role.works ? nil : .ofReceiver
        if role.works {
            if configuration.destinations.isEmpty {
                logger.warning("No destination is configured: webhooks are received and kept, and nothing is sent")
            }
            let store = try await openStore()
            checks.append(ReadinessCheck("store") { await Self.problem(of: store) })
            let health = ComponentHealth("applier")
            checks.append(ReadinessCheck(health.name) { health.problem })
            let withheld = try await WithheldStores.known(to: store, configuration)
            let tokens = try TokenKeeping.tokens(configuration, store)
            let shopify = ShopifyComposition(
                configuration,
                transport: outbound.transport,
                withheld: withheld,
                tokens: tokens,
                clock: clock,
                logger: Logger(label: "sluice.shopify")
            )
            if let desk = shopify.installDesk(store, tokens: tokens, clock: clock) {
                authorization = AuthorizationRoutes { await desk.complete(query: $0) }
            }
            services += try await workers(
                store: store,
                signal: signal,
                writer: receiver,
                health: health,
                shopify: shopify,
                tokens: tokens,
                withheld: withheld
            )
        }
        services += listeners(transport: transport, authorization: authorization, checks: checks)
        return services
    }

    private func workers(
        store: SQLStore,
        signal: WakeSignal,
        writer: JournalWriter?,
        health: ComponentHealth,
        shopify: ShopifyComposition,
        tokens: any OfflineTokenStore,
        withheld: WithheldStores
    ) async throws -> [any Service] {
        let live = configuration.destinations.filter { $0.mode == .live }
        let node = NodeIdentity.current()
        var services: [any Service] = []
        var wakes: [DestinationName: WakeSignal] = [:]
        var routes: [DestinationName: DestinationRoute] = [:]
        for settings in live {
            let wake = WakeSignal()
            wakes[settings.name] = wake
            var route = try outbound.route(settings, configuration)
            route.observer = observer
            routes[settings.name] = route
            services.append(
                Dispatcher(
                    route: route,
                    store: store,
                    wake: wake,
                    node: node,
                    clock: clock,
                    logger: Logger(label: "sluice.dispatch")
                )
            )
        }
        var readWakes: [StoreName: WakeSignal] = [:]
        let audits = try outbound.audits(Array(routes.values), configuration)
        let shadows = try shadowRoutes()
        let looked = routes.merging(shadows) { first, _ in first }
        services += try schemaWatches(looked, store: store) as [any Service]
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
                    logger: Logger(label: "sluice.reading")
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
        compliance.inspectors = shopify.readers
        compliance.take(tokens)
        services += try compliance.services()
        let operations = OperationsComposition(
            configuration: configuration,
            store: store,
            node: node,
            clock: clock,
            routes: routes,
            tokens: tokens,
            alertClient: alertClient
        )
        try await operations.takeUpMappings()
        services += operations.services()
        guard case .journal(let folder) = configuration.inbox else { return services }
        let inboxLogger = Logger(label: "sluice.inbox")
        let watch = DeliveryWatch(store: store, logger: inboxLogger)
        let unreadable = configuration.stores.map(\.name).filter { shopify.readers[$0] == nil }
        services.append(watch)
        if !unreadable.isEmpty {
            services.append(SilenceWatch(stores: unreadable, keeping: store, clock: clock, logger: inboxLogger))
        }
        services.append(
            Applier(
                source: JournalSource(reader: JournalReader(path: folder, signal: signal), logger: inboxLogger),
                store: store,
                decoder: ShopifyReceiptDecoder(withheld: withheld, demands: ReadDemand.readable(configuration)),
                routing: RoutingTable(configuration),
                wakes: wakes,
                readWakes: readWakes,
                watch: watch,
                requestWakes: compliance.requestWakes,
                health: health,
                clock: clock,
                logger: inboxLogger
            )
        )
        return services
    }

    /// Of destinations that are looked at and not written to: nobody delivers by them.
    private func shadowRoutes() throws -> [DestinationName: DestinationRoute] {
        var routes: [DestinationName: DestinationRoute] = [:]
        for settings in configuration.destinations where settings.mode == .shadow {
            routes[settings.name] = try outbound.route(settings, configuration)
        }
        return routes
    }

    private func schemaWatches(
        _ routes: [DestinationName: DestinationRoute],
        store: any SyncStore
    ) throws -> [SchemaWatch] {
        try configuration.destinations.compactMap { settings in
            guard let route = routes[settings.name] else { return nil }
            return SchemaWatch(
                destination: settings.name,
                connector: try outbound.reader(settings, behind: route),
                kinds: try MappingLoader.load(settings).kinds,
                mistakes: { MappingLoader.mistakes(settings, schemas: $0) },
                store: store,
                clock: clock,
                logger: Logger(label: "sluice.schema")
            )
        }
    }

    private func listeners(
        transport: any InboxTransport,
        authorization: AuthorizationRoutes?,
        checks: [ReadinessCheck]
    ) -> [any Service] {
        let settings = configuration.server
        let logger = Logger(label: "sluice.web")
        var open = WebRoutes()
        if role.receives {
            open.webhooks = WebhookRoutes(
                shops: shops(),
                inbox: transport,
                clock: clock,
                bodyLimit: settings.bodyLimit,
                logger: logger
            )
        }
        open.authorization = authorization
        open.health = HealthRoutes(checks: checks, metrics: nil)
        var inner = WebRoutes()
        inner.health = HealthRoutes(checks: checks, metrics: ProcessMetrics.registry)
        inner.api = APIRoutes(token: settings.adminToken.flatMap { AdminToken($0.reveal()) })
        inner.home = HomePage(version: Version.text)
        var limits = ServerLimits()
        limits.bodyBytes = settings.bodyLimit
        let announce = announceBound
        let onListening: @Sendable (ListenAddress) async -> Void = { address in
            logger.info("Listening", metadata: ["address": "\(address)"])
            announce.yield(address.port)
        }
        guard let admin = settings.adminListen, admin != settings.listen else {
            inner.webhooks = open.webhooks
            inner.authorization = authorization
            return [
                WebServer(
                    address: settings.listen,
                    routes: inner,
                    limits: limits,
                    logger: logger,
                    onListening: onListening
                )
            ]
        }
        return [
            WebServer(address: settings.listen, routes: open, limits: limits, logger: logger, onListening: onListening),
            WebServer(
                address: admin,
                routes: inner,
                limits: limits,
                logger: logger,
                onListening: { logger.info("Listening for administration", metadata: ["address": "\($0)"]) }
            ),
        ]
    }

    private func shops() -> ConfiguredShops {
        var shops: [ShopDomain: WebhookShop] = [:]
        for store in configuration.stores {
            guard let domain = ShopDomain(store.shop) else { continue }
            let secrets = store.webhookSecrets.compactMap { SigningSecret($0.reveal()) }
            shops[domain] = WebhookShop(store: store.name, secrets: secrets)
        }
        return ConfiguredShops(shops)
    }

    private func openJournal(_ folder: String) throws -> JournalWriter {
        do {
            return try JournalWriter(path: folder, clock: clock)
        } catch {
            throw CommandFailure.failed(
                "The inbox folder \(folder) cannot be used: \(error). Check its permissions and free space."
            )
        }
    }

    private func openStore() async throws -> SQLStore {
        try await StoreSession.explaining(configuration) { try await StoreSession.openStore(configuration) }
    }

    private static func problem(of writer: JournalWriter) async -> String? {
        do throws(InboxFailure) {
            try await writer.check()
            return nil
        } catch {
            return switch error {
            case .full: "the disk is full: webhooks are answered 503 until there is space"
            case .failing(let reason): "webhooks cannot be stored: \(reason)"
            case .closed: "shutting down"
            }
        }
    }

    private static func problem(of store: SQLStore) async -> String? {
        do {
            _ = try await store.pauses()
            return nil
        } catch {
            return "the store cannot be read: \(error)"
        }
    }
}

/// The metrics of this process; swift-metrics allows one system per process.
enum ProcessMetrics {
    static let registry: PrometheusRegistry = {
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        return registry
    }()
}
