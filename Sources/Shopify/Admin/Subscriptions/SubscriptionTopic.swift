/// Topic names as headers write them, and as GraphQL's enumeration does.
enum SubscriptionTopic {
    /// What can be subscribed to beside the topics that are decoded.
    private static let others = ["app/uninstalled", "app/scopes_update", "bulk_operations/finish"]

    private static let headers = Dictionary(
        (ShopifyReceiptDecoder.topics + others).map { (enumeration(of: $0), $0) }
    ) { first, _ in first }

    /// `ORDERS_CREATE` of `orders/create`.
    static func enumeration(of header: String) -> String {
        String(header.map { $0 == "/" || $0 == "." ? "_" : $0 }).uppercased()
    }

    /// `orders/create` of `ORDERS_CREATE`; a name that is not known here stays as it is.
    static func header(of enumeration: String) -> String { headers[enumeration] ?? enumeration }
}
