extension SourceCatalogue {
    /// The path that a person probably meant.
    static func nearest(to text: String, scope: Scope) -> String? {
        let reachable = all.filter { field in scope.roots.contains { field.path.hasPrefix($0 + ".") } }.map(\.path)
        if let exact = reachable.first(where: { $0.split(separator: ".").last ?? "" == text }) { return exact }
        let parts = text.split(separator: ".").map(String.init)
        if parts.count <= 2, let last = parts.last,
            let own = shopifys[last]?.first(where: { path in
                reachable.contains(path) && (parts.count == 1 || path.hasPrefix(parts[0] + "."))
            })
        {
            return own
        }
        return NearestName.of(text, among: reachable) ?? NearestName.sharingWords(text, among: reachable)
    }

    /// How a field with a name of the merchant's choosing is written, for a path that begins as one; `nil` for any other.
    static func form(of path: SourcePath) -> String? {
        for pattern in all.map(\.path) {
            let parts = pattern.split(separator: ".")
            let fixed = parts.prefix { $0 != "NAME" && $0 != "NAMESPACE" }
            guard fixed.count < parts.count, path.segments.count >= fixed.count,
                zip(fixed, path.segments).allSatisfy({ $0 == $1 })
            else { continue }
            return "write \(pattern); a name with other characters than letters, digits, - and _ stands in quotes"
        }
        return nil
    }

    /// How Shopify's own API calls what has another name here.
    private static let shopifys: [String: [String]] = [
        "order_number": ["order.number"], "total_price": ["order.total"], "current_total_price": ["order.total"],
        "subtotal_price": ["order.subtotal"], "current_subtotal_price": ["order.subtotal"], "total_tax": ["order.tax"],
        "current_total_tax": ["order.tax"], "total_discounts": ["order.discounts"],
        "current_total_discounts": ["order.discounts"], "total_outstanding": ["order.outstanding"],
        "total_shipping_price_set": ["order.shipping"], "customer_locale": ["order.locale"],
        "source_name": ["order.channel"], "payment_gateway_names": ["order.payment_gateways"],
        "order_status_url": ["order.status_url"], "line_items": ["order.lines"],
        "total_spent": ["customer.amount_spent"], "number_of_orders": ["customer.orders_count"],
    ]

    /// What turns a source field that is text into another type, where a field or a comparison wants that.
    ///
    /// A filter helps where the text may be such a value; an order's name never is a number.
    ///
    /// - Parameters:
    ///   - source: the path.
    ///   - type: what is wanted.
    ///   - filter: the filter that makes one of a text.
    /// - Returns: what to write.
    static func conversion(of source: String, to type: ValueType, by filter: String) -> String {
        let path = SourcePath(segments: source.split(separator: ".").map(String.init), offset: 0)
        guard let field = find(path)?.field, field.type == .text, !isFreeText(source),
            MappedValue.text(field.example).read(as: type) == nil
        else { return "add \"| \(filter)\"" }
        if type.isNumeric, source == "order.name" { return "write order.number" }
        if !field.choices.isEmpty { return "it is a word such as \"\(field.example)\": \"map\" says what each becomes" }
        return "it is text such as \"\(field.example)\"; `sluice mapping fields` tells the types of all"
    }

    /// Sources in which people write as much as they like, or that grow with what is bought.
    static func isFreeText(_ source: String) -> Bool {
        ["note", "line_summary", "tags", "discount_codes", "properties", "attributes", "metafields", "lines"].contains {
            source.contains($0)
        }
    }
}
