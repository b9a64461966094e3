import SyncModel
import Synchronization

/// The token of one destination: asked for once for all calls that need it, and again shortly before it ends.
///
/// Kept on the shelf, so that a restart asks for none, and a refresh token that was replaced is not lost.
final class RESTTokens: Sendable {
    /// A token and when it ends by our clock.
    struct Token: Sendable {
        var value: Secret
        var until: Instant
        /// The refresh token that replaced the configured one, where the service changes it with every use.
        var refresh: Secret?
    }

    private let shelf: CredentialShelf
    private let name: String
    private let clock: any WallClock
    /// Of the configured credentials: a token that others gave is not used.
    private let fingerprint: String
    private let configured: Secret?
    private let mint: TokenMint
    private let refused = Mutex<Secret?>(nil)

    init(shelf: CredentialShelf, destination: String, credentials: [String: Secret], clock: any WallClock) {
        self.shelf = shelf
        name = "rest:" + destination
        mint = shelf.mint(name)
        self.clock = clock
        configured = credentials["refresh_token"]
        var hash = StableHash()
        for (name, secret) in credentials.sorted(by: { $0.key < $1.key }) {
            hash.combine(name)
            hash.combine(secret.reveal())
        }
        fingerprint = String(hash.value)
    }

    /// A token that is good for the next call; one login serves everybody who waits.
    func current(
        login: @escaping @Sendable (_ refresh: Secret?) async throws(RESTRefusal) -> Token
    ) async throws(RESTRefusal) -> Secret {
        do throws(DeliveryFault) {
            let bytes = try await shelf.credential(
                name,
                while: { self.isGood($0) },
                renew: { () async throws(DeliveryFault) -> [UInt8] in try await self.renewed(login) }
            )
            return Secret(RESTJSON(parsing: bytes)?["token"]?.scalar ?? "")
        } catch {
            throw RESTRefusal(fault: error)
        }
    }

    /// The service refused this token before its time.
    func forget(_ token: Secret) { refused.withLock { $0 = token } }

    /// Hears what came of a call with a token.
    func judge(_ token: Secret, by refusal: RESTRefusal?) {
        if let refusal, refusal.consequence == .pause {
            mint.refused(token, refusal.fault, at: clock.now)
        } else {
            mint.accepted(token)
        }
    }

    /// The refresh token that the service gave in place of the configured one; `nil` where that is still the one to use.
    func replacement() async throws(DeliveryFault) -> Secret? {
        guard let kept = try await shelf.kept(name).flatMap({ RESTJSON(parsing: $0) }),
            kept["for"]?.scalar == fingerprint, let refresh = kept["refresh"]?.scalar, refresh != configured?.reveal()
        else { return nil }
        return Secret(refresh)
    }

    private func isGood(_ bytes: [UInt8]) -> Bool {
        guard let kept = RESTJSON(parsing: bytes), kept["for"]?.scalar == fingerprint,
            let token = kept["token"]?.scalar, let until = kept["until"]?.scalar.flatMap(Int64.init)
        else { return false }
        return until > clock.now.microseconds && refused.withLock { $0 != Secret(token) }
    }

    private func renewed(
        _ login: @Sendable (Secret?) async throws(RESTRefusal) -> Token
    ) async throws(DeliveryFault) -> [UInt8] {
        try mint.admit(at: clock.now)
        let kept = try await shelf.kept(name).flatMap { RESTJSON(parsing: $0) }
        let isOurs = kept?["for"]?.scalar == fingerprint
        let refresh = isOurs ? kept?["refresh"]?.scalar.map { Secret($0) } : nil
        let token: Token
        do throws(RESTRefusal) {
            token = try await login(refresh)
        } catch {
            throw error.fault
        }
        mint.minted(token.value)
        let document = RESTJSON.object([
            RESTMember("for", .text(fingerprint)), RESTMember("token", .text(token.value.reveal())),
            RESTMember("until", .number(String(token.until.microseconds))),
            RESTMember("refresh", (token.refresh ?? refresh).map { .text($0.reveal()) } ?? .null),
        ])
        return document.bytes
    }
}
