import Outbound
import SyncModel

/// One access token for all who use a refresh token, in this process and in others, renewed by one at a time.
struct ZohoCredential: Sendable {
    let settings: ZohoSettings
    let endpoint: ZohoTokenEndpoint
    let shelf: CredentialShelf
    let clock: any WallClock

    init(settings: ZohoSettings, transport: any OutboundTransport, shelf: CredentialShelf, clock: any WallClock) {
        self.settings = settings
        endpoint = ZohoTokenEndpoint(settings: settings, transport: transport)
        self.shelf = shelf
        self.clock = clock
    }

    /// A token to call with; not one that Zoho has `refused`.
    func token(otherThan refused: Secret? = nil) async throws(DeliveryFault) -> ZohoToken {
        let refreshToken = try await refreshToken()
        let (endpoint, clock) = (endpoint, clock)
        let bytes = try await shelf.credential(
            name(refreshToken),
            while: { bytes in
                guard let token = ZohoToken(bytes) else { return false }
                return token.accessToken != refused && token.isGood(at: clock.now)
            },
            renew: { () async throws(DeliveryFault) -> [UInt8] in
                let askedAt = clock.now
                let grant = try await endpoint.refresh(refreshToken)
                return ZohoToken(
                    accessToken: grant.accessToken,
                    apiDomain: grant.apiDomain,
                    grantedAt: askedAt,
                    life: grant.life
                ).bytes
            }
        )
        guard let token = ZohoToken(bytes) else {
            throw DeliveryFault(.unavailable, .retry, message: "the kept access token cannot be read")
        }
        return token
    }

    /// Exchanges a self client's code and keeps the refresh token; returns the scopes, where Zoho tells them.
    func connect(_ code: Secret) async throws(DeliveryFault) -> [String] {
        let askedAt = clock.now
        let grant = try await endpoint.exchange(code)
        guard let refreshToken = grant.refreshToken else {
            throw DeliveryFault(
                .unauthorized,
                .pause(.destination),
                message: "Zoho gave no refresh token for this code: make the code with a Self Client in the API console"
            )
        }
        try await shelf.keep(Array(refreshToken.reveal().utf8), as: Self.refreshName(settings.destination))
        let token = ZohoToken(
            accessToken: grant.accessToken,
            apiDomain: grant.apiDomain,
            grantedAt: askedAt,
            life: grant.life
        )
        try await shelf.keep(token.bytes, as: name(refreshToken))
        return (grant.scope ?? "").split { $0 == " " || $0 == "," }.map(String.init)
    }

    /// Under which name a destination's refresh token is kept.
    static func refreshName(_ destination: String) -> String { "zoho-refresh-token/\(destination)" }

    private func refreshToken() async throws(DeliveryFault) -> Secret {
        if let token = settings.refreshToken { return token }
        if let kept = try await shelf.kept(Self.refreshName(settings.destination)) {
            return Secret(String(decoding: kept, as: UTF8.self))
        }
        throw DeliveryFault(
            .unauthorized,
            .pause(.destination),
            message: "there is no refresh token: make a code with a Self Client in Zoho's API console and run "
                + "sluice connect zoho --destination \(settings.destination) --code CODE"
        )
    }

    /// The same for all destinations that share a refresh token; tells nothing of it.
    private func name(_ refreshToken: Secret) -> String {
        var hash = StableHash()
        for part in [settings.accountsURL, settings.clientID, refreshToken.reveal()] { hash.combine(part) }
        return "zoho-access-token/" + String(hash.value, radix: 16)
    }
}
