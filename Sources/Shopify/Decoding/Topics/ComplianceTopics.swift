import SyncModel

/// Turns one delivery of a topic into what is asked.
typealias ComplianceHandler = @Sendable (Delivery) throws -> ComplianceNotice

/// What Shopify asks about people's data, and what becomes of the app itself.
///
/// Topic headers are not signed: a signed body of one topic could come again under the name of another, and these erase.
/// So each body must have what only its own topic's bodies have, and the shop that it names must be the store's.
enum ComplianceTopics {
    static let handlers: [String: ComplianceHandler] = [
        "customers/data_request": { delivery in
            let body = try delivery.body(as: CustomerBody.self)
            guard let orders = body.requested, body.redacted == nil else {
                throw BodyProblem(path: "orders_requested", "is missing")
            }
            try delivery.check(shop: body.shop, at: "shop_domain")
            return try notice(.dataRequest, body, orders: orders)
        },
        "customers/redact": { delivery in
            let body = try delivery.body(as: CustomerBody.self)
            guard let orders = body.redacted, body.requested == nil else {
                throw BodyProblem(path: "orders_to_redact", "is missing")
            }
            try delivery.check(shop: body.shop, at: "shop_domain")
            return try notice(.customerRedact, body, orders: orders)
        },
        "shop/redact": { delivery in
            let body = try delivery.body(as: ShopBody.self)
            guard body.customer == nil else { throw BodyProblem(path: "customer", "must not be there") }
            try delivery.check(shop: body.shop, at: "shop_domain")
            return ComplianceNotice(.shopRedact)
        },
        "app/uninstalled": { delivery in
            let body = try delivery.body(as: UninstalledBody.self)
            guard !body.shopOwner.isEmpty else { throw BodyProblem(path: "shop_owner", "must not be empty") }
            if let shop = body.shop { try delivery.check(shop: shop, at: "myshopify_domain") }
            return ComplianceNotice(.uninstalled)
        },
        "app/scopes_update": { delivery in
            _ = try delivery.body(as: ScopesBody.self)
            return ComplianceNotice(.scopesUpdate)
        },
    ]

    private static func notice(
        _ kind: ComplianceKind,
        _ body: CustomerBody,
        orders: [WireID]
    ) throws -> ComplianceNotice {
        ComplianceNotice(
            kind,
            customerID: try body.customer.id.checked(as: "Customer", at: "customer.id"),
            orderIDs: try orders.enumerated().map { index, id in
                try id.checked(as: "Order", at: "orders[\(index)]")
            },
            email: EmailAddress.folded(body.customer.email),
            phone: body.customer.phone.filled
        )
    }

    private struct CustomerBody: Decodable {
        struct Customer: Decodable {
            var id: WireID
            var email: String?
            var phone: String?
        }

        var shop: String
        var customer: Customer
        var requested: [WireID]?
        var redacted: [WireID]?

        enum CodingKeys: String, CodingKey {
            case shop = "shop_domain"
            case customer
            case requested = "orders_requested"
            case redacted = "orders_to_redact"
        }
    }

    private struct ShopBody: Decodable {
        struct Anything: Decodable {}

        var shopID: WireID
        var shop: String
        var customer: Anything?

        enum CodingKeys: String, CodingKey {
            case shopID = "shop_id"
            case shop = "shop_domain"
            case customer
        }
    }

    /// A shop's own properties; `shop/update` would have the same, but we subscribe to no such topic.
    private struct UninstalledBody: Decodable {
        var id: WireID
        var shopOwner: String
        var shop: String?

        enum CodingKeys: String, CodingKey {
            case id
            case shop = "myshopify_domain"
            case shopOwner = "shop_owner"
        }
    }

    private struct ScopesBody: Decodable {
        var previous: [String]
        var current: [String]
    }
}
