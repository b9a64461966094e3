import Logging
import Shopify
import SyncEngine
import SyncModel

/// The webhooks' part of `doctor`; changes nothing.
struct WebhookInspection {
    let configuration: SluiceConfiguration

    init(_ configuration: SluiceConfiguration) {
        self.configuration = configuration
    }

    /// Findings by title, for each store.
    func sections() async -> [(String, [Finding])] {
        let store = await knownStore()
        guard configuration.stores.contains(where: { $0.credentials != nil }) else {
            return await withoutReading(configuration.stores, store)
        }
        do {
            let outbound = try OutboundComposition(configuration)
            let sections = await read(outbound, store)
            await outbound.shutdown()
            return sections
        } catch {
            return [("webhooks", Finding.problems(of: error))]
        }
    }

    private func read(_ outbound: OutboundComposition, _ store: (any SyncStore)?) async -> [(String, [Finding])] {
        let shopify: ShopifyComposition
        do {
            shopify = ShopifyComposition(
                configuration,
                transport: outbound.transport,
                tokens: try await tokens(store),
                logger: Logger(label: "sluice.doctor") { _ in SwiftLogNoOpLogHandler() }
            )
        } catch let failure as CommandFailure {
            return [("webhooks", [Finding(.problem, "access tokens", failure.message)])]
        } catch {
            return [("webhooks", Finding.problems(of: error))]
        }
        var sections: [(String, [Finding])] = []
        for settings in configuration.stores {
            guard let reader = shopify.readers[settings.name] else {
                sections += await withoutReading([settings], store)
                continue
            }
            let findings = SubscriptionFindings(settings: settings, configuration: configuration)
            var found = await findings.look(reader, store: store)
            if let reason = findings.reason { found.insert(reason, at: 0) }
            sections.append(("webhooks of \(settings.name)", found))
        }
        return sections
    }

    /// Of a store without credentials only its silence is known.
    private func withoutReading(_ stores: [StoreSettings], _ store: (any SyncStore)?) async -> [(String, [Finding])] {
        var sections: [(String, [Finding])] = []
        for settings in stores {
            let findings = SubscriptionFindings(settings: settings, configuration: configuration)
            let remembered = await findings.memory(store)
            if !remembered.isEmpty { sections.append(("webhooks of \(settings.name)", remembered)) }
        }
        return sections
    }

    /// Without making a key where there is none.
    private func tokens(_ store: (any SyncStore)?) async throws -> any OfflineTokenStore {
        guard let store else { return InMemoryOfflineTokenStore() }
        guard configuration.storage.sealKey == nil, !SealKeyFile.exists(configuration) else {
            return try TokenKeeping.tokens(configuration, store)
        }
        for settings in configuration.stores where settings.credentials?.isAuthorized == true {
            guard try await store.secret(SealedTokenStore.name(of: settings.name)) != nil else { continue }
            throw CommandFailure.failed(
                "The key file \(SealKeyFile.path(configuration)) is gone: put it back from a backup, or run sluice connect "
                    + "shopify again for every store that was connected."
            )
        }
        return InMemoryOfflineTokenStore()
    }

    private func knownStore() async -> (any SyncStore)? {
        guard StoreSession.exists(configuration) else { return nil }
        return try? await StoreSession.open(configuration).store
    }
}
