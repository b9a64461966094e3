import Crypto
import CryptoExtras
import FoundationEssentials
import SyncModel

/// The signed statement that the JWT bearer flow shows instead of a secret.
///
/// RS256 over header and claims; `exp` in seconds, three minutes ahead at most.
enum SalesforceAssertion {
    private struct Header: Encodable {
        var alg = "RS256"
        var typ = "JWT"
    }

    private struct Claims: Encodable {
        var iss: String
        var sub: String
        var aud: String
        var exp: Int64
    }

    /// The key cannot be used.
    ///
    /// Says nothing of the key itself.
    struct UnusableKey: Error {}

    static func make(
        clientID: String,
        user: String,
        audience: String,
        key: Secret,
        now: Instant
    ) throws -> String {
        let claims = Claims(iss: clientID, sub: user, aud: audience, exp: now.microseconds / 1_000_000 + 170)
        let signed = base64URL(try SalesforceJSON.encode(Header())) + "." + base64URL(try SalesforceJSON.encode(claims))
        do {
            let privateKey = try _RSA.Signing.PrivateKey(pemRepresentation: key.reveal())
            let digest = SHA256.hash(data: Data(signed.utf8))
            let signature = try privateKey.signature(for: digest, padding: .insecurePKCS1v1_5)
            return signed + "." + base64URL(Array(signature.rawRepresentation))
        } catch {
            throw UnusableKey()
        }
    }

    /// Who the statement is for: production's login host, or the one for sandboxes.
    static func audience(_ loginURL: String) -> String {
        let isSandbox = loginURL.contains(".sandbox.") || loginURL.contains("://test.salesforce.com")
        return isSandbox ? "https://test.salesforce.com" : "https://login.salesforce.com"
    }

    private static func base64URL(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().compactMap { character -> String? in
            switch character {
            case "+": "-"
            case "/": "_"
            case "=": nil
            default: String(character)
            }
        }
        .joined()
    }
}
