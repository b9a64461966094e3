import Connectors
import Logging
import Outbound
import ServiceLifecycle
import Shopify
import SyncEngine
import SyncModel

/// What keeps a server in order beside its work: retention, alerts, and parked records that a mended mapping frees.
struct OperationsComposition {
    let configuration: MappedConfiguration
    let store: any SyncStore
    let node: NodeIdentity
    let clock: any WallClock
    let routes: [DestinationName: DestinationRoute]
    let tokens: any OfflineTokenStore
    /// Calls the alert webhook and nothing else; `nil` where none is set.
    let alertClient: OutboundClient?

    /// The client for the configured webhook, apart from all others: it is never recorded, since the address is a secret.
    static func alertClient(_ configuration: SluiceConfiguration) throws -> OutboundClient? {
        guard let webhook = configuration.alerts.webhook else { return nil }
        return try OutboundClient(
            allowedHosts: OutboundClient.allowedHosts(forBaseURLs: [webhook.reveal()]),
            extraTrustRootsFile: configuration.trustRootsFile,
            connectionsPerHost: 1
        )
    }

    func services() throws -> [any Service] {
        let live = configuration.destinations.filter { $0.mode == .live }
        let mappings = try live.map { settings in
            (settings.name, settings.basis(try configuration.mapping(of: settings)))
        }
        let guests = live.map { settings in
            (settings.name, GuestTurn.Rule(policy: settings.contacts.guests, stores: settings.stores))
        }
        let mended = MendedMappings(
            mappings: Dictionary(mappings) { first, _ in first },
            guests: Dictionary(guests) { first, _ in first },
            store: store,
            clock: clock,
            logger: Logger(label: "sluice.dispatch")
        )
        let retention = RetentionLoop(
            policy: configuration.retention,
            stores: configuration.stores.map(\.name),
            store: store,
            node: node,
            clock: clock,
            logger: Logger(label: "sluice.retention")
        )
        let alerts = AlertLoop(
            rules: configuration.alerts.rules,
            sources: AlertSources(
                stores: configuration.stores.map(source),
                destinations: routes.mapValues { Optional($0.pacer) }
            ),
            store: store,
            channel: channel,
            node: node,
            clock: clock,
            logger: Logger(label: "sluice.alerts")
        )
        return [mended, retention, alerts]
    }

    private var channel: (any AlertChannel)? {
        guard let client = alertClient, let address = configuration.alerts.webhook else { return nil }
        return AlertWebhook(address: address, client: client)
    }

    private func source(_ settings: StoreSettings) -> AlertSources.Store {
        guard settings.credentials != nil else { return AlertSources.Store(settings.name) }
        let end = Timestamp("\(settings.apiVersion.earliestEnd)-01T00:00:00Z")?.instant
        let isAuthorized = settings.credentials?.isAuthorized == true
        let (tokens, name) = (tokens, settings.name)
        return AlertSources.Store(
            name,
            askedVersion: settings.apiVersion.description,
            versionEnds: end,
            tokenEnds: {
                guard isAuthorized, let token = try? await tokens.load(name) else { return nil }
                // A token that renews itself lives as long as what renews it.
                return token.refreshToken == nil ? token.expiresAt : token.refreshExpiresAt
            }
        )
    }
}

extension DestinationSettings {
    /// What tells one way of delivering here from another, as far as it may mend what is parked.
    ///
    /// What is as it is by default is not named, so that nothing is tried again because a release knows of more.
    fileprivate func basis(_ mapping: CompiledMapping) -> String {
        var words = [MappingSpec.name(mapping.fingerprint)]
        if contacts.guests != GuestPolicy.link { words.append("guests=\(contacts.guests.rawValue)") }
        if let orderAccount { words.append("order_account=\(orderAccount)") }
        return words.joined(separator: " ")
    }
}
