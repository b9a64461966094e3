package import SyncModel
import Synchronization

/// An offline token of the authorization code grant; an expiring one comes with the token that renews it.
package struct OfflineToken: Sendable, Hashable {
    package var accessToken: Secret
    package var scope: String
    package var grantedAt: Instant
    /// `nil` for a token that does not expire.
    package var expiresAt: Instant?
    package var refreshToken: Secret?
    package var refreshExpiresAt: Instant?

    package init(
        accessToken: Secret,
        scope: String,
        grantedAt: Instant,
        expiresAt: Instant? = nil,
        refreshToken: Secret? = nil,
        refreshExpiresAt: Instant? = nil
    ) {
        self.accessToken = accessToken
        self.scope = scope
        self.grantedAt = grantedAt
        self.expiresAt = expiresAt
        self.refreshToken = refreshToken
        self.refreshExpiresAt = refreshExpiresAt
    }

    init(_ grant: TokenEndpoint.Grant, at now: Instant) {
        self.init(
            accessToken: grant.accessToken,
            scope: grant.scope,
            grantedAt: now,
            expiresAt: grant.expiresIn.map { now + $0 },
            refreshToken: grant.refreshToken,
            refreshExpiresAt: grant.refreshExpiresIn.map { now + $0 }
        )
    }

    /// Whether it is over.
    func isExpired(at now: Instant) -> Bool { expiresAt.map { now >= $0 } ?? false }

    /// Whether four fifths of its life are over.
    func isDue(at now: Instant) -> Bool {
        guard let expiresAt else { return false }
        return now >= grantedAt + expiresAt.since(grantedAt) * 0.8
    }
}

/// Keeps offline tokens; they exist nowhere else, so one that is lost means that the merchant must authorise again.
package protocol OfflineTokenStore: Sendable {
    /// The newest token of a store; `nil` where it was never authorised.
    func load(_ store: StoreName) async throws -> OfflineToken?

    /// Replaces the store's token durably before it returns.
    func save(_ token: OfflineToken, for store: StoreName) async throws

    /// Replaces the store's token, unless another one stands there by now, or none.
    ///
    /// - Returns: whether it was replaced.
    func replace(_ known: OfflineToken, by token: OfflineToken, for store: StoreName) async throws -> Bool

    /// Drops the store's token; one that was never authorised has none.
    func drop(_ store: StoreName) async throws
}

/// Keeps them while the process runs.
package final class InMemoryOfflineTokenStore: OfflineTokenStore {
    private let tokens = Mutex<[StoreName: OfflineToken]>([:])

    package init() {}

    package func load(_ store: StoreName) async -> OfflineToken? { tokens.withLock { $0[store] } }

    package func save(_ token: OfflineToken, for store: StoreName) async { tokens.withLock { $0[store] = token } }

    package func replace(_ known: OfflineToken, by token: OfflineToken, for store: StoreName) async -> Bool {
        tokens.withLock { tokens in
            guard tokens[store] == known else { return false }
            tokens[store] = token
            return true
        }
    }

    package func drop(_ store: StoreName) async { tokens.withLock { $0[store] = nil } }
}
