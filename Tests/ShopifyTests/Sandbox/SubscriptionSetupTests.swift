import Conformance
import Sandbox
import Shopify
import SyncEngine
import SyncModel
import Testing

/// Subscriptions brought to what is wanted in the simulated shop, as `sluice setup` does it.
@Suite struct SubscriptionSetupTests {
    private static let name = StoreName("acme")

    private let sandbox: SandboxShopify
    private let store: InMemoryStore
    private let reader: AdminStoreReader

    init() throws {
        let sandbox = SandboxShopify()
        let clock = sandbox.wallClock
        self.sandbox = sandbox
        store = InMemoryStore { clock.now }
        reader = try sandbox.reader(clock: clock)
    }

    private func setup(
        installation: String = "production",
        publicURL: String = "https://sync.example.com"
    ) async throws -> SubscriptionReport {
        let setup = SubscriptionSetup(
            route: StoreRoute(
                name: Self.name,
                reader: reader,
                routing: RoutingTable([Self.name: .init(destinations: [])])
            ),
            settings: SubscriptionSettings(
                keeper: reader,
                wish: SubscriptionWish(
                    installation: installation,
                    publicURL: publicURL,
                    topics: SubscriptionCatalogue.topics
                )
            ),
            store: store,
            node: NodeIdentity(host: "node", process: 1, nonce: "n"),
            clock: sandbox.wallClock,
            logger: silentLogger
        )
        guard case .done(let report) = try await setup.converge() else {
            throw CancellationError()
        }
        return report
    }

    private func topics() async -> [String] { await sandbox.shopify.subscriptions.map(\.topic).sorted() }

    @Test func anEmptyStoreGetsEveryTopicOnceAndNothingMoreIsDone() async throws {
        let first = try await setup()
        #expect(first.created.count == SubscriptionCatalogue.topics.count)
        #expect(first.missing.isEmpty && first.gaps.isEmpty && first.problem == nil)
        let made = await sandbox.shopify.subscriptions
        #expect(made.count == SubscriptionCatalogue.topics.count)
        #expect(made.allSatisfy { $0.uri.hasPrefix("https://sync.example.com/webhooks/") })
        #expect(Set(made.compactMap(\.name)).count == made.count)
        let second = try await setup()
        #expect(!second.hasChanged && second.standing == first.standing)
        #expect(await sandbox.shopify.subscriptions.map(\.id) == made.map(\.id))
        #expect(await store.jobs(JobFilter(), limit: 10).isEmpty)
    }

    @Test func everyTopicIsOneThatTheSchemaHas() async throws {
        _ = try await setup()
        let names = await topics()
        #expect(names.contains("CUSTOMER_TAGS_ADDED") && names.contains("APP_UNINSTALLED"))
        #expect(!names.contains(where: { $0.contains("REDACT") }))
    }

    @Test func aVanishedOneIsMadeAgainAndItsGapIsCompared() async throws {
        _ = try await setup()
        let last = Instant(seconds: sandbox.clock.now.seconds)
        await store.note([
            TopicDeliveries(store: Self.name, topic: "orders/updated", firstAt: last, lastAt: last)
        ])
        sandbox.clock.move(seconds: 7_200)
        await sandbox.shopify.removeSubscriptions(topic: "ORDERS_UPDATED")
        let report = try await setup()
        #expect(report.created == ["orders/updated"])
        #expect(report.gaps.map(\.topic) == ["orders/updated"] && report.gaps.map(\.since) == [last])
        let jobs = await store.jobs(JobFilter(), limit: 10)
        let spec = ReconcileSpec(
            kinds: [.order],
            window: ReadWindow(.updatedAt, since: last - .seconds(600)),
            reason: .gap
        )
        #expect(jobs.map(\.spec) == [.reconcile(spec)])
        #expect(try await setup().gaps.isEmpty)
        #expect(await store.jobs(JobFilter(), limit: 10).count == 1)
    }

    @Test func anotherAddressIsRepairedInPlace() async throws {
        _ = try await setup()
        let before = await sandbox.shopify.subscriptions.map(\.id)
        let report = try await setup(publicURL: "https://new.example.com")
        #expect(report.repaired.count == before.count && report.created.isEmpty && report.deleted.isEmpty)
        let after = await sandbox.shopify.subscriptions
        #expect(after.map(\.id) == before && after.allSatisfy { $0.uri.hasPrefix("https://new.example.com/") })
    }

    /// A laptop beside production.
    @Test func anotherInstallationStealsNothing() async throws {
        _ = try await setup()
        let production = await sandbox.shopify.subscriptions
        let report = try await setup(installation: "laptop", publicURL: "https://laptop.example.com")
        #expect(report.repaired.isEmpty && report.deleted.isEmpty)
        #expect(report.created.count == production.count)
        let names = production.compactMap(\.name)
        let left = await sandbox.shopify.subscriptions.filter { names.contains($0.name ?? "") }
        #expect(left.map(\.id) == production.map(\.id) && left.map(\.uri) == production.map(\.uri))
    }

    @Test func aMissingScopeIsToldAndStopsNothingElse() async throws {
        await sandbox.shopify.change(scopes: ["read_customers", "read_orders"])
        let report = try await setup()
        #expect(report.missing == ["customers/merge": .scope("read_customer_merge")])
        #expect(report.created.count == SubscriptionCatalogue.topics.count - 1)
        await sandbox.shopify.change(scopes: ["read_customers", "read_orders", "read_customer_merge"])
        #expect(try await setup().created == ["customers/merge"])
    }

    @Test func anAddressThatShopifyRefusesIsToldForEachTopic() async throws {
        let report = try await setup(publicURL: "https://acme.internal")
        #expect(report.created.isEmpty && report.missing.count == SubscriptionCatalogue.topics.count)
        #expect(report.findings.contains(where: { $0.message.contains("internal domain") }))
    }

    @Test func aShopThatCannotBeReachedIsAProblemAndNotAnEnd() async throws {
        await sandbox.shopify.close(status: 402)
        let report = try await setup()
        #expect(report.problem != nil && report.created.isEmpty)
        #expect(report.findings.map(\.level) == [.problem])
        await sandbox.shopify.close(status: nil)
        #expect(try await setup().problem == nil)
    }

    @Test func withALivingOwnerItIsAskedFor() async throws {
        let lease = await store.acquire(lease: Self.name.leaseName, owner: "server", lasting: .seconds(60))
        #expect(lease != nil)
        let setup = SubscriptionSetup(
            route: StoreRoute(name: Self.name, reader: reader, routing: RoutingTable([:])),
            settings: SubscriptionSettings(
                keeper: reader,
                wish: SubscriptionWish(installation: "a", publicURL: "https://b.example", topics: [])
            ),
            store: store,
            node: NodeIdentity(host: "node", process: 1, nonce: "n"),
            clock: sandbox.wallClock,
            logger: silentLogger
        )
        #expect(try await setup.converge(patience: .zero) == .asked)
        #expect(await store.subscriptions(of: Self.name).isAsked)
        #expect(await sandbox.shopify.subscriptions.isEmpty)
    }
}
