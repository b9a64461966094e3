import Connectors
import Foundation
import SyncModel
import Web

/// A mistake as people make it: a stage of the mapping that no order ever has, so that paid orders have none.
struct DemoTrouble {
    let folder: URL

    static let right = "order.status == 'won'"
    static let wrong = "order.status == 'wno'"

    /// Writes the configuration and the mapping with the mistake as files, which may be mended and read anew.
    ///
    /// - Parameter configuration: the demo's own.
    /// - Returns: the same, as it was read from those files.
    /// - Throws: what writing a file throws, and `DocumentProblems`.
    func planted(_ configuration: SluiceConfiguration) throws -> MappedConfiguration {
        let mapping = folder.appendingPathComponent("hubspot.mapping.yaml")
        try HubSpotDefaultMapping.text.replacing(Self.right, with: Self.wrong)
            .write(to: mapping, atomically: true, encoding: .utf8)
        let file = folder.appendingPathComponent("sluice.yaml")
        try text(configuration).write(to: file, atomically: true, encoding: .utf8)
        return try ConfigurationLoader().loadMapped(file.path)
    }

    /// Whoever wants to try the API too names a token.
    private var token: String {
        let name = "SLUICE_ADMIN_TOKEN"
        return ProcessInfo.processInfo.environment[name] == nil ? "" : ", admin_token: \"${\(name)}\""
    }

    private func text(_ configuration: SluiceConfiguration) -> String {
        let store = configuration.stores.first
        return """
            server: { listen: "\(configuration.server.listen)"\(token) }
            storage: { url: "sqlite:\(configuration.storage.path)" }
            stores:
              - name: \(store?.name.rawValue ?? "")
                shop: \(store?.shop ?? "")
                webhook_secrets: ["\(store?.webhookSecrets.first?.reveal() ?? "")"]
            destinations:
              - name: hubspot
                type: hubspot
                base_url: "\(configuration.destinations.first?.baseURL ?? "")"
                credentials: { access_token: "sandbox-token" }
                mapping: hubspot.mapping.yaml

            """
    }
}
