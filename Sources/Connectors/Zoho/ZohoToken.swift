import FoundationEssentials
import SyncModel

/// An access token with the address that it is for, as it is kept.
struct ZohoToken: Sendable, Hashable {
    var accessToken: Secret
    var apiDomain: String
    var grantedAt: Instant
    /// How long it is good from then.
    var life: Duration
    /// Under which name what came of it is noted; not kept with it.
    var mintName: String?

    /// It is renewed this long before its end.
    private static let margin = Duration.seconds(300)

    func isGood(at now: Instant) -> Bool {
        let age = now.since(grantedAt)
        return age >= .zero && age < life - Self.margin
    }

    private struct Kept: Codable {
        var token: String
        var domain: String
        var granted: Int64
        var seconds: Int64
    }

    /// The only form in which it is ever written, and only into a seal.
    var bytes: [UInt8] {
        let kept = Kept(
            token: accessToken.reveal(),
            domain: apiDomain,
            granted: grantedAt.microseconds,
            seconds: Int64(life.components.seconds)
        )
        return ((try? JSONEncoder().encode(kept)) ?? Data()).map(\.self)
    }

    init(accessToken: Secret, apiDomain: String, grantedAt: Instant, life: Duration) {
        self.accessToken = accessToken
        self.apiDomain = apiDomain
        self.grantedAt = grantedAt
        self.life = life
    }

    /// - Returns: `nil` for bytes that hold none.
    init?(_ bytes: [UInt8]) {
        guard let kept = try? JSONDecoder().decode(Kept.self, from: Data(bytes)) else { return nil }
        self.init(
            accessToken: Secret(kept.token),
            apiDomain: kept.domain,
            grantedAt: Instant(microseconds: kept.granted),
            life: .seconds(kept.seconds)
        )
    }
}
