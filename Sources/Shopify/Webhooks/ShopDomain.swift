/// The permanent name of a Shopify shop, such as `acme.myshopify.com`, in lower case.
package struct ShopDomain: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    /// Reads a shop's permanent domain.
    ///
    /// - Parameter text: in any case, with or without surrounding white space. `nil` results for other domains, custom
    ///   ones too, and for anything with a scheme, port or path.
    package init?(_ text: String) {
        let name = text.trimmingWhitespace().lowercased()
        guard name.hasSuffix(Self.suffix) else { return nil }
        let label = name.utf8.dropLast(Self.suffix.utf8.count)
        let isPlain = label.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard isPlain, (1...100).contains(label.count), label.first != UInt8(ascii: "-") else { return nil }
        description = name
    }

    private static let suffix = ".myshopify.com"
}
