import Outbound
package import SyncModel

/// Gives out install links and takes the callbacks that come of them.
///
/// Commands give out, the server takes; between them stands the store, which keeps no more than a hash of the state.
package struct InstallDesk: Sendable {
    /// A store that is connected this way.
    package struct App: Sendable {
        package var store: StoreName
        package var shop: ShopDomain
        package var clientID: String
        /// The client secret, and the one before it while they are being changed.
        package var secrets: [SigningSecret]
        package var baseURL: String
        package var credential: OfflineCredential

        package init(
            store: StoreName,
            shop: ShopDomain,
            clientID: String,
            secrets: [SigningSecret],
            baseURL: String,
            credential: OfflineCredential
        ) {
            self.store = store
            self.shop = shop
            self.clientID = clientID
            self.secrets = secrets
            self.baseURL = baseURL
            self.credential = credential
        }
    }

    /// A link, and by what its outcome is found.
    package struct Invitation: Sendable, Hashable {
        package var link: InstallLink
        package var stateHash: String
        package var expiresAt: Instant
    }

    /// The path of the callback.
    package static let path = "/oauth/shopify/callback"
    /// How long a link is good.
    package static let life = Duration.seconds(3_600)

    private let apps: [App]
    private let publicURL: String
    private let authorizations: any AuthorizationStore
    private let tokens: any OfflineTokenStore
    private let clock: any WallClock
    private let onGranted: @Sendable (StoreName) async -> Void

    /// - Parameters:
    ///   - apps: the stores that are connected this way.
    ///   - publicURL: under which the merchant's browser reaches this server, without a slash at the end.
    ///   - authorizations: where links that were given out are kept.
    ///   - tokens: where tokens are kept.
    ///   - clock: the time.
    ///   - onGranted: told of each store that was connected.
    package init(
        apps: [App],
        publicURL: String,
        authorizations: any AuthorizationStore,
        tokens: any OfflineTokenStore,
        clock: any WallClock,
        onGranted: @escaping @Sendable (StoreName) async -> Void = { _ in }
    ) {
        self.apps = apps
        self.publicURL = publicURL
        self.authorizations = authorizations
        self.tokens = tokens
        self.clock = clock
        self.onGranted = onGranted
    }

    /// A new link for a store; `nil` where the store is not connected this way.
    package func invite(_ store: StoreName, scopes: [String]) async throws -> Invitation? {
        guard let app = apps.first(where: { $0.store == store }) else { return nil }
        let now = clock.now
        let state = SealKeys.random()
        let pending = PendingAuthorization(
            stateHash: HexText.hash(state.reveal()),
            store: store,
            expiresAt: now + Self.life
        )
        try await authorizations.begin(pending, now: now)
        let link = InstallLink(
            baseURL: app.baseURL,
            clientID: app.clientID,
            scopes: scopes,
            redirectURL: publicURL + Self.path,
            state: state
        )
        return Invitation(link: link, stateHash: pending.stateHash, expiresAt: pending.expiresAt)
    }

    /// Takes a callback: its query string as it came, without the question mark.
    ///
    /// The signature comes first; nothing is looked up or used up for a request that the shop has not signed.
    package func complete(query: String) async -> InstallOutcome {
        let fields = Dictionary((FormText.decode(query) ?? []).map { ($0.name, $0.value) }) { first, _ in first }
        guard let shop = fields["shop"].flatMap(ShopDomain.init), let app = apps.first(where: { $0.shop == shop })
        else {
            return .refused(.unknownShop)
        }
        let state = fields["state"] ?? ""
        let accepted: OAuthCallback.Accepted
        do throws(OAuthCallback.Refusal) {
            accepted = try OAuthCallback(secrets: app.secrets, state: Secret(state), shop: shop)
                .check(query: query, now: clock.now)
        } catch {
            return .refused(InstallOutcome.Refusal(error))
        }
        let hash = HexText.hash(state)
        do {
            let pending = try await authorizations.useAuthorization(stateHash: hash, now: clock.now)
            guard let pending, pending.store == app.store else { return .refused(.state) }
        } catch {
            return .refused(.storage)
        }
        let outcome = await exchange(accepted, app)
        // The token is kept by now, whatever becomes of the words for whoever waits.
        if case .granted = outcome { await onGranted(app.store) }
        await record(outcome, hash)
        return outcome
    }

    /// Tells the command that waits; the merchant is told by the page in any case.
    private func record(_ outcome: InstallOutcome, _ hash: String) async {
        for _ in 1...Self.recordings
        where (try? await authorizations.endAuthorization(stateHash: hash, outcome.recorded)) != nil {
            return
        }
    }

    private static let recordings = 3

    private func exchange(_ accepted: OAuthCallback.Accepted, _ app: App) async -> InstallOutcome {
        do {
            try await app.credential.authorize(accepted)
            let scopes = try await tokens.load(app.store)?.scope ?? ""
            let granted = scopes.split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
            return .granted(app.store, scopes: granted.sorted())
        } catch let fault as ReadFault {
            return .refused(.exchange(fault.message))
        } catch {
            return .refused(.storage)
        }
    }
}
