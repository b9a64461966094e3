package import SyncModel

/// Where a store's access token comes from.
///
/// One for each store, shared by all who call it. Implementations: ``StaticCredential``, ``ClientCredential``,
/// ``OfflineCredential``.
package protocol AdminCredential: Sendable {
    /// The token to use now, renewed before it expires.
    func token() async throws(ReadFault) -> Secret

    /// Another token after Shopify refused this one with 401; `nil` where there is no other to be had.
    ///
    /// Where somebody else has renewed it meanwhile, that token is returned without another call.
    func token(after refused: Secret) async throws(ReadFault) -> Secret?
}

/// A token that was copied from the store's admin and does not expire.
package struct StaticCredential: AdminCredential {
    private let accessToken: Secret

    package init(accessToken: Secret) {
        self.accessToken = accessToken
    }

    package func token() async throws(ReadFault) -> Secret { accessToken }

    package func token(after refused: Secret) async throws(ReadFault) -> Secret? { nil }
}
