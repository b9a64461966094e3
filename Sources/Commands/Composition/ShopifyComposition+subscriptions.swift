import Shopify
import SyncEngine
import SyncModel

extension ShopifyComposition {
    /// How a store's webhook subscriptions are converged; `nil` where they are not.
    static func subscriptions(
        _ settings: StoreSettings,
        _ configuration: SluiceConfiguration,
        keeper: any SubscriptionKeeper
    ) -> SubscriptionSettings? {
        guard settings.managesWebhooks, let publicURL = configuration.server.publicURL else { return nil }
        return SubscriptionSettings(
            keeper: keeper,
            wish: SubscriptionWish(
                installation: configuration.installation,
                publicURL: publicURL,
                topics: SubscriptionCatalogue.topics
            )
        )
    }

    /// Gives out install links and takes their callbacks; `nil` where no store is connected that way, or without a public
    /// address.
    func installDesk(_ store: any SyncStore, tokens: any OfflineTokenStore, clock: any WallClock) -> InstallDesk? {
        guard let publicURL = configuration.server.publicURL, !offline.isEmpty else { return nil }
        let apps = configuration.stores.compactMap { settings -> InstallDesk.App? in
            guard case .authorization(let id, let secret)? = settings.credentials,
                let credential = offline[settings.name], let shop = ShopDomain(settings.shop)
            else { return nil }
            // The secrets of webhooks too: while the client secret is changed, the old one stands among them.
            let secrets = ([secret] + settings.webhookSecrets.filter { $0 != secret })
                .compactMap { SigningSecret($0.reveal()) }
            return InstallDesk.App(
                store: settings.name,
                shop: shop,
                clientID: id,
                secrets: secrets,
                baseURL: settings.baseURL,
                credential: credential
            )
        }
        return InstallDesk(
            apps: apps,
            publicURL: publicURL,
            authorizations: store,
            tokens: tokens,
            clock: clock
        ) { name in
            // What waited for the authorisation goes on at once; where this fails, it does so within a minute.
            // A pause by hand stays.
            _ = try? await Installation(store: store).wasSeen(name)
            try? await store.askForSubscriptions(of: name, takingOver: false, now: clock.now)
        }
    }
}
