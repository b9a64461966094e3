import Shopify
import SyncEngine
import SyncModel

/// The stores' part of `doctor`: what is configured, what the app may do, and how its webhooks stand.
///
/// It changes nothing outside; an app that is seen lifts what its uninstallation stopped.
struct StoreInspection {
    let configuration: MappedConfiguration

    func findings(_ settings: StoreSettings) async -> [Finding] {
        let plain = StoreFindings(settings: settings).plain
        let webhooks = SubscriptionFindings(settings: settings, configuration: configuration.settings)
        let store = await knownStore()
        guard settings.credentials != nil else { return plain + (await webhooks.memory(store)) }
        do {
            let outbound = try OutboundComposition(configuration.settings)
            let found = await asked(settings, outbound, store, webhooks)
            await outbound.shutdown()
            return plain + found
        } catch {
            return plain + Finding.problems(of: error)
        }
    }

    private func asked(
        _ settings: StoreSettings,
        _ outbound: OutboundComposition,
        _ store: (any SyncStore)?,
        _ webhooks: SubscriptionFindings
    ) async -> [Finding] {
        let reader: AdminStoreReader?
        do {
            reader =
                ShopifyComposition(
                    configuration,
                    transport: outbound.transport,
                    tokens: try await tokens(store),
                    logger: .silent
                ).readers[settings.name]
        } catch let failure as CommandFailure {
            return [Finding(.problem, "access token", failure.message)]
        } catch {
            return Finding.problems(of: error)
        }
        guard let reader else { return [] }
        do throws(ReadFault) {
            let facts = try await reader.facts()
            // Whoever answers has the app installed: what an uninstallation stopped goes on.
            if let store { _ = try? await Installation(store: store).wasSeen(settings.name) }
            return StoreFindings(settings: settings).findings(facts)
                + (await webhooks.look(reader, facts, store: store))
        } catch {
            return [StoreFindings(settings: settings).finding(error)] + (await webhooks.memory(store))
        }
    }

    /// Without making a key where there is none.
    private func tokens(_ store: (any SyncStore)?) async throws -> any OfflineTokenStore {
        guard let store else { return InMemoryOfflineTokenStore() }
        guard configuration.storage.sealKey == nil, !SealKeyFile.exists(configuration.settings) else {
            return try TokenKeeping.tokens(configuration.settings, store)
        }
        for settings in configuration.stores where settings.credentials?.isAuthorized == true {
            guard try await store.secret(SealedTokenStore.name(of: settings.name)) != nil else { continue }
            throw CommandFailure.failed(
                "The key file \(SealKeyFile.path(configuration.settings)) is gone: put it back from a backup, or run sluice connect "
                    + "shopify again for every store that was connected."
            )
        }
        return InMemoryOfflineTokenStore()
    }

    private func knownStore() async -> (any SyncStore)? {
        guard StoreSession.exists(configuration.settings) else { return nil }
        return try? await StoreSession.open(configuration.settings).store
    }
}
