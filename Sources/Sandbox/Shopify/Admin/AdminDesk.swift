/// The Admin API of the simulated shop as a value: what it knows, and how each root field is answered.
struct AdminDesk {
    var shop: SimulatedShop
    var grant: AppGrant
    var subscriptions: SubscriptionBook
    var bulk: BulkDesk
    private(set) var customerIndex: ShopIndex
    private(set) var orderIndex: ShopIndex
    /// Where results can be fetched, without a slash at the end.
    var base = "http://127.0.0.1"
    var now = SandboxTime(seconds: 0)
    /// What is said about queries of the current request.
    var searchWarnings: [SandboxJSON] = []

    init(shop: SimulatedShop, options: ShopifyOptions) {
        self.shop = shop
        grant = options.grant
        subscriptions = SubscriptionBook(
            rules: AddressRules(appID: options.app.id, acceptsLoopback: options.acceptsLoopbackAddresses)
        )
        bulk = BulkDesk(options: options.bulk, seed: shop.settings.seed)
        let history = shop.history
        customerIndex = ShopIndex(
            past: history.map { past in
                .init(
                    count: past.customers,
                    id: { past.customerID(at: $0) },
                    created: { past.customerCreated(at: $0) },
                    updated: { past.customerUpdated(at: $0) }
                )
            }
        )
        orderIndex = ShopIndex(
            past: history.map { past in
                .init(
                    count: past.orders,
                    id: { past.orderID(at: $0) },
                    created: { past.orderCreated(at: $0) },
                    updated: { past.orderUpdated(at: $0) }
                )
            }
        )
        note(shop.customers.keys.map { .customer($0) } + shop.orders.keys.map { .order($0) })
    }

    /// Takes note of records that changed.
    mutating func note(_ subjects: some Sequence<ShopDelivery.Subject>) {
        for subject in Set(subjects) {
            switch subject {
            case .customer(let id):
                let customer = shop.customer(id)
                customerIndex.set(
                    id,
                    customer.map { ($0.createdAt, $0.updatedAt) },
                    isOfPast: shop.history?.customerPlace(id) != nil
                )
            case .order(let id):
                let order = shop.order(id)
                orderIndex.set(
                    id,
                    order.map { ($0.createdAt, $0.updatedAt) },
                    isOfPast: shop.history?.orderPlace(id) != nil
                )
            case .app: break
            }
        }
    }

    /// Sorts what a call will want sorted.
    private mutating func prepare(_ call: GraphQLCall) {
        guard call.text("sortKey") == "UPDATED_AT" else { return }
        if call.name == "orders" { orderIndex.prepare(.updated) }
        if call.name == "customers" { customerIndex.prepare(.updated) }
    }

    var catalogue: AdminCatalogue {
        AdminCatalogue(
            reader: AdminReader(shop: shop, grant: grant, now: now),
            customerIndex: customerIndex,
            orderIndex: orderIndex
        )
    }

    /// Sorts what bulk queries may want sorted, as they read from a copy.
    mutating func prepareForBulk(_ text: String) {
        guard text.contains("UPDATED_AT") else { return }
        orderIndex.prepare(.updated)
        customerIndex.prepare(.updated)
    }
}

extension AdminDesk: GraphQLRoot {
    mutating func resolve(_ call: GraphQLCall) throws -> GraphQLResult {
        prepare(call)
        switch call.name {
        case "customers", "customersCount": return try customers(call)
        case "orders", "ordersCount": return try orders(call)
        case "customer": return try single(call, "Customer")
        case "order": return try single(call, "Order")
        case "node": return try node(call.text("id") ?? "", field: call.name)
        case "nodes":
            let ids = call.arguments["ids"]?.arrayValue ?? []
            guard ids.count <= PageRequest.limit else {
                throw GraphQLFailure(
                    "The input array size of \(ids.count) is greater than the maximum allowed of 250.",
                    code: "MAX_INPUT_SIZE_EXCEEDED"
                )
            }
            return .list(try ids.map { try node($0.stringValue ?? "", field: call.name) })
        case "shop": return .object(shopObject)
        case "currentAppInstallation": return .object(installation)
        case "publicApiVersions": return .objects(versions)
        default:
            if let result = try subscriptionField(call) { return result }
            return try bulkField(call) ?? .null
        }
    }

    private mutating func customers(_ call: GraphQLCall) throws -> GraphQLResult {
        warn(call, fields: ShopCustomer.searchFields)
        return call.name == "customers" ? try catalogue.customers(call) : try catalogue.customersCount(call)
    }

    private mutating func orders(_ call: GraphQLCall) throws -> GraphQLResult {
        warn(call, fields: ShopOrder.searchFields)
        return call.name == "orders" ? try catalogue.orders(call) : try catalogue.ordersCount(call)
    }

    private mutating func warn(_ call: GraphQLCall, fields: Set<String>) {
        guard let text = call.text("query") else { return }
        let warning = SearchWarnings.warning(
            SearchExpression(parsing: text),
            text: text,
            path: call.name,
            fields: fields
        )
        if let warning { searchWarnings.append(warning) }
    }

    private func single(_ call: GraphQLCall, _ type: String) throws -> GraphQLResult {
        let text = call.text("id") ?? ""
        guard let id = ShopifyID(text), id.type == type else {
            throw GraphQLFailure("Invalid id: \(text)", code: "RESOURCE_NOT_FOUND")
        }
        return type == "Customer"
            ? try catalogue.customer(id, field: call.name) : try catalogue.order(id, field: call.name)
    }

    private mutating func node(_ text: String, field: String) throws -> GraphQLResult {
        guard let id = ShopifyID(text) else { return .null }
        switch id.type {
        case "Customer": return try catalogue.customer(id, field: field)
        case "Order": return try catalogue.order(id, field: field)
        case "BulkOperation": return operationObject(id.number)
        case "WebhookSubscription": return .object(subscriptions.visible(id.number)?.object(version: version))
        default: return .null
        }
    }

    /// The version that deliveries are written in, whatever version asks.
    var version: AdminVersion { AdminVersion(shop.settings.apiVersion) ?? .latest(at: now) }

    private var shopObject: GraphQLObject {
        let settings = shop.settings
        let plan = GraphQLObject(
            "ShopPlan",
            [
                "partnerDevelopment": .flag(true), "publicDisplayName": .text("Development"),
                "shopifyPlus": .flag(false),
            ]
        )
        return GraphQLObject(
            "Shop",
            [
                "id": .text("gid://shopify/Shop/548380009"), "name": .text("Sandbox"),
                "myshopifyDomain": .text(settings.domain), "email": .text("owner@example.com"),
                "currencyCode": .text(settings.currency), "ianaTimezone": .text("America/New_York"),
                "timezoneOffset": .text(String(now.iso(offsetMinutes: settings.utcOffsetMinutes).suffix(6))),
                "timezoneOffsetMinutes": .integer(settings.utcOffsetMinutes), "plan": .object(plan),
            ]
        )
    }

    private var installation: GraphQLObject {
        GraphQLObject(
            "AppInstallation",
            [
                "id": .text("gid://shopify/AppInstallation/1"),
                "app": .object(
                    GraphQLObject(
                        "App",
                        [
                            "id": .text("gid://shopify/App/347082227713"), "handle": .text("sluice"),
                            "title": .text("Sluice"), "developerType": .text("MERCHANT"), "published": .flag(false),
                        ]
                    )
                ),
                "accessScopes": .objects(
                    grant.scopes.sorted().map {
                        GraphQLObject("AccessScope", ["handle": .text($0), "description": .text($0)])
                    }
                ),
            ]
        )
    }

    private var versions: [GraphQLObject] {
        AdminVersion.supported(at: now).map { $0.object(isSupported: true) }
            + [
                GraphQLObject(
                    "ApiVersion",
                    ["handle": .text("unstable"), "displayName": .text("unstable"), "supported": .flag(false)]
                )
            ]
    }
}
