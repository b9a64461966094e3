/// A global id such as `gid://shopify/Order/1001`.
struct ShopifyID: Sendable, Hashable {
    let type: String
    let number: Int64

    init(_ type: String, _ number: Int64) {
        self.type = type
        self.number = number
    }

    /// Nil for anything that is not a global id of the shop.
    init?(_ text: String) {
        let prefix = "gid://shopify/"
        guard text.hasPrefix(prefix) else { return nil }
        let parts = text.dropFirst(prefix.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let number = Int64(parts[1].prefix { $0 != "?" }) else { return nil }
        self.init(String(parts[0]), number)
    }

    var text: String { "gid://shopify/\(type)/\(number)" }
}
