/// The name of a subscription, by which an installation knows its own: `<installation>-<topic>`.
///
/// Shopify takes 1 to 50 letters, digits, `-` and `_`, unique in the store without regard to case. A name that would be
/// longer ends in a hash instead of the topic's end.
package struct SubscriptionName: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    private static let limit = 50
    /// Leaves room for enough of a topic to be recognised.
    private static let longestInstallation = 24
    private static let hashDigits = 8

    /// - Parameters:
    ///   - installation: the configured name; characters that Shopify does not take become `_`.
    ///   - topic: as in the header, such as `orders/create`.
    package init(installation: String, topic: String) {
        let prefix = Self.prefix(installation)
        let word = Self.plain(topic, keepingDashes: false)
        let whole = prefix + word
        guard whole.utf8.count > Self.limit else {
            description = whole
            return
        }
        let room = Self.limit - prefix.utf8.count - Self.hashDigits - 1
        description = "\(prefix)\(word.prefix(room))-\(Self.hash(topic))"
    }

    /// Whether a subscription of this name belongs to the installation.
    ///
    /// An installation `prod` does not own what `prod-eu` made.
    package static func isOwned(_ name: String, by installation: String) -> Bool {
        let prefix = prefix(installation)
        let name = name.lowercased()
        guard name.hasPrefix(prefix.lowercased()) else { return false }
        let rest = name.dropFirst(prefix.count).split(separator: "-", omittingEmptySubsequences: false)
        guard let topic = rest.first, !topic.isEmpty else { return false }
        if rest.count == 1 { return true }
        return rest.count == 2 && name.utf8.count == limit && rest[1].utf8.count == hashDigits
            && rest[1].allSatisfy(\.isHexDigit)
    }

    private static func prefix(_ installation: String) -> String {
        let word = plain(installation, keepingDashes: true)
        guard word.utf8.count > longestInstallation else { return word + "-" }
        return "\(word.prefix(longestInstallation - hashDigits))\(hash(installation))-"
    }

    private static func plain(_ text: String, keepingDashes: Bool) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar {
                    case "a"..."z", "A"..."Z", "0"..."9", "_": scalar
                    case "-" where keepingDashes: scalar
                    default: "_"
                    }
                }
            )
        )
    }

    private static func hash(_ text: String) -> String {
        let digits = String(StableHash.of(text) & 0xffff_ffff, radix: 16)
        return String(repeating: "0", count: hashDigits - digits.count) + digits
    }
}
