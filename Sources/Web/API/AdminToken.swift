import Crypto
import Shopify

/// The administrator's token, kept as a hash and compared in constant time; never printed.
package struct AdminToken: Sendable, CustomStringConvertible, CustomReflectable {
    private let digest: [UInt8]

    /// `nil` for an empty token: it would let everybody in.
    package init?(_ token: String) {
        guard !token.isEmpty else { return nil }
        digest = Self.digest(of: token)
    }

    /// Whether an `Authorization` header holds this token.
    func admits(authorization: String?) -> Bool {
        guard let authorization else { return false }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return false }
        return ConstantTime.areEqual(Self.digest(of: String(parts[1])), digest)
    }

    private static func digest(of token: String) -> [UInt8] { Array(SHA256.hash(data: Array(token.utf8))) }

    package var description: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
