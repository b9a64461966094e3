import FoundationEssentials
package import SyncModel

/// Keeps offline tokens sealed in the store.
package struct SealedTokenStore: OfflineTokenStore {
    private let secrets: any SecretStore
    private let keys: SealKeys

    package init(secrets: any SecretStore, keys: SealKeys) {
        self.secrets = secrets
        self.keys = keys
    }

    /// Under which name a store's token is kept; removing it makes the merchant authorise anew.
    package static func name(of store: StoreName) -> String { "shopify-token/\(store)" }

    /// The newest token.
    ///
    /// - Throws: ``ReadFault`` for one that none of the keys opens.
    package func load(_ store: StoreName) async throws -> OfflineToken? {
        guard let sealed = try await secrets.secret(Self.name(of: store)) else { return nil }
        return try open(sealed, of: store)
    }

    private func open(_ sealed: [UInt8], of store: StoreName) throws(ReadFault) -> OfflineToken {
        let name = Self.name(of: store)
        do throws(SealKeys.Failure) {
            let bytes = try keys.open(sealed, as: name)
            guard let kept = try? JSONDecoder().decode(KeptToken.self, from: Data(bytes)) else {
                throw SealKeys.Failure.damaged
            }
            return kept.token
        } catch {
            throw Self.fault(error, store)
        }
    }

    package func save(_ token: OfflineToken, for store: StoreName) async throws {
        let name = Self.name(of: store)
        let bytes = Array(try JSONEncoder().encode(KeptToken(token)))
        try await secrets.setSecret(name, try keys.seal(bytes, as: name))
    }

    package func replace(_ known: OfflineToken, by token: OfflineToken, for store: StoreName) async throws -> Bool {
        let name = Self.name(of: store)
        // Every seal is another, so what stands there is opened and then meant by its bytes.
        guard let sealed = try await secrets.secret(name), try open(sealed, of: store) == known else { return false }
        let bytes = Array(try JSONEncoder().encode(KeptToken(token)))
        return try await secrets.replaceSecret(name, sealed, by: try keys.seal(bytes, as: name))
    }

    package func drop(_ store: StoreName) async throws {
        _ = try await secrets.removeSecret(Self.name(of: store))
    }

    private static func fault(_ failure: SealKeys.Failure, _ store: StoreName) -> ReadFault {
        let why =
            switch failure {
            case .otherKey:
                "was sealed with another key: put the old one back as storage.seal_key, storage.old_seal_keys or the key file"
            case .damaged: "is damaged in the store: restore a backup"
            case .unknownFormat: "was sealed by a later release: use that one"
            }
        return ReadFault(
            .sealedToken,
            .pauseStore,
            message: "the access token of \"\(store)\" \(why), or run sluice connect shopify --store \(store) again"
        )
    }

    /// The only form in which a token is ever written, and only into a seal.
    private struct KeptToken: Codable {
        var accessToken: String
        var scope: String
        var grantedAt: Instant
        var expiresAt: Instant?
        var refreshToken: String?
        var refreshExpiresAt: Instant?

        init(_ token: OfflineToken) {
            accessToken = token.accessToken.reveal()
            scope = token.scope
            grantedAt = token.grantedAt
            expiresAt = token.expiresAt
            refreshToken = token.refreshToken?.reveal()
            refreshExpiresAt = token.refreshExpiresAt
        }

        var token: OfflineToken {
            OfflineToken(
                accessToken: Secret(accessToken),
                scope: scope,
                grantedAt: grantedAt,
                expiresAt: expiresAt,
                refreshToken: refreshToken.map(Secret.init),
                refreshExpiresAt: refreshExpiresAt
            )
        }
    }
}
