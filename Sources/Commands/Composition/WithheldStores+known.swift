import SyncModel

extension WithheldStores {
    /// The stores whose apps were not given personal data when last seen, and those of which that is to be found out yet:
    /// what comes from them before the first look, or before the first customer, is not to clear anything.
    ///
    /// Of a store without credentials nobody finds out anything; what it sends is taken as it is.
    static func known(
        to store: any AppFactsStore,
        _ configuration: SluiceConfiguration
    ) async throws -> WithheldStores {
        let withheld = WithheldStores()
        for settings in configuration.stores {
            let seen = try await store.appFacts(of: settings.name)?.facts.customerData
            if settings.credentials != nil { withheld.suppose(settings.name) }
            withheld.learn(seen ?? .unknown, of: settings.name)
        }
        return withheld
    }
}
