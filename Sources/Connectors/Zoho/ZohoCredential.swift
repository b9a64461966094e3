import Outbound
import SyncModel
import Synchronization

/// One access token for all who use a refresh token, in this process and in others, renewed by one at a time.
final class ZohoCredential: Sendable {
    /// A refresh token that another process keeps is used after this at the latest.
    private static let look = Duration.seconds(60)
    /// The login server is not asked again about a refresh token that it refused, however often the destination is probed.
    private static let patience = Duration.seconds(120)

    /// What the login server said of a refresh token.
    private struct Refusal: Sendable {
        var token: Secret
        var fault: DeliveryFault
        var at: Instant
        var until: Instant
    }

    let settings: ZohoSettings
    let endpoint: ZohoTokenEndpoint
    let shelf: CredentialShelf
    let clock: any WallClock
    private let known = Mutex<(token: Secret, at: Instant)?>(nil)
    private let refusal = Mutex<Refusal?>(nil)

    init(settings: ZohoSettings, transport: any OutboundTransport, shelf: CredentialShelf, clock: any WallClock) {
        self.settings = settings
        endpoint = ZohoTokenEndpoint(settings: settings, transport: transport)
        self.shelf = shelf
        self.clock = clock
    }

    /// A token to call with; not one that Zoho has `refused`.
    func token(otherThan refused: Secret? = nil) async throws(DeliveryFault) -> ZohoToken {
        let refreshToken = try await refreshToken()
        let clock = clock
        let bytes = try await shelf.credential(
            name(refreshToken),
            while: { bytes in
                guard let token = ZohoToken(bytes) else { return false }
                return token.accessToken != refused && token.isGood(at: clock.now)
            },
            renew: { [self] () async throws(DeliveryFault) -> [UInt8] in try await renewed(refreshToken).bytes }
        )
        guard var token = ZohoToken(bytes) else {
            throw DeliveryFault(.unavailable, .retry, message: "the kept access token cannot be read")
        }
        token.mintName = name(refreshToken)
        return token
    }

    /// What a call with the token came to: `nil` for a success, and for a refusal that is not the token's.
    func heard(_ fault: DeliveryFault?, of token: ZohoToken) {
        guard let name = token.mintName else { return }
        if let fault {
            shelf.mint(name).refused(token.accessToken, fault, at: clock.now)
        } else {
            shelf.mint(name).accepted(token.accessToken)
        }
    }

    private func renewed(_ refreshToken: Secret) async throws(DeliveryFault) -> ZohoToken {
        let askedAt = clock.now
        let mint = shelf.mint(name(refreshToken))
        try mint.admit(at: askedAt)
        let known = refusal.withLock { known in
            known.flatMap { $0.token == refreshToken && askedAt >= $0.at && askedAt < $0.until ? $0 : nil }
        }
        if let known {
            var fault = known.fault
            if case .wait = fault.disposition { fault.disposition = .wait(known.until.since(askedAt)) }
            throw fault
        }
        do throws(DeliveryFault) {
            let grant = try await endpoint.refresh(refreshToken)
            mint.minted(grant.accessToken)
            return ZohoToken(
                accessToken: grant.accessToken,
                apiDomain: grant.apiDomain,
                grantedAt: askedAt,
                life: grant.life
            )
        } catch {
            let hold: Duration? =
                switch error.disposition {
                case .wait(let time): time
                case .pause: Self.patience
                case .retry, .park, .bisect: nil
                }
            if let hold {
                let refused = Refusal(token: refreshToken, fault: error, at: askedAt, until: askedAt + hold)
                refusal.withLock { $0 = refused }
            }
            throw error
        }
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
        known.withLock { $0 = (refreshToken, askedAt) }
        return (grant.scope ?? "").split { $0 == " " || $0 == "," }.map(String.init)
    }

    /// Under which name a destination's refresh token is kept.
    static func refreshName(_ destination: String) -> String { "zoho-refresh-token/\(destination)" }

    private func refreshToken() async throws(DeliveryFault) -> Secret {
        if let token = settings.refreshToken { return token }
        let now = clock.now
        let held = known.withLock { known in known.flatMap { now.since($0.at) < Self.look ? $0.token : nil } }
        if let held { return held }
        if let kept = try await shelf.kept(Self.refreshName(settings.destination)) {
            let token = Secret(String(decoding: kept, as: UTF8.self))
            known.withLock { $0 = (token, now) }
            return token
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
