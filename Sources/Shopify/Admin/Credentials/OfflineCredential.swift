package import Outbound
package import SyncModel

/// Tokens of the authorization code grant: kept in a store, and rotated before they expire where they do.
///
/// Every renewal replaces both tokens. The new pair is saved before it is used: until then the old refresh token stays
/// good, so that neither a lost answer nor a failed save loses the authorisation. It replaces the pair that it renews and
/// no other: of two renewals, or of one and a new authorisation, the pair that stands in the store is the one in use.
package final class OfflineCredential: AdminCredential {
    private let app: AppIdentity
    private let store: StoreName
    private let endpoint: TokenEndpoint
    private let tokens: any OfflineTokenStore
    private let clock: any WallClock
    private let flight = SingleFlight<Secret, ReadFault>()
    private let pause: RenewalPause

    package init(
        app: AppIdentity,
        store: StoreName,
        baseURL: String,
        transport: any OutboundTransport,
        tokens: any OfflineTokenStore,
        clock: any WallClock,
        observe: @escaping AdminObserver = { _ in }
    ) {
        pause = RenewalPause(observe: observe)
        self.app = app
        self.store = store
        endpoint = TokenEndpoint(baseURL: baseURL, transport: transport)
        self.tokens = tokens
        self.clock = clock
    }

    package func token() async throws(ReadFault) -> Secret {
        let current = try await load()
        let now = clock.now
        guard current.isDue(at: now) else { return current.accessToken }
        guard !current.isExpired(at: now) else { return try await renew(otherThan: current.accessToken) }
        // It is still good: what keeps it from being renewed now may be over in some minutes.
        guard pause.isOver(at: now) else { return current.accessToken }
        do throws(ReadFault) {
            return try await renew(otherThan: current.accessToken)
        } catch {
            guard error.code != .stopped, try await load() == current else { throw error }
            pause.failed(error, at: now)
            return current.accessToken
        }
    }

    package func token(after refused: Secret) async throws(ReadFault) -> Secret? {
        let current = try await load()
        if current.accessToken != refused { return current.accessToken }
        guard current.refreshToken != nil else { return nil }
        return try await renew(otherThan: refused)
    }

    /// Exchanges the code of a checked callback for a token, and saves it.
    ///
    /// A code is good once.
    package func authorize(_ callback: OAuthCallback.Accepted, expiring: Bool = true) async throws(ReadFault) {
        var fields = [
            ("client_id", app.clientID), ("client_secret", app.clientSecret.reveal()),
            ("code", callback.code.reveal()),
        ]
        if expiring { fields.append(("expiring", "1")) }
        let now = clock.now
        try await save(OfflineToken(try await endpoint.ask(fields), at: now))
    }

    private func renew(otherThan old: Secret) async throws(ReadFault) -> Secret {
        try await flight.run { [self] in
            do throws(ReadFault) {
                return .success(try await refresh(otherThan: old))
            } catch {
                return .failure(error)
            }
        }
    }

    private func refresh(otherThan old: Secret) async throws(ReadFault) -> Secret {
        let current = try await load()
        // Another task or another node may have renewed it.
        guard current.accessToken == old else { return current.accessToken }
        guard let refreshToken = current.refreshToken else { throw Self.mustAuthorize }
        let now = clock.now
        do throws(ReadFault) {
            let grant = try await endpoint.ask([
                ("grant_type", "refresh_token"), ("client_id", app.clientID),
                ("client_secret", app.clientSecret.reveal()), ("refresh_token", refreshToken.reveal()),
            ])
            var renewed = OfflineToken(grant, at: now)
            if renewed.refreshToken == nil {
                (renewed.refreshToken, renewed.refreshExpiresAt) = (refreshToken, current.refreshExpiresAt)
            }
            if try await replace(current, by: renewed) { return renewed.accessToken }
            // Another node, or the merchant, was faster, and then ours was never used; or the app was taken out.
            return try await load().accessToken
        } catch  where error.code == .authorizeAgain {
            // Refused as used up: then another node was faster, and its pair is in the store.
            let latest = try await load()
            guard latest.accessToken != old else { throw error }
            return latest.accessToken
        }
    }

    private func load() async throws(ReadFault) -> OfflineToken {
        let token: OfflineToken?
        do {
            token = try await tokens.load(store)
        } catch let fault as ReadFault {
            throw fault
        } catch {
            throw ReadFault(.storage, .retry, message: "the store's access token could not be read from the store")
        }
        guard let token else { throw Self.mustAuthorize }
        return token
    }

    private func replace(_ known: OfflineToken, by token: OfflineToken) async throws(ReadFault) -> Bool {
        do {
            return try await tokens.replace(known, by: token, for: store)
        } catch {
            throw ReadFault(.storage, .retry, message: "the store's new access token could not be saved")
        }
    }

    private func save(_ token: OfflineToken) async throws(ReadFault) {
        do {
            try await tokens.save(token, for: store)
        } catch {
            throw ReadFault(.storage, .retry, message: "the store's new access token could not be saved")
        }
    }

    private static var mustAuthorize: ReadFault {
        ReadFault(.authorizeAgain, .pauseStore, message: "this store has not authorised the app: use the install link")
    }
}
