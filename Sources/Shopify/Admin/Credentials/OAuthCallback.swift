import Crypto
import FoundationEssentials
import Outbound
package import SyncModel

/// Checks the request by which a shop hands over a code: our state, the app's signature, the right shop, not too old.
package struct OAuthCallback: Sendable {
    /// A callback that may be believed.
    package struct Accepted: Sendable {
        package var code: Secret
        package var shop: ShopDomain

        package init(code: Secret, shop: ShopDomain) {
            self.code = code
            self.shop = shop
        }
    }

    /// Why one may not.
    package enum Refusal: Error, Sendable, Hashable {
        case malformed
        /// Not signed with any of the app's secrets.
        case signature
        /// Not the answer to the link that was given out.
        case state
        case shop
        /// The signature is older than a day, or from the future.
        case time
    }

    private static let longestAge = Duration.seconds(86_400)
    private static let longestClockDifference = Duration.seconds(300)

    private let secrets: [SigningSecret]
    private let state: Secret
    private let shop: ShopDomain

    /// - Parameters:
    ///   - secrets: the app's client secrets; two while they are being changed.
    ///   - state: what the install link carried.
    ///   - shop: the shop that the link was for.
    package init(secrets: [SigningSecret], state: Secret, shop: ShopDomain) {
        self.secrets = secrets
        self.state = state
        self.shop = shop
    }

    /// Judges a query string as it came, without the question mark.
    ///
    /// The signature comes first, and every secret is tried in constant time.
    package func check(query: String, now: Instant) throws(Refusal) -> Accepted {
        guard query.utf8.count <= 8_192, let fields = FormText.decode(query),
            Set(fields.map(\.name)).count == fields.count
        else { throw .malformed }
        let values = Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first }
        guard let signature = values["hmac"], isSigned(fields, with: signature) else { throw .signature }
        guard let given = values["state"], ConstantTime.areEqual(given.utf8, state.reveal().utf8) else { throw .state }
        guard values["shop"].flatMap(ShopDomain.init) == shop else { throw .shop }
        guard let seconds = values["timestamp"].flatMap(Int64.init), (0...100_000_000_000).contains(seconds) else {
            throw .malformed
        }
        let age = now.since(Instant(seconds: seconds))
        guard age <= Self.longestAge, age >= .zero - Self.longestClockDifference else { throw .time }
        guard let code = values["code"], !code.isEmpty else { throw .malformed }
        return Accepted(code: Secret(code), shop: shop)
    }

    /// Hexadecimal HMAC-SHA256 over all other fields, sorted by name, in the encoding of query strings.
    private func isSigned(_ fields: [(name: String, value: String)], with signature: String) -> Bool {
        let signed = fields.filter { $0.name != "hmac" && $0.name != "signature" }.sorted { $0.name < $1.name }
        let message = Array(FormText.encode(signed).utf8)
        var isSigned = false
        for secret in secrets {
            let code = HMAC<SHA256>.authenticationCode(for: message, using: secret.key)
            if ConstantTime.areEqual(HexText.of(code).utf8, signature.utf8) { isSigned = true }
        }
        return isSigned
    }
}
