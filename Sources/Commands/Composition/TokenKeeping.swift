import Shopify
import SyncModel

/// Where the tokens of stores are kept that were connected by an install link.
enum TokenKeeping {
    /// Sealed in the store where any store is connected that way; otherwise nothing is sealed and no key is made.
    static func tokens(
        _ configuration: SluiceConfiguration,
        _ store: any SecretStore
    ) throws -> any OfflineTokenStore {
        guard configuration.stores.contains(where: { $0.credentials?.isAuthorized == true }) else {
            return InMemoryOfflineTokenStore()
        }
        return SealedTokenStore(secrets: store, keys: try SealKeyFile.keys(configuration))
    }
}

extension StoreSettings.Credentials {
    /// Whether the merchant authorises the app by an install link.
    var isAuthorized: Bool { if case .authorization = self { true } else { false } }
}
