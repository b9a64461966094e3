import Connectors
import Shopify
import SyncModel

/// Keeps connectors' credentials sealed in the store, which is opened when a connector first needs one.
actor StoreVault: SecretVault {
    private let configuration: SluiceConfiguration
    private var store: (any SecretStore)?
    private var keys: SealKeys?

    init(_ configuration: SluiceConfiguration) { self.configuration = configuration }

    /// The opened bytes.
    ///
    /// - Throws: `DeliveryFault` for bytes that none of the keys opens, with the mend.
    func open(_ name: String) async throws -> [UInt8]? {
        // A command must not make an empty store only to find nothing in it.
        guard store != nil || StoreSession.exists(configuration) else { return nil }
        guard let sealed = try await opened().secret(name) else { return nil }
        do throws(SealKeys.Failure) {
            return try sealKeys().open(sealed, as: name)
        } catch {
            throw DeliveryFault(.unauthorized, .pause(.destination), message: Self.words(error))
        }
    }

    func keep(_ bytes: [UInt8], as name: String) async throws {
        let sealed = try sealKeys().seal(bytes, as: name)
        try await opened().setSecret(name, sealed)
    }

    private func opened() async throws -> any SecretStore {
        if let store { return store }
        let opened = try await StoreSession.openOrMake(configuration).store
        store = opened
        return opened
    }

    private func sealKeys() throws(SealKeys.Failure) -> SealKeys {
        if let keys { return keys }
        guard let made = try? SealKeyFile.keys(configuration) else { throw .otherKey }
        keys = made
        return made
    }

    private static func words(_ failure: SealKeys.Failure) -> String {
        switch failure {
        case .otherKey:
            "a kept credential was sealed with another key: put the old one back as storage.seal_key, "
                + "storage.old_seal_keys or the key file, or run sluice connect again"
        case .damaged: "a kept credential is damaged in the store: restore a backup, or run sluice connect again"
        case .unknownFormat: "a kept credential was sealed by a later release: use that one"
        }
    }
}
