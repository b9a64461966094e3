/// Every field of Shopify's that a mapping may name.
enum SourceCatalogue {
    /// Where an expression stands, which decides what it may name.
    enum Scope: Sendable, Hashable {
        case customer
        case order
        /// Inside the `lines` block of an order.
        case line

        var roots: [String] {
            switch self {
            case .customer: ["customer", "store", "sync"]
            case .order: ["order", "customer", "store", "sync"]
            case .line: ["line", "order", "customer", "store", "sync"]
            }
        }
    }

    static let roots = Scope.line.roots

    static let all: [SourceField] = customer + order + line + lists + metafields + store

    /// The parts of a path that stand for names of the merchant's choosing.
    private static let placeholders: Set<Substring> = ["NAME", "NAMESPACE", "KEY"]

    private static let byPath = Dictionary(
        uniqueKeysWithValues: all.filter { !$0.path.split(separator: ".").contains(where: placeholders.contains) }
            .map { ($0.path, $0) }
    )
    private static let patterns = all.map { ($0.path.split(separator: "."), $0) }
        .filter { $0.0.contains(where: placeholders.contains) }

    /// The field at a path, and what stands for the placeholders in it.
    static func find(_ path: SourcePath) -> (field: SourceField, names: [String])? {
        if let field = byPath[path.text] { return (field, []) }
        for (pattern, field) in patterns where pattern.count == path.segments.count {
            let pairs = zip(pattern, path.segments)
            guard pairs.allSatisfy({ placeholders.contains($0) || $0 == $1 }) else { continue }
            return (field, pairs.filter { placeholders.contains($0.0) }.map(\.1))
        }
        return nil
    }

    static let store: [SourceField] = [
        SourceField("store.name", .text, "The store's name in the configuration.", example: "acme") {
            .text($0.facts.store.name.rawValue)
        },
        SourceField("store.domain", .text, "The permanent myshopify.com domain.", example: "acme.myshopify.com") {
            .text($0.facts.store.domain)
        },
        SourceField(
            "store.admin_url",
            .text,
            "Link to the store in the Shopify admin.",
            example: "https://admin.shopify.com/store/acme"
        ) {
            .text($0.facts.store.adminURL)
        },
        SourceField(
            "sync.origin",
            .text,
            "`live` for what just happened, `history` for what a backfill brought.",
            example: "live"
        ) {
            .text($0.facts.origin.name)
        },
    ]
}

extension StoreFacts {
    /// The store in the Shopify admin, without a slash at the end.
    var adminURL: String {
        let suffix = ".myshopify.com"
        guard domain.hasSuffix(suffix) else { return "https://\(domain)/admin" }
        return "https://admin.shopify.com/store/\(domain.dropLast(suffix.count))"
    }
}
