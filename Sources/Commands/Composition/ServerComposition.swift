import Logging
import Metrics
import SQLStore
import ServiceLifecycle
import Shopify
import SyncEngine
import SyncModel
import Synchronization
import Web

/// Puts a server together from its configuration: the one place that knows all parts.
///
/// The order of the services is the order of starting; they stop in the reverse order, so that nothing is accepted that
/// could not be made durable, and what is under way at the CRM can still be recorded.
final class ServerComposition: Sendable {
    private let configuration: MappedConfiguration
    private let role: ServerRole
    private let logger: Logger
    private let clock: any WallClock
    /// Follows the clock of the server with the store, where there is one.
    private let storeClock: StoreClock?
    private let bound: AsyncStream<Int>
    private let announceBound: AsyncStream<Int>.Continuation
    private let observer: @Sendable ([Settlement]) -> Void
    private let pulse = DeliveryPulse { ProcessMetrics.quotas }
    /// Whether the configuration was read from a file, which may be read anew.
    private let isReloadable: Bool
    private let current = Mutex<LiveWorkers?>(nil)

    /// Makes what the services share; `observer` is told of every settlement of every destination.
    init(
        configuration: MappedConfiguration,
        role: ServerRole,
        logger: Logger,
        isReloadable: Bool = false,
        observer: (@Sendable ([Settlement]) -> Void)? = nil
    ) {
        let pulse = pulse
        self.observer = { settlements in
            pulse.take(settlements)
            observer?(settlements)
        }
        // In a file the machine's clock is the store's.
        let follower = configuration.storage.isFile ? nil : StoreClock(SystemClock())
        storeClock = follower
        if let follower { clock = follower } else { clock = SystemClock() }
        self.configuration = configuration
        self.role = role
        self.logger = logger
        self.isReloadable = isReloadable
        (bound, announceBound) = AsyncStream.makeStream(of: Int.self)
    }

    /// Gives the webhook listener's port once it takes connections.
    func listening() -> AsyncStream<Int> { bound }

    /// Releases what outlives the services.
    func close() async {
        await current.withLock { $0 }?.close()
    }

    /// All services, ready to run.
    ///
    /// - Throws: `DocumentProblems` for a mapping, `CommandFailure` for a store that cannot be opened.
    func services() async throws -> [any Service] {
        var services: [any Service] = []
        // The first to start and the last to stop, so that what the others end with is sent too.
        if let exporter = try TracingComposition.exporter(configuration.settings) { services.append(exporter) }
        var checks: [ReadinessCheck] = []
        let signal: WakeSignal
        let transport: any InboxTransport
        // The one of this process, where that receives.
        var receiver: JournalWriter?
        var shared: (any SharedInbox)?
        switch configuration.inbox {
        case .journal(let folder):
            let writer = try openJournal(folder)
            (transport, signal) = (writer, writer.signal)
            if role.receives {
                receiver = writer
                services.append(writer)
                checks.append(ReadinessCheck("inbox") { await Self.problem(of: writer) })
            }
        case .shared(_, let folder):
            let inbox = try await openShared()
            shared = inbox
            // A node that only receives has nobody who would read a journal.
            let writer = role == .all ? try openJournal(folder) : nil
            (transport, receiver) = (try receiving(inbox, writer), writer)
            signal = writer?.signal ?? WakeSignal()
            if let writer {
                services.append(writer)
                checks.append(ReadinessCheck("inbox") { await Self.problem(of: writer) })
            }
            // Where it is away, webhooks go to the journal.
            checks.append(ReadinessCheck("inbox transport", isVital: writer == nil) { await inbox.problem()?.words })
        case .discard:
            (transport, signal) = (DiscardInbox(), WakeSignal())
        }
        var workers: WorkerComposition?
        if role.works {
            let store = try await openStore()
            // While a server is away webhooks are kept on this node's own disk, so they are to come here all the same.
            let isVital = configuration.storage.isFile || !role.receives
            checks.append(ReadinessCheck("store", isVital: isVital) { await Self.problem(of: store) })
            let health = ComponentHealth("applier")
            checks.append(ReadinessCheck(health.name, isVital: isVital) { health.problem })
            let node = NodeIdentity.current()
            let roster = NodeRoster(of: node)
            let sight = OwnSight()
            let words = NodeWitness.Words()
            words.take(NodeWord(inbox: configuration.inbox.sharedName, lookedAt: .beginning))
            let beat = NodeBeat(
                node: ServerNode(owner: node.owner, role: role.rawValue, version: Version.text, startedAt: clock.now),
                roster: roster,
                store: store,
                pace: configuration.storage.isFile ? .ofFile : .ofServer,
                clock: storeClock,
                word: { words.newest.map(sight.completed) },
                logger: Logger(label: "sluice.nodes")
            )
            // The first before anything is taken, so that what others own is known; a store that is away is tried later.
            _ = try? await beat.beat()
            services.append(beat)
            services.append(
                NodeWitness(
                    words: words,
                    interval: configuration.storage.isFile ? .seconds(10) : .seconds(1),
                    logger: Logger(label: "sluice.nodes")
                ) { [configuration, clock] in
                    try await sight.word(configuration.settings, store, clock: clock)
                }
            )
            workers = WorkerComposition(
                store: store,
                signal: signal,
                writer: receiver,
                shared: shared,
                health: health,
                node: node,
                roster: roster,
                sight: sight,
                say: { _ = try? await beat.beat() },
                clock: clock,
                logger: logger,
                observer: observer
            )
        }
        if shared != nil, let health = workers?.sharedHealth {
            checks.append(ReadinessCheck(health.name, isVital: !role.receives) { health.problem })
        }
        // By a reload it may come later.
        if let health = workers?.forwardHealth {
            checks.append(ReadinessCheck(health.name, isVital: false) { health.problem })
        }
        let live = try await LiveWorkers(configuration, workers, clock: clock, logger: logger)
        current.withLock { $0 = live }
        services.append(live)
        if isReloadable {
            services.append(HangupWatch(requests: live.requests))
            if let store = workers?.store {
                services.append(
                    ReloadWatch(requests: live.requests, store: store, first: try? await store.newestReload())
                )
            }
        }
        let desk = workers.map { self.desk($0, live) }
        let feed = desk.map { LiveFeed(desk: $0) }
        services += try listeners(
            transport: transport,
            shops: live.shops,
            authorization: role.works ? live.authorization : .ofReceiver,
            checks: checks,
            desk: desk,
            feed: feed
        )
        if let feed { services.append(feed) }
        return services
    }

    private func desk(_ workers: WorkerComposition, _ live: LiveWorkers) -> LiveDesk {
        LiveDesk(
            session: StoreSession(workers.store, configuration.settings),
            surroundings: LiveDesk.Surroundings(
                configuration: { live.configuration },
                outbound: { live.outbound }
            ),
            pulse: pulse,
            node: workers.node,
            clock: clock,
            isReloadable: isReloadable
        )
    }

    private func listeners(
        transport: any InboxTransport,
        shops: any ShopDirectory,
        authorization: AuthorizationRoutes?,
        checks: [ReadinessCheck],
        desk: LiveDesk?,
        feed: LiveFeed?
    ) throws -> [any Service] {
        let settings = configuration.server
        let logger = Logger(label: "sluice.web")
        var open = WebRoutes()
        if role.receives {
            open.webhooks = WebhookRoutes(
                shops: shops,
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
        let isApart = settings.adminListen.map { $0 != settings.listen } ?? false
        let access = AccessControl(
            adminToken: settings.adminToken?.reveal(),
            readToken: settings.readToken?.reveal(),
            // The address names `listen`; how a listener apart is reached only a proxy in front of it knows.
            isSecure: !isApart && settings.publicURL?.hasPrefix("https://") ?? false,
            asksProxy: isApart
        )
        let gate = AttemptGate(logger: logger)
        inner.api = APIRoutes(access: access, gate: gate, desk: desk, clock: clock)
        if let desk, let feed {
            inner.dashboard = try DashboardRoutes(
                desk: desk,
                access: access,
                gate: gate,
                feed: feed,
                version: Version.text,
                clock: clock,
                logger: logger
            )
        } else {
            inner.home = HomePage(version: Version.text)
        }
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
                    proxies: settings.trustedProxies,
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
                proxies: settings.trustedProxies,
                logger: logger,
                onListening: { logger.info("Listening for administration", metadata: ["address": "\($0)"]) }
            ),
        ]
    }

    /// What takes webhooks before a shared inbox; on a node that receives nothing it is never asked.
    private func receiving(_ inbox: any SharedInbox, _ journal: JournalWriter?) throws -> any InboxTransport {
        switch (inbox.transport, journal) {
        case (let transport?, let journal?):
            return FallbackInbox(transport, orElse: journal, logger: Logger(label: "sluice.inbox"))
        case (let transport?, nil): return transport
        case (nil, let journal?): return journal
        case (nil, nil):
            guard role.receives else { return DiscardInbox() }
            throw CommandFailure.usage(
                "inbox.url names a queue that others fill, so there is nothing for --role receiver to do: use worker or all."
            )
        }
    }

    /// Opens the inbox that machines share; one that does not answer is waited for, one that refuses ends the start.
    private func openShared() async throws -> any SharedInbox {
        guard let inbox = try SharedInboxes.open(configuration.settings) else {
            throw CommandFailure.usage("inbox.url names no shared inbox.")
        }
        guard let problem = await inbox.problem() else { return inbox }
        if problem.needsPerson { throw CommandFailure.failed("The inbox cannot be used: \(problem.words).") }
        logger.error("The inbox transport does not answer yet", metadata: ["reason": "\(problem.words)"])
        return inbox
    }

    private func openJournal(_ folder: String) throws -> JournalWriter {
        do {
            return try JournalWriter(path: folder, clock: clock, seal: SealKeyFile.payloads(configuration.settings))
        } catch {
            throw CommandFailure.failed(
                "The inbox folder \(folder) cannot be used: \(error). Check its permissions and free space."
            )
        }
    }

    /// Opens the store; one on a server that does not answer is waited for by those who need it, and webhooks are taken
    /// meanwhile.
    private func openStore() async throws -> SQLStore {
        try await StoreSession.explaining(configuration.settings) {
            let database = try await StoreSession.openDatabase(configuration.settings)
            do {
                return try await SQLStore(opening: database, seal: SealKeyFile.payloads(configuration.settings))
            } catch let failure as StoreFailure {
                guard !configuration.storage.isFile, case .unreachable = failure else { throw failure }
                return SQLStore(late: database, seal: SealKeyFile.payloads(configuration.settings))
            }
        }
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

    /// What CRMs said last of how many calls they still allow.
    static var quotas: [QuotaReading] {
        registry.samples(of: "sluice_crm_quota_remaining").compactMap { labels, value in
            guard let destination = labels["destination"], let window = labels["window"] else { return nil }
            return QuotaReading(destination: destination, window: window, remaining: Int(value))
        }
    }
}
