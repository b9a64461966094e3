extension SourceCatalogue {
    private static let customerMetafields = "customer.metafields."
    private static let orderMetafields = "order.metafields."

    static let metafields: [SourceField] = [
        SourceField(
            pattern: customerMetafields + "NAMESPACE.KEY",
            .text,
            "A metafield of the customer, as text; only those that a mapping names are read, and never from webhooks.",
            example: "gold"
        ) { names in
            let name = metafield(names)
            return { .of($0.facts.profile.metafields.value(of: name)) }
        },
        SourceField(
            pattern: orderMetafields + "NAMESPACE.KEY",
            .text,
            "A metafield of the order, as text; only those that a mapping names are read, and never from webhooks.",
            example: "2026-06-01"
        ) { names in
            let name = metafield(names)
            return { .of($0.facts.order.metafields.value(of: name)) }
        },
    ]

    private static func metafield(_ names: [String]) -> MetafieldName {
        MetafieldName(namespace: names.first ?? "", key: names.last ?? "")
    }

    /// What is wrong with the name of a metafield.
    static func mistake(inMetafieldOf path: SourcePath) -> ExpressionMistake? {
        guard path.segments.count == 4, path.segments[1] == "metafields" else { return nil }
        let name = metafield(Array(path.segments[2...]))
        guard !name.isValid else { return nil }
        return ExpressionMistake(
            path.offset,
            "\"\(name.namespace).\(name.key)\" names no metafield",
            fix: "a namespace of 2 to 255 and a key of 2 to 64 letters, digits, - and _"
        )
    }

    /// What no customer's own webhook brings since API version 2025-01: groups with topics of their own, which speak only
    /// of changes to come.
    private static let apart = [
        "customer.tags", "customer.email_consent.", "customer.sms_consent.", "customer.whatsapp_consent.",
        "customer.orders_count", "customer.amount_spent", "customer.last_order_id",
        lastOrderDate,
    ]

    /// What source fields ask for that webhooks lack: metafields by kind of record, and customers as a whole.
    static func demand(of sources: some Sequence<String>) -> ReadDemand {
        var demand = ReadDemand()
        for source in sources {
            if apart.contains(where: source.hasPrefix) { demand.completesCustomers = true }
            if source == "customer.locale" { demand.followsLocale = true }
            if source == lastOrderDate { demand.followsLastOrder = true }
            for (kind, root) in [(RecordKind.customer, customerMetafields), (.order, orderMetafields)]
            where source.hasPrefix(root) {
                // Neither part can hold a dot.
                demand.add([metafield(source.dropFirst(root.count).split(separator: ".").map(String.init))], of: kind)
            }
        }
        return demand
    }
}
