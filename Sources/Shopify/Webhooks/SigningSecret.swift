import Crypto
import FoundationEssentials

/// One secret that a shop's webhooks may be signed with; never printed, not even by a debugger's dump.
///
/// A shop can have several live ones: during a rotation both the old and the new client secret, and the key of
/// webhooks made by hand in the admin.
package struct SigningSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let key: SymmetricKey

    /// Prepares a secret once, for many deliveries; surrounding white space is dropped.
    ///
    /// - Parameter text: the secret as Shopify shows it. `nil` results for an empty one: anybody could sign with that.
    package init?(_ text: String) {
        let trimmed = text.trimmingWhitespace()
        guard !trimmed.isEmpty else { return nil }
        key = SymmetricKey(data: Array(trimmed.utf8))
    }

    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
