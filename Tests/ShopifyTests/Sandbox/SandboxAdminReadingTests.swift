import Sandbox
import Testing

@Suite("Simulated shop, reading")
struct SandboxAdminReadingTests {
    private static let pages = """
        query Pages($after: String, $q: String, $key: OrderSortKeys) {
          orders(first: 100, after: $after, query: $q, sortKey: $key) {
            nodes { id updatedAt createdAt } pageInfo { hasNextPage endCursor }
          }
        }
        """

    private func all(_ shop: SandboxShopify, _ query: String?, key: String) async -> [SandboxJSON] {
        var after: SandboxJSON = .null
        var nodes: [SandboxJSON] = []
        while true {
            let variables: SandboxJSON = ["after": after, "q": .text(query), "key": .string(key)]
            let orders = await shop.query(Self.pages, variables).at("data", "orders")
            nodes += orders?["nodes"]?.arrayValue ?? []
            guard orders?.at("pageInfo", "hasNextPage") == true else { return nodes }
            after = orders?.at("pageInfo", "endCursor") ?? .null
        }
    }

    @Test("Pages are complete, in order and without doubles", arguments: ["UPDATED_AT", "CREATED_AT", "ID"])
    func paging(key: String) async {
        let shop = SandboxShopify(history: (130, 520))
        await shop.shopify.act { shop, moment in shop.placeOrder(by: .newCustomer, at: moment).deliveries }
        let nodes = await all(shop, nil, key: key)
        #expect(nodes.count == 521)
        #expect(Set(nodes.compactMap { $0["id"]?.stringValue }).count == 521)
        let field = ["UPDATED_AT": "updatedAt", "CREATED_AT": "createdAt"][key]
        if let field {
            let moments = nodes.compactMap { $0[field]?.stringValue }
            #expect(moments == moments.sorted() && moments.count == 521)
        }
    }

    @Test("A range of change holds exactly what changed in it")
    func range() async {
        let shop = SandboxShopify(history: (100, 400))
        let everything = await all(shop, nil, key: "ID").compactMap { $0["updatedAt"]?.stringValue }
        let query = "updated_at:>='2026-03-01T00:00:00Z' AND updated_at:<'2026-04-01T00:00:00Z'"
        let found = await all(shop, query, key: "UPDATED_AT")
        let wanted = everything.filter { $0 >= "2026-03-01" && $0 < "2026-04-01" }
        #expect(found.count == wanted.count && found.count > 5)
    }

    @Test("A change moves a record to the end, a deletion takes it away")
    func changes() async throws {
        let shop = SandboxShopify(history: (50, 200))
        let first = try #require(await all(shop, nil, key: "UPDATED_AT").first?["id"]?.stringValue)
        let id = try #require(Int64(first.split(separator: "/").last ?? ""))
        shop.clock.move(seconds: 60)
        await shop.shopify.act { shop, moment in shop.editOrder(id, at: moment) }
        let later = await all(shop, nil, key: "UPDATED_AT")
        #expect(later.count == 200 && later.last?["id"]?.stringValue == first)
        await shop.shopify.act { shop, moment in shop.deleteOrder(id, at: moment) }
        #expect(await all(shop, nil, key: "UPDATED_AT").count == 199)
        let gone = await shop.query(
            "query One($id: ID!) { order(id: $id) { id } nodes(ids: [$id]) { id } }",
            ["id": .string(first)]
        )
        #expect(gone.at("data", "order") == .null && gone.at("data", "nodes", 0) == .null)
        #expect(gone["errors"] == nil)
    }

    @Test("An order says the same in the API as in its webhook")
    func agreement() async throws {
        let shop = SandboxShopify { $0.shop.foreignCurrencyShare = 1 }
        let placed = await shop.shopify.act { shop, moment in
            let order = shop.placeOrder(by: .newCustomer, at: moment, lines: 120)
            return order.deliveries + shop.payOrder(order.id, at: moment) + shop.refundLine(of: order.id, at: moment)
        }
        let last = try #require(placed.last { $0.topic == "orders/updated" || $0.topic == "orders/create" })
        let body = try SandboxJSON(parsing: last.body)
        let id = try #require(body["admin_graphql_api_id"])
        let answer = await shop.query(
            """
            query One($id: ID!) { order(id: $id) { name displayFinancialStatus currentTotalPriceSet { shopMoney { amount }
              presentmentMoney { amount currencyCode } } totalPriceSet { shopMoney { amount } } customer { id }
              refunds(first: 10) { totalRefundedSet { shopMoney { amount } } refundLineItems(first: 5) { nodes { quantity } } }
              lineItems(first: 50) { nodes { id } pageInfo { hasNextPage endCursor } } } }
            """,
            ["id": id]
        )
        let order = try #require(answer.at("data", "order"))
        func number(_ json: SandboxJSON?) -> Double? { Double(json?.stringValue ?? "") }
        #expect(order["name"] == body["name"])
        #expect(order["displayFinancialStatus"]?.stringValue?.lowercased() == body["financial_status"]?.stringValue)
        #expect(
            number(order.at("currentTotalPriceSet", "shopMoney", "amount")) == number(body["current_total_price"])
        )
        #expect(number(order.at("totalPriceSet", "shopMoney", "amount")) == number(body["total_price"]))
        #expect(
            number(order.at("currentTotalPriceSet", "presentmentMoney", "amount"))
                == number(body.at("current_total_price_set", "presentment_money", "amount"))
        )
        #expect(order.at("customer", "id") == body.at("customer", "admin_graphql_api_id"))
        #expect(order.at("lineItems", "nodes")?.arrayValue?.count == 50)
        #expect(order.at("lineItems", "pageInfo", "hasNextPage") == true)
        let rest = await shop.query(
            "query More($id: ID!, $after: String) { order(id: $id) { lineItems(first: 250, after: $after) { nodes { id } } } }",
            ["id": id, "after": order.at("lineItems", "pageInfo", "endCursor") ?? .null]
        )
        #expect(rest.at("data", "order", "lineItems", "nodes")?.arrayValue?.count == 70)
    }

    @Test("A merged customer's orders belong to the one that is kept")
    func merge() async throws {
        let shop = SandboxShopify(history: (20, 100))
        let list = await shop.query("{ customers(first: 2) { nodes { id legacyResourceId numberOfOrders } } }")
        let ids = try #require(list.at("data", "customers", "nodes")?.arrayValue)
        let numbers = ids.compactMap { Int64($0["legacyResourceId"]?.stringValue ?? "") }
        try #require(numbers.count == 2)
        let events = await shop.shopify.act { shop, moment in
            shop.mergeCustomers(keeping: numbers[0], removing: numbers[1], at: moment)
        }
        #expect(events.map(\.topic) == ["customers/merge", "customers/update", "customers/delete"])
        let after = await shop.query(
            "query Both($a: ID!, $b: ID!) { a: customer(id: $a) { numberOfOrders orders(first: 50) { nodes { customer { id } } } } b: customer(id: $b) { id } customersCount { count } }",
            ["a": ids[0]["id"] ?? .null, "b": ids[1]["id"] ?? .null]
        )
        let orders = try #require(after.at("data", "a", "orders", "nodes")?.arrayValue)
        #expect(after.at("data", "b") == .null && after.at("data", "customersCount", "count") == 19)
        #expect(after.at("data", "a", "numberOfOrders")?.stringValue == String(orders.count))
        #expect(orders.allSatisfy { $0.at("customer", "id") == ids[0]["id"] })
    }

    @Test("Tags and consents are the same in the API as in their topics")
    func consents() async throws {
        let shop = SandboxShopify()
        let created = await shop.shopify.act { shop, moment in
            shop.createCustomer(email: "a@example.com", at: moment).deliveries
        }
        guard case .customer(let id) = created[0].subject else { return }
        shop.clock.move(seconds: 5)
        await shop.shopify.act { shop, moment in
            shop.addTags(["vip"], to: id, at: moment) + shop.setEmailConsent(of: id, to: "subscribed", at: moment)
        }
        let answer = await shop.query(
            "query C($id: ID!) { customer(id: $id) { tags updatedAt defaultEmailAddress { emailAddress marketingState marketingOptInLevel marketingUpdatedAt } } }",
            ["id": .string("gid://shopify/Customer/\(id)")]
        )
        let customer = try #require(answer.at("data", "customer"))
        #expect(customer["tags"] == ["vip"] && customer["updatedAt"] == "2026-11-23T10:00:05Z")
        #expect(
            customer["defaultEmailAddress"] == [
                "emailAddress": "a@example.com", "marketingState": "SUBSCRIBED", "marketingOptInLevel": "SINGLE_OPT_IN",
                "marketingUpdatedAt": "2026-11-23T10:00:05Z",
            ]
        )
    }

    @Test("The past holds every awkward kind of order")
    func kinds() async {
        let shop = SandboxShopify(history: (1_500, 6_000))
        for query in ["test:true", "status:cancelled", "financial_status:partially_refunded"] {
            let answer = await shop.query(
                "query N($q: String) { ordersCount(query: $q, limit: null) { count precision } }",
                ["q": .string(query)]
            )
            #expect((answer.at("data", "ordersCount", "count")?.intValue ?? 0) > 5, "\(query)")
        }
        let truth = await shop.shopify.shop
        let orders = (0..<6_000).compactMap { place in truth.history.flatMap { truth.order($0.orderID(at: place)) } }
        #expect(orders.count == 6_000)
        #expect(orders.contains(where: { $0.customerID == nil }))
        #expect(orders.contains(where: { $0.company != nil && $0.customerID != nil }))
        #expect(orders.contains(where: { $0.isEdited && $0.currentTotal < $0.total }))
        #expect(orders.contains(where: { $0.lines.count == 120 }))
        #expect(orders.contains(where: { $0.presentmentCurrency == "JPY" }))
        #expect(orders.allSatisfy { $0.currentTotal >= 0 && $0.updatedAt >= $0.createdAt })
    }

    @Test("A million orders cost no memory: the newest page comes at once")
    func million() async {
        let shop = SandboxShopify(history: (250_000, 1_000_000))
        let answer = await shop.query(
            "{ orders(first: 5, sortKey: CREATED_AT, reverse: true) { nodes { name createdAt } } ordersCount(limit: null) { count precision } }"
        )
        #expect(answer.at("data", "orders", "nodes", 0, "name")?.stringValue == "#1001000")
        #expect(answer.at("data", "ordersCount") == ["count": 1_000_000, "precision": "EXACT"])
    }
}
