import Foundation
import Logging
import Shopify
import SyncEngine
import SyncModel

/// Sees a request through: follows the server that performs it, or performs it where none runs.
struct ComplianceSession {
    let configuration: MappedConfiguration
    let store: any SyncStore
    private let clock = SystemClock()

    /// How often the store is looked at.
    private static let look = Duration.milliseconds(200)

    /// Returns the request once it is done, or as it is when the time is over.
    func see(_ request: ComplianceRequest, atMost limit: Duration) async throws -> ComplianceRequest {
        let node = NodeIdentity.current()
        let end = clock.now + limit
        guard
            let lease = try await store.acquire(
                lease: request.store.complianceLeaseName,
                by: node,
                lasting: Self.leaseTime
            )
        else { return try await follow(request, until: end) }
        do {
            let done = try await keeping([lease], node) { try await perform(request, node, until: end) }
            try await store.giveUp(lease)
            return done
        } catch {
            try? await store.giveUp(lease)
            throw error
        }
    }

    /// Short, and renewed meanwhile: whoever ends this command leaves nothing that others would wait for.
    private static let leaseTime = Duration.seconds(45)

    /// Renews leases until `body` has ended.
    private func keeping<Value: Sendable>(
        _ leases: [Lease],
        _ node: NodeIdentity,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask { [store] in
                while true {
                    try await Task.sleep(for: Self.leaseTime / 4)
                    for lease in leases {
                        _ = try? await store.acquire(lease: lease.name, by: node, lasting: Self.leaseTime)
                    }
                }
            }
            defer { group.cancelAll() }
            while let value = try await group.next() {
                if let value { return value }
            }
            throw CancellationError()
        }
    }

    private func follow(_ request: ComplianceRequest, until end: Instant) async throws -> ComplianceRequest {
        var request = request
        while request.state == .open, clock.now < end {
            try await Task.sleep(for: Self.look)
            request = try await store.request(request.id) ?? request
        }
        return request
    }

    private func perform(
        _ request: ComplianceRequest,
        _ node: NodeIdentity,
        until end: Instant
    ) async throws -> ComplianceRequest {
        let outbound = try OutboundComposition(configuration.settings)
        var leases: [Lease] = []
        do {
            var routes: [DestinationName: DestinationRoute] = [:]
            for settings in configuration.destinations where settings.mode == .live {
                // Where not even the fields are known, the CRM's turn comes once the mapping is mended.
                guard let outline = configuration.outline(of: settings) else { continue }
                routes[settings.name] = try outbound.route(settings, outline, configuration.settings)
                // Whoever holds it calls the CRM in our place.
                if let lease = try await store.acquire(
                    lease: settings.name.leaseName,
                    by: node,
                    lasting: Self.leaseTime
                ) {
                    leases.append(lease)
                }
            }
            let made = routes
            let done = try await keeping(leases, node) { [outbound] in
                try await perform(request, node, made, outbound, until: end)
            }
            for lease in leases { try await store.giveUp(lease) }
            await outbound.shutdown()
            return done
        } catch {
            for lease in leases { try? await store.giveUp(lease) }
            await outbound.shutdown()
            throw error
        }
    }

    private func perform(
        _ request: ComplianceRequest,
        _ node: NodeIdentity,
        _ routes: [DestinationName: DestinationRoute],
        _ outbound: OutboundComposition,
        until end: Instant
    ) async throws -> ComplianceRequest {
        var composition = ComplianceComposition(
            configuration: configuration,
            store: store,
            node: node,
            clock: clock,
            routes: routes
        )
        let tokens = try TokenKeeping.tokens(configuration.settings, store)
        composition.take(tokens)
        composition.shared = try SharedInboxes.open(configuration.settings)
        composition.inspectors =
            ShopifyComposition(
                configuration,
                transport: outbound.transport,
                tokens: tokens,
                logger: Logger(label: "sluice.compliance") { _ in SwiftLogNoOpLogHandler() }
            ).readers
        let workers = composition.workers(of: [request.store])
        let erasers = composition.crmWorkers()
        var request = request
        while request.state == .open {
            try await applyWaiting(composition.shared)
            for worker in workers { try await worker.performOpen() }
            for eraser in erasers { while try await eraser.performDue() {} }
            request = try await store.request(request.id) ?? request
            guard request.state == .open else { break }
            if clock.now >= end { break }
            try await Task.sleep(for: Self.look)
        }
        return request
    }

    /// What receivers have accepted and nobody has applied yet may speak of the person too.
    private func applyWaiting(_ shared: (any SharedInbox)?) async throws {
        let logger = Logger(label: "sluice.inbox")
        var sources: [any InboxSource] = []
        if let folder = configuration.inbox.journalFolder, FileManager.default.fileExists(atPath: folder) {
            let reader = JournalReader(path: folder, seal: SealKeyFile.payloads(configuration.settings))
            sources.append(JournalSource(reader: reader, logger: logger))
        }
        let check = DeliveryChecking.check(WorkerSet(configuration: configuration).shops, clock: clock)
        if let shared, let consumer = configuration.inbox.sharedName {
            sources.append(try shared.source(consumer: consumer, logger: logger, check: check))
        }
        for source in sources {
            let applier = Applier(
                source: source,
                store: store,
                decoder: ShopifyReceiptDecoder(
                    configuration.settings,
                    withheld: try await WithheldStores.known(to: store, configuration.settings)
                ),
                routing: RoutingTable(configuration),
                wakes: [:],
                health: ComponentHealth("applier"),
                clock: clock,
                logger: logger
            )
            try await applier.applyAll()
        }
    }
}
