import Shopify
import SyncModel

extension ShopifyReceiptDecoder {
    /// A decoder for the stores of a configuration.
    ///
    /// - Parameters:
    ///   - configuration: says which shop each store is: what asks for another one's data is not done.
    ///   - withheld: where personal data is withheld.
    ///   - demands: what mappings want that webhooks lack.
    init(_ configuration: SluiceConfiguration, withheld: WithheldStores, demands: [StoreName: ReadDemand] = [:]) {
        let shops = configuration.stores.compactMap { store in ShopDomain(store.shop).map { (store.name, $0) } }
        self.init(withheld: withheld, demands: demands, shops: Dictionary(shops) { first, _ in first })
    }
}
