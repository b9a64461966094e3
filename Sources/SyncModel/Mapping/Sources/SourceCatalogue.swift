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

    static let all: [SourceField] = customer + order + line + store

    /// The part of a path that stands for a name of the merchant's choosing.
    static let namePlaceholder = "NAME"

    private static let byPath = Dictionary(uniqueKeysWithValues: all.map { ($0.path, $0) })

    /// The field at a path, and what stands for `NAME` in it.
    static func find(_ path: SourcePath) -> (field: SourceField, name: String)? {
        if let field = byPath[path.text], path.segments.last != namePlaceholder { return (field, "") }
        guard path.segments.count == 3, let name = path.segments.last else { return nil }
        let pattern = path.segments.dropLast().joined(separator: ".") + "." + namePlaceholder
        return byPath[pattern].map { ($0, name) }
    }

    /// The path that a person probably meant.
    static func nearest(to text: String, scope: Scope) -> String? {
        let reachable = all.filter { field in scope.roots.contains { field.path.hasPrefix($0 + ".") } }
        if let exact = reachable.first(where: { $0.path.split(separator: ".").last ?? "" == text }) {
            return exact.path
        }
        return NearestName.of(text, among: reachable.map(\.path))
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
