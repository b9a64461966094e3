import Crypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How Shopify signs what it delivers.
package enum WebhookSignature {
    /// The value of `X-Shopify-Hmac-Sha256`: base64 of HMAC-SHA256 over the exact body, keyed by the secret's text.
    package static func sign(body: some Sequence<UInt8>, secret: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(body),
            using: SymmetricKey(data: Array(secret.utf8))
        )
        return Data(code).base64EncodedString()
    }
}
