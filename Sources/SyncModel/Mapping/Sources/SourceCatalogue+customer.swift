extension SourceCatalogue {
    static let customer: [SourceField] =
        profile + address("customer.address", "default address") { $0.profile.defaultAddress }
        + consent("email", "E-mail") { $0.customer?.emailConsent.fields }
        + consent("sms", "SMS") { $0.customer?.smsConsent.fields }
        + consent("whatsapp", "WhatsApp") { $0.customer?.whatsAppConsent.fields }
        + purchases

    private static let profile: [SourceField] = [
        .integer("customer.id", "Shopify's number for the customer.", "706405506930370084") {
            $0.customerID.map { .value($0) } ?? .absent
        },
        .text("customer.email", "E-mail address.", "bob@example.com") { $0.profile.email },
        .text("customer.first_name", "First name.", "Bob") { $0.profile.firstName },
        .text("customer.last_name", "Last name.", "Biller") { $0.profile.lastName },
        .text("customer.full_name", "First and last name, as far as there are any.", "Bob Biller") {
            joined($0.profile.firstName, $0.profile.lastName)
        },
        .text("customer.phone", "Phone number as Shopify keeps it.", "+4930123456") { $0.profile.phone },
        .text("customer.company", "Company of the default address.", "Biller GmbH") {
            $0.profile.defaultAddress.part(\.company)
        },
        .choice(
            "customer.state",
            "Account state: disabled, invited, enabled, declined.",
            "enabled",
            of: ["disabled", "invited", "enabled", "declined"]
        ) { $0.profile.state },
        .text("customer.note", "Note that staff wrote about the customer.", "Prefers the phone") { $0.profile.note },
        .flag("customer.verified_email", "Whether the e-mail address was confirmed.", "true") {
            $0.profile.verifiedEmail
        },
        .flag("customer.tax_exempt", "Whether no tax is charged.", "false") { $0.profile.taxExempt },
        .text("customer.locale", "Language of the customer's account.", "de") { $0.profile.locale },
        .text("customer.currency", "Currency of the customer's last order.", "EUR") { $0.profile.currency },
        .list("customer.tags", "Tags, sorted.", "vip, wholesale") {
            $0.customer?.tags.current.map { .value($0) } ?? .absent
        },
        .time("customer.created_at", "When the customer was created.", "2026-05-11T11:06:59-04:00") {
            $0.profile.createdAt
        },
        .time("customer.updated_at", "When the customer was last changed.", "2026-05-12T09:00:00-04:00") {
            $0.profile.updatedAt
        },
        .text(
            "customer.admin_url",
            "Link to the customer in the Shopify admin.",
            "https://admin.shopify.com/store/acme/customers/706405506930370084"
        ) { facts in
            facts.customerID.map { .value("\(facts.store.adminURL)/customers/\($0)") } ?? .absent
        },
    ]

    private static let purchases: [SourceField] = [
        .integer("customer.orders_count", "How many orders the customer has placed.", "4") {
            $0.customer?.purchases.fields.orderCount ?? .absent
        },
        .money("customer.amount_spent", "What the customer has spent in all.", "199.65") {
            ($0.customer?.purchases.fields.amountSpent ?? .absent).map(\.amount)
        },
        .text("customer.amount_spent_currency", "Currency of `customer.amount_spent`.", "EUR") {
            ($0.customer?.purchases.fields.amountSpent ?? .absent).map(\.currency)
        },
        .integer("customer.last_order_id", "Shopify's number for the customer's last order.", "820982911946154508") {
            $0.customer?.purchases.fields.lastOrderID ?? .absent
        },
        .time(lastOrderDate, "When the customer's last order was placed.", "2026-05-12T09:00:00-04:00") {
            $0.customer?.lastOrder.fields.at ?? .absent
        },
    ]

    static let lastOrderDate = "customer.last_order_at"

    /// What of a customer changes with each order of theirs, and with little else.
    static let followingOrders: Set<String> = [
        "customer.orders_count", "customer.amount_spent", "customer.amount_spent_currency", "customer.last_order_id",
        "customer.currency", lastOrderDate,
    ]

    private static func consent(
        _ name: String,
        _ channel: String,
        _ group: @escaping @Sendable (MappingFacts) -> MarketingConsent?
    ) -> [SourceField] {
        let path = "customer.\(name)_consent"
        return [
            .choice(
                path + ".state",
                "\(channel) consent: subscribed, not_subscribed, unsubscribed, pending, invalid, redacted.",
                "subscribed",
                of: ["subscribed", "not_subscribed", "unsubscribed", "pending", "invalid", "redacted"]
            ) { group($0)?.state ?? .absent },
            .choice(
                path + ".level",
                "\(channel) consent: single_opt_in, confirmed_opt_in, unknown.",
                "single_opt_in",
                of: ["single_opt_in", "confirmed_opt_in", "unknown"]
            ) { group($0)?.level ?? .absent },
            .time(
                path + ".updated_at",
                "When the \(channel) consent was given or withdrawn.",
                "2026-05-11T11:06:59-04:00"
            ) { group($0)?.updatedAt ?? .absent },
        ]
    }

    /// Both with a space between; what is absent or empty is left out, and absent only if both are.
    static func joined(_ first: Field<String>, _ second: Field<String>) -> Field<String> {
        if first.isAbsent, second.isAbsent { return .absent }
        let parts = [first.value, second.value].compactMap { $0 }.filter { !$0.isEmpty }
        return parts.isEmpty ? .null : .value(parts.joined(separator: " "))
    }
}
