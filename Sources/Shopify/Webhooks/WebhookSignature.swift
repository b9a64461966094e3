import Crypto
import FoundationEssentials

/// The signature of a delivery: HMAC-SHA256 over the exact bytes of the body, in base64.
///
/// Check it before anything reads the body.
package struct WebhookSignature: Sendable, Hashable {
    private let digest: [UInt8]

    /// Reads `X-Shopify-Hmac-Sha256`; surrounding white space is tolerated.
    ///
    /// - Parameter header: the value as it came. `nil` results for what cannot be a signature: other lengths, other
    ///   alphabets, hexadecimal.
    package init?(header: String) {
        let text = header.trimmingWhitespace()
        // 32 bytes are 44 characters of base64; the length also keeps hexadecimal, which is valid base64 too, out.
        guard text.utf8.count == 44, let data = Data(base64Encoded: text), data.count == SHA256.byteCount else {
            return nil
        }
        digest = Array(data)
    }

    /// Finds the secret that this signature of `body` was made with.
    ///
    /// Every secret is tried, in constant time, whether or not an earlier one fits, so that the time taken tells
    /// nothing.
    /// - Parameters:
    ///   - body: the bytes as received.
    ///   - secrets: all live secrets of the shop.
    /// - Returns: the index of the first secret that fits; `nil` if none does.
    package func matches(body: UnsafeRawBufferPointer, secrets: [SigningSecret]) -> Int? {
        var found: Int?
        for (index, secret) in secrets.enumerated() {
            var code = HMAC<SHA256>(key: secret.key)
            code.update(data: body)
            var difference: UInt8 = 0
            for (expected, given) in zip(code.finalize(), digest) { difference |= expected ^ given }
            if difference == 0, found == nil { found = index }
        }
        return found
    }

    /// Finds the secret that this signature of `body` was made with; see the other form.
    package func matches(body: [UInt8], secrets: [SigningSecret]) -> Int? {
        body.withUnsafeBytes { matches(body: $0, secrets: secrets) }
    }

    /// Signs a body as Shopify does, for who checks that himself.
    ///
    /// - Returns: the header's value.
    package static func header(body: [UInt8], secret: SigningSecret) -> String {
        Data(HMAC<SHA256>.authenticationCode(for: body, using: secret.key)).base64EncodedString()
    }
}
