import Shopify
import SyncEngine
import SyncModel

/// The stores' part of `setup`: their webhooks.
struct StoreSetup {
    let configuration: MappedConfiguration
    let outbound: OutboundComposition
    let store: any SyncStore
    /// Whether webhooks that another server set under this installation's name are to become ours.
    let takesOver: Bool

    init(
        _ configuration: MappedConfiguration,
        _ outbound: OutboundComposition,
        _ store: any SyncStore,
        takesOver: Bool = false
    ) {
        self.configuration = configuration
        self.outbound = outbound
        self.store = store
        self.takesOver = takesOver
    }

    /// Sets up every store, and says of those that it cannot what to do instead.
    func add(to report: inout FindingsReport) async throws {
        var reached: [StoreSettings] = []
        for settings in configuration.stores {
            if settings.credentials == nil {
                report.add("store \(settings.name)", [Self.byHand])
            } else if let reason = findings(settings).reason {
                report.add("store \(settings.name)", [reason])
            } else {
                reached.append(settings)
            }
        }
        guard !reached.isEmpty else { return }
        let shopify = ShopifyComposition(
            configuration,
            transport: outbound.transport,
            tokens: try TokenKeeping.tokens(configuration.settings, store),
            logger: .silent
        )
        let routes = shopify.routes(isScheduled: true)
        for settings in reached {
            guard let route = routes.first(where: { $0.name == settings.name }), let wanted = route.subscriptions else {
                continue
            }
            let found = await findings(settings).converge(route, wanted, takingOver: takesOver, store: store)
            report.add("store \(settings.name)", found)
        }
    }

    private func findings(_ settings: StoreSettings) -> SubscriptionFindings {
        SubscriptionFindings(settings: settings, configuration: configuration.settings)
    }

    private static let byHand = Finding(
        .warning,
        "Shopify",
        "no Admin API credentials: nothing to set up there",
        fix: "make its webhooks in the store's admin (Settings > Notifications > Webhooks), JSON, to /webhooks here;"
            + " docs/shopify-app.md says how"
    )
}
