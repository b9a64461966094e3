import SyncModel

extension WithheldStores {
    /// The stores whose apps were not given personal data when last seen.
    static func known(
        to store: any AppFactsStore,
        _ configuration: SluiceConfiguration
    ) async throws -> WithheldStores {
        let withheld = WithheldStores()
        for settings in configuration.stores {
            guard let seen = try await store.appFacts(of: settings.name) else { continue }
            withheld.learn(seen.facts.customerData, of: settings.name)
        }
        return withheld
    }
}
