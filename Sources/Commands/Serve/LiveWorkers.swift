import Logging
import SQLStore
import ServiceLifecycle
import Shopify
import SyncEngine
import SyncModel
import Synchronization
import Web

/// All that works on the configuration, replaced as a whole when that is read anew.
///
/// What is under way ends as at a shutdown, and goes on under the new one; webhooks are taken all the while. A
/// configuration with a mistake changes nothing; the one that runs goes on.
final class LiveWorkers: Service {
    private let composition: WorkerComposition?
    private let clock: any WallClock
    private let logger: Logger
    private let current: Mutex<WorkerSet>
    /// Whether the store is yet to answer before anything works.
    private let isWaiting: Bool
    let requests = ReloadRequests()
    /// The shops whose webhooks are taken.
    let shops: LiveShops

    /// - Parameters:
    ///   - configuration: the first one.
    ///   - composition: what makes the workers; `nil` for a node that only receives.
    ///   - clock: what time it is.
    ///   - logger: for what becomes of requests.
    /// - Throws: what making the workers throws, see ``WorkerComposition/make(_:)``.
    init(
        _ configuration: MappedConfiguration,
        _ composition: WorkerComposition?,
        clock: any WallClock,
        logger: Logger
    ) async throws {
        self.composition = composition
        self.clock = clock
        self.logger = logger
        do {
            let first = try await composition?.make(configuration) ?? WorkerSet(configuration: configuration)
            current = Mutex(first)
            isWaiting = false
        } catch let failure as StoreFailure {
            guard case .unreachable = failure else { throw failure }
            logger.error(
                "The store does not answer; webhooks are kept and nothing is delivered until it does",
                metadata: ["error": "\(failure)"]
            )
            current = Mutex(WorkerSet(configuration: configuration))
            isWaiting = true
        }
        shops = LiveShops(current.withLock { $0.shops })
        composition?.sight.runs(configuration)
    }

    /// Completes what merchants agree to, by the configuration as it is then; `nil` where no store is connected so.
    var authorization: AuthorizationRoutes? {
        guard current.withLock({ $0.desk != nil || isWaiting }) else { return nil }
        return AuthorizationRoutes { [self] query in
            await current.withLock { $0.desk }?.complete(query: query)
                ?? .refused(isWaiting ? .storage : .unknownShop)
        }
    }

    /// The configuration that runs.
    var configuration: MappedConfiguration { current.withLock { $0.configuration } }

    /// What calls the CRMs by that; `nil` for a node that only receives.
    var outbound: OutboundComposition? { current.withLock { $0.outbound } }

    /// Releases what outlives the workers.
    func close() async { await current.withLock { $0.outbound }?.shutdown() }

    func run() async throws {
        if isWaiting { try await waitForStore() }
        while let accepted = try await work() {
            let former = current.withLock { set in
                defer { set = accepted.workers }
                return set
            }
            shops.replace(accepted.workers.shops)
            await former.outbound?.shutdown()
            composition?.sight.runs(accepted.workers.configuration)
            await composition?.say()
            logger.notice("Runs with the configuration as it is now")
            await answer(accepted.request, nil)
        }
    }

    /// Makes the first workers once the store answers.
    ///
    /// - Throws: what the store says where it answers and cannot be used.
    private func waitForStore() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: .seconds(1)) }
            let configuration = current.withLock { $0.configuration }
            do {
                guard let made = try await composition?.make(configuration) else { return }
                current.withLock { $0 = made }
                logger.notice("The store answers; delivery begins")
                return
            } catch let failure as StoreFailure {
                guard case .unreachable = failure else { throw failure }
            }
        }
    }

    private struct Accepted: Sendable {
        var request: ReloadRequests.Request
        var workers: WorkerSet
    }

    /// Works until the configuration is replaced; returns `nil` at a shutdown.
    private func work() async throws -> Accepted? {
        let set = current.withLock { $0 }
        guard !set.services.isEmpty else { return await nextAccepted() }
        var settings = ServiceGroupConfiguration(services: set.services.map { .named($0) }, logger: logger)
        settings.maximumGracefulShutdownDuration = set.configuration.server.shutdown
        let group = ServiceGroup(configuration: settings)
        return try await withThrowingTaskGroup(of: Accepted?.self) { tasks in
            tasks.addTask {
                try await group.run()
                return nil
            }
            tasks.addTask { await self.nextAccepted() }
            // A shutdown ends both, each by itself; workers that fail end the server, as they do without reloading.
            let accepted = try await tasks.next() ?? nil
            if accepted != nil { await group.triggerGracefulShutdown() }
            do {
                while try await tasks.next() != nil {}
            } catch  where accepted != nil {
                // Their claims are set free by those that come next.
                logger.error("The former workers did not end in good order", metadata: ["error": "\(type(of: error))"])
            }
            return accepted
        }
    }

    /// Waits for a request whose configuration can be run; refuses all others.
    private func nextAccepted() async -> Accepted? {
        while let request = await requests.next() {
            do {
                return Accepted(request: request, workers: try await prepare())
            } catch {
                let words = ServerFailure.explained(
                    error,
                    configuration: current.withLock { $0.configuration.settings }
                ).message
                // So that `status` tells why the configuration that runs is not the one of the files.
                composition?.sight.refuses(NodeWord.Refusal(at: clock.now, reason: words))
                await composition?.say()
                logger.error(
                    "The configuration was not taken; the one that runs goes on",
                    metadata: ["reason": "\(Self.oneLine(words))"]
                )
                await answer(request, words)
            }
        }
        return nil
    }

    private func prepare() async throws -> WorkerSet {
        let running = current.withLock { $0.configuration }
        let reading = ConfigurationLoader().read(running.file)
        let read: MappedConfiguration
        if let composition {
            let judged = try await CheckedReading(reading, store: composition.store)
                .judged(checking: .everything, running: RunningMappings(running))
            read = judged.configuration
            for remark in judged.remarks {
                logger.warning(
                    "A mapping of the changed configuration may not do what is meant",
                    metadata: ["remark": "\(Self.oneLine(remark))"]
                )
            }
        } else {
            // A node that only receives delivers by no mapping, and has no store to look into.
            do { read = try reading.outlined() } catch { throw CommandFailure.configuration(error) }
        }
        let fixed = FixedSettings.changes(from: running.settings, to: read.settings)
        guard fixed.isEmpty else {
            throw CommandFailure.usage(
                "\(fixed.joined(separator: ", ")) of \(read.file) changed, which only a restart takes up. "
                    + "Restart the server, or put it back and reload."
            )
        }
        return try await composition?.make(read) ?? WorkerSet(configuration: read)
    }

    private static func oneLine(_ text: String) -> String { text.split(separator: "\n").joined(separator: " ") }

    private func answer(_ request: ReloadRequests.Request, _ problem: String?) async {
        guard let number = request.number, let composition else { return }
        do {
            try await composition.store.answerReload(
                number,
                by: composition.node.owner,
                problem: problem,
                now: clock.now
            )
        } catch {
            logger.warning("Whoever asked for the configuration cannot be told", metadata: ["error": "\(error)"])
        }
    }
}

/// The shops of the configuration that runs.
final class LiveShops: ShopDirectory {
    private let shops: Mutex<ConfiguredShops>

    init(_ shops: ConfiguredShops) {
        self.shops = Mutex(shops)
    }

    func replace(_ new: ConfiguredShops) { shops.withLock { $0 = new } }

    func shop(_ domain: ShopDomain) -> WebhookShop? { shops.withLock { $0.shop(domain) } }
}
