import SyncModel

/// Reads what a person types to name a record.
enum SearchTermParser {
    /// `#1001`, `1001`, an id, a GID (`gid://shopify/Order/1`), an e-mail, an address of the Shopify admin, or a guest's id
    /// (`guest-…`).
    static func parse(_ text: String) -> SearchTerm? {
        let trimmed = text.split(separator: " ").joined(separator: " ")
        guard !trimmed.isEmpty else { return nil }
        if let email = EmailAddress.folded(trimmed) { return .email(email) }
        if let named = idWithKind(trimmed) { return .id(named.0, named.1) }
        if let guest = ExternalID.id(of: trimmed.lowercased()), guest < 0 { return .id(guest, .customer) }
        let bare = trimmed.hasPrefix("#") ? String(trimmed.dropFirst()) : trimmed
        if let number = Int64(bare), number > 0 { return .number(number, text: trimmed) }
        return .name(trimmed)
    }

    /// The permanent domain of the shop that an address of the Shopify admin names; `nil` for anything else.
    static func shop(of text: String) -> String? {
        let parts = text.split(whereSeparator: { $0 == "/" || $0 == "?" }).map { $0.lowercased() }
        if let place = parts.firstIndex(of: "admin.shopify.com"), place + 2 < parts.count, parts[place + 1] == "store" {
            return parts[place + 2] + ".myshopify.com"
        }
        return parts.first { $0.hasSuffix(".myshopify.com") }
    }

    private static func idWithKind(_ text: String) -> (Int64, RecordKind)? {
        let parts = text.split(whereSeparator: { $0 == "/" || $0 == "?" }).map { $0.lowercased() }
        for (index, part) in parts.enumerated() where index + 1 < parts.count {
            guard let id = Int64(parts[index + 1]) else { continue }
            switch part {
            case "order", "orders": return (id, .order)
            case "customer", "customers": return (id, .customer)
            default: continue
            }
        }
        return nil
    }
}
