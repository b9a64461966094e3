import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Sandbox
import Testing

/// The simulated shop over HTTP; a path of the simulated CRM stands in for the receiver, its faults for its answers.
@Suite("Simulated shop, webhooks and faults over HTTP")
struct SandboxWebhooksTests {
    private struct Stage: Sendable {
        let server: SandboxServer
        let shopify: String
        let hubspot: String
        let reports: AsyncStream<DeliveryReport>

        func query(_ text: String, _ variables: SandboxJSON = [:]) async throws -> (status: Int, json: SandboxJSON) {
            let body: SandboxJSON = ["query": .string(text), "variables": variables]
            return try await post("/admin/api/2026-07/graphql.json", body)
        }

        func post(_ path: String, _ body: SandboxJSON) async throws -> (status: Int, json: SandboxJSON) {
            var request = HTTPClientRequest(url: shopify + path)
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json")
            request.headers.add(name: "X-Shopify-Access-Token", value: "shpat_sandbox-admin-token")
            request.body = .bytes(body.bytes, length: .known(Int64(body.bytes.count)))
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
            let text = String(buffer: try await response.body.collect(upTo: 16 * 1024 * 1024))
            return (Int(response.status.code), (try? SandboxJSON(parsing: text)) ?? .null)
        }

        func subscribe(_ topic: String, _ input: SandboxJSON) async throws {
            let answer = try await query(
                "mutation C($t: WebhookSubscriptionTopic!, $i: WebhookSubscriptionInput!) { webhookSubscriptionCreate(topic: $t, webhookSubscription: $i) { userErrors { message } } }",
                ["t": .string(topic), "i": input]
            )
            #expect(answer.json.at("data", "webhookSubscriptionCreate", "userErrors") == [])
        }

        func act(_ action: @Sendable (inout SimulatedShop, SandboxTime) -> [ShopDelivery]) async {
            await server.shopify.act(action)
        }

        func next(_ count: Int) async -> [DeliveryReport] {
            var found: [DeliveryReport] = []
            for await report in reports {
                found.append(report)
                if found.count == count { break }
            }
            return found
        }
    }

    private func onStage(
        _ change: (inout SandboxOptions) -> Void = { _ in },
        _ body: (Stage) async throws -> Void
    ) async throws {
        var options = SandboxOptions()
        options.shopifyPort = 0
        options.shopify.retries = RetrySchedule(retries: 1, pace: 0.000_001)
        change(&options)
        let (reports, continuation) = AsyncStream.makeStream(of: DeliveryReport.self)
        let server = SandboxServer(options: options) { continuation.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            let urls = try await server.baseURLs()
            let hubspot = urls["hubspot"] ?? ""
            try await body(Stage(server: server, shopify: urls["shopify"] ?? "", hubspot: hubspot, reports: reports))
            group.cancelAll()
        }
    }

    @Test("Only what is subscribed to is sent, shaped as asked and signed by the app", .timeLimit(.minutes(3)))
    func delivered() async throws {
        try await onStage { stage in
            await stage.server.hubspot.add(.init(.status(200), path: "/webhooks", times: nil))
            try await stage.subscribe(
                "ORDERS_CREATE",
                [
                    "uri": .string(stage.hubspot + "/webhooks"), "includeFields": ["id", "updated_at", "customer.id"],
                    "name": "orders",
                ]
            )
            try await stage.subscribe(
                "CUSTOMERS_CREATE",
                ["uri": .string(stage.hubspot + "/webhooks"), "filter": "email:b@example.com"]
            )
            await stage.act { shop, moment in
                shop.createCustomer(email: "a@example.com", at: moment).deliveries
                    + shop.createCustomer(email: "b@example.com", at: moment).deliveries
                    + shop.placeOrder(by: .guest, at: moment).deliveries
            }
            let reports = await stage.next(2)
            #expect(Set(reports.map(\.delivery.topic)) == ["customers/create", "orders/create"])
            #expect(reports.allSatisfy({ $0.isAcknowledged }))
            let order = try #require(reports.first { $0.delivery.topic == "orders/create" }?.delivery)
            let body = try SandboxJSON(parsing: order.body)
            #expect(body.members?.map(\.name) == ["id", "updated_at", "customer"])
            let headers = Dictionary(order.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
            #expect(headers["X-Shopify-Name"] == "orders")
            #expect(
                headers["X-Shopify-Hmac-Sha256"]
                    == WebhookSignature.sign(body: order.body, secret: "shpss_sandbox-client-secret")
            )
            let customer = try #require(reports.first { $0.delivery.topic == "customers/create" }?.delivery)
            #expect(try SandboxJSON(parsing: customer.body)["email"] == "b@example.com")
            let request = HTTPClientRequest(url: stage.shopify + "/_sandbox/state?limit=9")
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
            let state = try SandboxJSON(parsing: String(buffer: try await response.body.collect(upTo: 1_024 * 1_024)))
            // By their ids, to be looked for in the receiver's store.
            let known = state["acknowledgedDeliveries"]?.arrayValue?.compactMap(\.stringValue) ?? []
            #expect(Set(known) == Set(reports.map(\.delivery.webhookID)) && known.count == 2)
        }
    }

    @Test("A removed subscription is a gap, and so is a lost webhook; the API knows all", .timeLimit(.minutes(3)))
    func gaps() async throws {
        try await onStage { stage in
            await stage.server.hubspot.add(.init(.status(200), path: "/webhooks", times: nil))
            let input: SandboxJSON = ["uri": .string(stage.hubspot + "/webhooks")]
            try await stage.subscribe("ORDERS_CREATE", input)
            await stage.server.shopify.dropDeliveries(topic: "orders/create", times: 1)
            let place: @Sendable (inout SimulatedShop, SandboxTime) -> [ShopDelivery] = { shop, moment in
                shop.placeOrder(by: .guest, at: moment).deliveries
            }
            await stage.act(place)
            await stage.act(place)
            await stage.server.shopify.removeSubscriptions()
            await stage.act(place)
            try await stage.subscribe("ORDERS_CREATE", input)
            await stage.act(place)
            let names = try await stage.next(2).map { try SandboxJSON(parsing: $0.delivery.body)["name"] }
            #expect(Set(names.compactMap { $0?.stringValue }) == ["#1002", "#1004"])
            let count = try await stage.query("{ ordersCount { count } }")
            #expect(count.json.at("data", "ordersCount", "count") == 4)
        }
    }

    @Test("Eight deliveries in a row that fail delete a subscription of the API only", .timeLimit(.minutes(3)))
    func removal() async throws {
        try await onStage { stage in
            await stage.server.hubspot.add(.init(.status(500), path: "/webhooks", times: nil))
            let uri = stage.hubspot + "/webhooks"
            try await stage.subscribe("ORDERS_CREATE", ["uri": .string(uri)])
            await stage.server.shopify.plantSubscription(.configuration, topic: "ORDERS_CREATE", uri: uri)
            for _ in 0..<8 {
                await stage.act { shop, moment in shop.placeOrder(by: .guest, at: moment).deliveries }
                _ = await stage.next(2)
            }
            let left = await stage.server.shopify.subscriptions
            #expect(left.map(\.origin) == [.configuration])
        }
    }

    @Test("A subscriber that is away holds up no other one", .timeLimit(.minutes(3)))
    func deadSubscriber() async throws {
        func change(_ options: inout SandboxOptions) {
            // The first retry comes after a minute.
            options.shopify.retries = RetrySchedule()
            options.shopify.deliveriesInFlight = 1
        }
        try await onStage(change) { stage in
            await stage.server.hubspot.add(.init(.status(500), path: "/dead", times: nil))
            await stage.server.hubspot.add(.init(.status(200), path: "/webhooks", times: nil))
            try await stage.subscribe("ORDERS_CREATE", ["uri": .string(stage.hubspot + "/dead")])
            try await stage.subscribe("ORDERS_CREATE", ["uri": .string(stage.hubspot + "/webhooks")])
            for _ in 0..<20 {
                await stage.act { shop, moment in shop.placeOrder(by: .guest, at: moment).deliveries }
            }
            let reports = await stage.next(20)
            #expect(reports.count == 20 && reports.allSatisfy(\.isAcknowledged))
        }
    }

    @Test("A script plays in the shop: its truth, the API and the webhooks agree", .timeLimit(.minutes(3)))
    func traffic() async throws {
        try await onStage { stage in
            await stage.server.hubspot.add(.init(.status(200), path: "/webhooks", times: nil))
            try await stage.subscribe("ORDERS_CREATE", ["uri": .string(stage.hubspot + "/webhooks")])
            var settings = TrafficScript.Settings()
            settings.actions = 40
            settings.actionsPerSecond = 1_000
            settings.deletes = true
            try await ShopifyTraffic(stage.server.shopify).play(settings)
            let shop = await stage.server.shopify.shop
            #expect(shop.orders.count > 5)
            #expect(await stage.next(shop.orders.count).count == shop.orders.count)
            let count = try await stage.query("{ ordersCount { count } customersCount { count } }")
            let live = shop.orders.values.count { !$0.isDeleted }
            #expect(count.json.at("data", "ordersCount", "count")?.intValue == live)
            let customers = shop.customers.values.count { !$0.isDeleted }
            #expect(count.json.at("data", "customersCount", "count")?.intValue == customers)
        }
    }

    @Test("What a script loses is counted", .timeLimit(.minutes(3)))
    func lostByTheScript() async throws {
        try await onStage { stage in
            var settings = TrafficScript.Settings()
            (settings.actions, settings.actionsPerSecond, settings.dropProbability) = (10, 1_000, 1)
            try await ShopifyTraffic(stage.server.shopify).play(settings)
            let request = HTTPClientRequest(url: stage.shopify + "/_sandbox/state")
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
            let state = try SandboxJSON(parsing: String(buffer: try await response.body.collect(upTo: 1_024 * 1_024)))
            let dropped = try #require(state["deliveriesDropped"]?.intValue)
            #expect(dropped >= 10 && dropped == state["deliveriesMade"]?.intValue)
            // What a comparison may find is told by name.
            let undelivered = state["undelivered"]?.arrayValue?.compactMap(\.stringValue) ?? []
            let orders = await stage.server.shopify.shop.orders.keys.map { "order \($0)" }
            #expect(!orders.isEmpty && Set(orders).isSubset(of: undelivered))
        }
    }

    @Test("A finished bulk operation is told", .timeLimit(.minutes(3)))
    func bulkFinish() async throws {
        try await onStage { stage in
            await stage.server.hubspot.add(.init(.status(200), path: "/webhooks", times: nil))
            try await stage.subscribe("BULK_OPERATIONS_FINISH", ["uri": .string(stage.hubspot + "/webhooks")])
            await stage.act { shop, moment in shop.placeOrder(by: .guest, at: moment).deliveries }
            let started = try await stage.query(
                "mutation R { bulkOperationRunQuery(query: \"{ orders { edges { node { id } } } }\") { bulkOperation { id } userErrors { message } } }"
            )
            let id = started.json.at("data", "bulkOperationRunQuery", "bulkOperation", "id")
            let report = try #require(await stage.next(1).first)
            let body = try SandboxJSON(parsing: report.delivery.body)
            #expect(body["admin_graphql_api_id"] == id && body["status"] == "completed" && body["error_code"] == .null)
            let read = try await stage.query(
                "query B($id: ID!) { bulkOperation(id: $id) { url } }",
                ["id": id ?? .null]
            )
            let url = try #require(read.json.at("data", "bulkOperation", "url")?.stringValue)
            let file = try await HTTPClient.shared.execute(HTTPClientRequest(url: url), timeout: .seconds(10))
            let text = String(buffer: try await file.body.collect(upTo: 1024))
            #expect(file.status.code == 200 && text.hasPrefix(#"{"id":"gid:\/\/shopify\/Order\/"#))
        }
    }

    @Test(
        "Statuses are switched on for the next request or until cleared",
        .timeLimit(.minutes(3)),
        arguments: [401, 402, 403, 404, 423, 429, 500, 503]
    )
    func statuses(status: Int) async throws {
        try await onStage { stage in
            let fault: SandboxJSON = ["status": .integer(status), "path": "graphql.json", "retryAfter": 2]
            _ = try await stage.post("/_sandbox/faults", fault)
            #expect(try await stage.query("{ shop { id } }").status == status)
            #expect(try await stage.query("{ shop { id } }").status == 200)
        }
    }

    @Test(
        "A lost answer has had its effect; a closed shop stays closed; unknown switches are named",
        .timeLimit(.minutes(3))
    )
    func lost() async throws {
        try await onStage { stage in
            _ = try await stage.post("/_sandbox/faults", ["reset": true, "when": "after", "path": "graphql.json"])
            let text =
                "mutation { webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: {uri: \"https://example.com/x\"}) { userErrors { message } } }"
            await #expect(throws: (any Error).self) { try await stage.query(text) }
            let again = try await stage.query(text)
            #expect(
                again.json.at("data", "webhookSubscriptionCreate", "userErrors", 0, "message")
                    == "Address for this topic has already been taken"
            )
            _ = try await stage.post("/_sandbox/faults", ["closeShop": 423])
            for _ in 0..<2 { #expect(try await stage.query("{ shop { id } }").status == 423) }
            _ = try await stage.post("/_sandbox/faults", ["clear": true])
            _ = try await stage.post("/_sandbox/faults", ["removeScope": "read_orders"])
            let denied = try await stage.query("{ order(id: \"gid://shopify/Order/1\") { id } }")
            #expect(denied.json.at("errors", 0, "extensions", "code") == "ACCESS_DENIED")
            let unknown = try await stage.post("/_sandbox/faults", ["nope": 1])
            #expect(unknown.status == 400 && unknown.json["message"]?.stringValue == "no such switch: nope")
            _ = try await stage.post("/_sandbox/faults", ["revokeAllTokens": true])
            #expect(try await stage.query("{ shop { id } }").status == 401)
        }
    }
}
