import Foundation
import Sandbox
import Shopify
import SyncModel
import Web

/// The configuration that the demo runs with, as a user would write it.
enum DemoConfiguration {
    static func make(hubspot: String, shop: ShopSettings, folder: URL, listen: ListenAddress) -> SluiceConfiguration {
        var configuration = SluiceConfiguration(file: "demo")
        configuration.server.listen = listen
        configuration.storage.path = folder.appendingPathComponent("demo.db").path
        configuration.inbox = .journal(folder: folder.appendingPathComponent("inbox").path)
        configuration.stores = [
            StoreSettings(
                name: StoreName("sandbox"),
                shop: shop.domain,
                apiVersion: .current,
                credentials: nil,
                webhookSecrets: [Secret(shop.secret)],
                baseURL: "https://\(shop.domain)",
                sendsTestOrders: false
            )
        ]
        configuration.destinations = [
            DestinationSettings(
                name: DestinationName("hubspot"),
                type: "hubspot",
                mode: .live,
                stores: [StoreName("sandbox")],
                credentials: ["access_token": Secret("sandbox-token")],
                account: nil,
                baseURL: hubspot,
                apiVersion: nil,
                objects: [:],
                mappingFile: nil,
                quotaShare: 0.9,
                callsPerTenSeconds: 190,
                concurrency: 3
            )
        ]
        return configuration
    }
}
