import FoundationEssentials

extension SourceCatalogue {
    static let order: [SourceField] =
        identity + money + state + times + details
        + address("order.billing_address", "billing address") { $0.order.billingAddress }
        + address("order.shipping_address", "shipping address") { $0.order.shippingAddress }

    private static let identity: [SourceField] = [
        .integer("order.id", "Shopify's number for the order.", "820982911946154508") {
            $0.orderID.map { .value($0) } ?? .absent
        },
        .text("order.name", "The name that staff and customer see.", "#1001") { $0.order.name },
        .integer("order.number", "The number in that name.", "1001") { $0.order.orderNumber },
        .text("order.email", "E-mail address given with the order.", "bob@example.com") { $0.order.email },
        .text("order.phone", "Phone number given with the order.", "+4930123456") { $0.order.phone },
        .text("order.status_url", "The customer's page about the order.", "https://acme.example/orders/4f1c") {
            $0.order.statusURL
        },
        .text(
            "order.admin_url",
            "Link to the order in the Shopify admin.",
            "https://admin.shopify.com/store/acme/orders/820982911946154508"
        ) { facts in
            facts.orderID.map { .value("\(facts.store.adminURL)/orders/\($0)") } ?? .absent
        },
    ]

    private static let money: [SourceField] = [
        .money("order.total", "Total after edits and refunds, in the shop's currency.", "199.65") {
            $0.order.currentTotal
        },
        .money("order.subtotal", "Total of the lines after edits and refunds.", "179.65") { $0.order.currentSubtotal },
        .money("order.tax", "Tax after edits and refunds.", "31.88") { $0.order.currentTax },
        .money("order.discounts", "Discounts after edits and refunds.", "20.00") { $0.order.currentDiscounts },
        .money("order.original_total", "Total when the order was placed.", "219.65") { $0.order.originalTotal },
        .money("order.original_subtotal", "Total of the lines when the order was placed.", "199.65") {
            $0.order.originalSubtotal
        },
        .money("order.presentment_total", "Total in the currency that the customer paid in.", "215.10") {
            $0.order.presentmentTotal
        },
        .money("order.shipping", "Shipping.", "10.00") { $0.order.shipping },
        .money("order.refunded", "What was paid back.", "0.00") { $0.order.refunded },
        .money("order.outstanding", "What is still to be paid.", "0.00") { $0.order.outstanding },
        .text("order.currency", "The shop's currency.", "EUR") { $0.order.currency },
        .text("order.presentment_currency", "The currency that the customer paid in.", "USD") {
            $0.order.presentmentCurrency
        },
    ]

    private static let state: [SourceField] = [
        .choice(
            "order.status",
            "`won`, `lost` or `open`, by payment and cancellation.",
            "won",
            of: ["won", "lost", "open"]
        ) {
            OrderOutcome.of($0.order)
        },
        .choice(
            "order.financial_status",
            "pending, authorized, partially_paid, paid, partially_refunded, refunded, voided, expired.",
            "paid",
            of: [
                "pending", "authorized", "partially_paid", "paid", "partially_refunded", "refunded", "voided",
                "expired",
            ]
        ) { $0.order.financialStatus },
        .choice(
            "order.fulfillment_status",
            "fulfilled, partial or restocked; empty means unfulfilled.",
            "fulfilled",
            of: ["fulfilled", "partial", "restocked"]
        ) {
            $0.order.fulfillmentStatus
        },
        .choice(
            "order.cancel_reason",
            "Why it was cancelled: customer, declined, fraud, inventory, staff, other.",
            "customer",
            of: ["customer", "declined", "fraud", "inventory", "staff", "other"]
        ) { $0.order.cancelReason },
        .flag("order.test", "Whether it is a test order.", "false") { $0.order.isTest },
        .flag("order.confirmed", "Whether the order was confirmed.", "true") { $0.order.confirmed },
    ]

    private static let times: [SourceField] = [
        .time("order.created_at", "When the order was created.", "2026-05-11T11:06:59-04:00") { $0.order.createdAt },
        .time(
            "order.processed_at",
            "When the order was placed; imports carry the real day.",
            "2026-05-11T11:06:59-04:00"
        ) {
            $0.order.processedAt
        },
        .time("order.updated_at", "When the order was last changed.", "2026-05-12T09:00:00-04:00") {
            $0.order.updatedAt
        },
        .time("order.cancelled_at", "When it was cancelled.", "2026-05-12T09:00:00-04:00") { $0.order.cancelledAt },
        .time("order.closed_at", "When it was archived.", "2026-05-13T09:00:00-04:00") { $0.order.closedAt },
    ]

    private static let details: [SourceField] = [
        .text("order.note", "The customer's note.", "Please ring twice") { $0.order.note },
        .list("order.tags", "Tags.", "gift, express") { $0.order.tags },
        .text("order.channel", "Where it was sold: web, pos, shopify_draft_order, or an app's id.", "web") {
            $0.order.channel
        },
        .text("order.locale", "Language of the checkout.", "de") { $0.order.locale },
        .text("order.po_number", "Purchase order number.", "PO-77") { $0.order.poNumber },
        .list("order.discount_codes", "Discount codes.", "SPRING10") { $0.order.discountCodes },
        .list("order.payment_gateways", "Ways of payment.", "shopify_payments") { $0.order.paymentGateways },
        SourceField(
            named: "order.note_attributes.NAME",
            "An attribute of the cart, by its name.",
            example: "Gift wrapping: yes"
        ) { $0.facts.order.noteAttributes },
        .list("order.lines", "The lines, each as \"2 × Title (SKU)\"; removed ones left out.", "2 × Mug (MUG-1)") {
            $0.order.lines.map(LineSummary.items)
        },
        .integer("order.quantity", "How many pieces all lines have, after edits and refunds.", "3") {
            $0.order.lines.map { $0.reduce(0) { $0 + max(0, $1.currentQuantity) } }
        },
        .text("order.line_summary", "The lines, one below the other, as \"2 × Title (SKU)\".", "2 × Mug (MUG-1)") {
            $0.order.lines.map(LineSummary.text)
        },
    ]
}

/// The outcome that sales people look for, from what Shopify says of payment and cancellation.
enum OrderOutcome {
    static func of(_ order: OrderDetails) -> Field<String> {
        if order.cancelledAt.value != nil { return .value("lost") }
        switch order.financialStatus {
        case .absent: return .absent
        case .null: return .value("open")
        case .value("paid"), .value("partially_refunded"): return .value("won")
        case .value("voided"), .value("refunded"): return .value("lost")
        case .value: return .value("open")
        }
    }
}

/// The lines of an order in words.
enum LineSummary {
    /// No CRM's text field takes more than this, and nobody reads it.
    static let maximumLines = 200

    static func items(_ lines: [OrderLine]) -> [String] {
        let kept = lines.filter { $0.currentQuantity > 0 }
        let items = kept.prefix(maximumLines).map(item)
        return kept.count > maximumLines ? items + ["… and \(kept.count - maximumLines) more"] : items
    }

    static func text(_ lines: [OrderLine]) -> String {
        items(lines).joined(separator: "\n")
    }

    private static func item(_ line: OrderLine) -> String {
        guard let sku = line.sku, !sku.isEmpty else { return "\(line.currentQuantity) × \(line.title)" }
        return "\(line.currentQuantity) × \(line.title) (\(sku))"
    }
}
