import Foundation
import Logging
import Shopify
import ServiceLifecycle
import SyncEngine
import SyncModel
import UnixSignals

/// Asks for jobs and follows them; where no server owns their stores, this process does the work meanwhile.
struct JobSession {
    let configuration: MappedConfiguration
    let store: any SyncStore
    private let actor: String
    private let clock = SystemClock()

    /// - Parameters:
    ///   - configuration: which stores there are.
    ///   - actor: who asks, as the log names them.
    /// - Throws: `CommandFailure` where the store cannot be opened.
    init(_ configuration: MappedConfiguration, by actor: String) async throws {
        self.configuration = configuration
        self.actor = actor
        // A backfill may well be the first thing that is done.
        store = try await StoreSession.openOrMake(configuration.settings).store
    }

    /// The stores that can be read, or the one that is named.
    ///
    /// - Throws: `CommandFailure` for a name that is not known, and where there are no credentials to read with.
    static func stores(_ name: String?, _ configuration: SluiceConfiguration) throws -> [StoreSettings] {
        if let name {
            let settings = try configuration.store(named: name)
            guard settings.credentials != nil else { throw unreadable("Store \(name) has no") }
            return [settings]
        }
        let readable = configuration.stores.filter { $0.credentials != nil }
        guard !readable.isEmpty else { throw unreadable("No store has") }
        return readable
    }

    private static func unreadable(_ who: String) -> CommandFailure {
        .usage(
            "\(who) Admin API credentials, so nothing can be read from Shopify. "
                + "Give credentials in sluice.yaml (docs/shopify-app.md says how to get them); \"sluice doctor\" checks them."
        )
    }

    /// Asks for a job in each store; `spec` is made of the range in the shop's own days.
    func enqueue(
        _ range: RangeOptions,
        for stores: [StoreSettings],
        _ spec: (_ since: Instant?, _ until: Instant?) -> JobSpec
    ) async throws -> [Job] {
        var jobs: [Job] = []
        for settings in stores {
            let zone = range.isOpen ? nil : try await zone(of: settings.name)
            let (since, until) = range.instants(zone)
            jobs.append(try await enqueue(spec(since, until), for: settings.name))
        }
        return jobs
    }

    /// The shop's zone, in whose days a range is meant; Shopify is asked where nobody has asked it before.
    private func zone(of name: StoreName) async throws -> TimeZone? {
        if let known = try await store.appFacts(of: name) { return TimeZone(identifier: known.facts.timeZone) }
        let outbound = try OutboundComposition(configuration.settings)
        let readers = ShopifyComposition(
            configuration.settings,
            transport: outbound.transport,
            tokens: try TokenKeeping.tokens(configuration.settings, store),
            clock: clock,
            logger: Logger.silent
        ).readers
        let facts: AppFacts?
        do throws(ReadFault) {
            facts = try await readers[name]?.facts()
        } catch {
            facts = nil
        }
        await outbound.shutdown()
        guard let zone = facts.flatMap({ TimeZone(identifier: $0.timeZone) }) else {
            Output.error("The time zone of \(name) cannot be read from Shopify, so days are those of UTC.")
            return nil
        }
        return zone
    }

    /// Asks for the same job in each store.
    func enqueue(_ spec: JobSpec, for stores: [StoreSettings]) async throws -> [Job] {
        var jobs: [Job] = []
        for settings in stores { jobs.append(try await enqueue(spec, for: settings.name)) }
        return jobs
    }

    private func enqueue(_ spec: JobSpec, for name: StoreName) async throws -> Job {
        guard let action = spec.loggedAction else { return try await store.enqueue(spec, store: name, now: clock.now) }
        return try await ActionLog(store, by: actor)
            .perform(action, on: "\(name)", outcome: { "job \($0.id)" }) {
                try await store.enqueue(spec, store: name, now: clock.now)
            }
    }

    /// Follows jobs to their ends, or until Ctrl-C, which leaves them to a server.
    func follow(_ jobs: [Job], showing screen: JobScreen) async throws -> [Job] {
        let alone = try await storesWithoutOwner(among: jobs)
        let follower = JobFollower(jobs: jobs.map(\.id), store: store, screen: screen, alone: alone)
        // What paused reading may be mended by now: it is tried anew, but for what a person must lift.
        for pause in try await store.readPauses() where alone.contains(pause.store) && pause.probeAt != nil {
            _ = try await store.resumeReading(of: pause.store)
        }
        if !alone.isEmpty { screen.tell(Self.words(jobs)) }
        let outbound = try OutboundComposition(configuration.settings)
        let logger = Logger.silent
        let destinations = try configuration.destinations.filter { $0.mode == .live && !alone.isEmpty }
            .map { try outbound.route($0, configuration) }
        let mappings =
            try alone.isEmpty
            ? [:]
            : outbound.mappings(
                Dictionary(destinations.map { ($0.name, $0) }) { first, _ in first },
                configuration
            )
        let routes = ShopifyComposition(
            configuration,
            transport: outbound.transport,
            withheld: try await WithheldStores.known(to: store, configuration.settings),
            tokens: try TokenKeeping.tokens(configuration.settings, store),
            logger: logger
        )
        .routes(audits: try outbound.audits(destinations, configuration), mappings: mappings, isScheduled: false)
        .filter { alone.contains($0.name) }
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = routes.map { route in
            .named(
                StoreWorker(
                    route: route,
                    store: store,
                    wake: WakeSignal(),
                    node: NodeIdentity.current(),
                    clock: clock,
                    logger: logger,
                    yields: true
                )
            )
        }
        services.append(.named(follower, successTerminationBehavior: .gracefullyShutdownGroup))
        var group = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: [.sigint, .sigterm],
            logger: logger
        )
        group.maximumGracefulShutdownDuration = .seconds(15)
        do {
            try await ServiceGroup(configuration: group).run()
        } catch {
            await outbound.shutdown()
            throw error
        }
        await outbound.shutdown()
        return try await follower.jobs()
    }

    /// Whether servers go on with what is left of the jobs.
    func isServed(_ jobs: [Job]) async throws -> Bool { try await storesWithoutOwner(among: jobs).isEmpty }

    /// What of the jobs waits until somebody has mended it; `nil` where none does.
    func held(_ jobs: [Job]) async throws -> HeldReading? {
        try await JobFollower.held(jobs, store, alone: storesWithoutOwner(among: jobs))
    }

    private static func words(_ jobs: [Job]) -> String {
        jobs.allSatisfy { $0.kind == .mapping || $0.kind == .preview }
            ? "No server runs, so this process does the work itself."
            : "No server runs, so this process reads from Shopify itself."
    }

    /// Leaves jobs to the servers, and says so where a store has none.
    func leave(_ jobs: [Job], _ json: JSONOption) async throws {
        try JobEnding(jobs: jobs, json: json).detached(isServed: await isServed(jobs))
    }

    private func storesWithoutOwner(among jobs: [Job]) async throws -> Set<StoreName> {
        let node = NodeIdentity.current()
        var alone: Set<StoreName> = []
        for name in Set(jobs.map(\.store))
        where try await !store.isServed(lease: name.leaseName, seenBy: node, now: clock.now) {
            alone.insert(name)
        }
        return alone
    }
}
