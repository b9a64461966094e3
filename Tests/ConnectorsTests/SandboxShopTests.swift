import AsyncHTTPClient
import Sandbox
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Simulated shop")
struct SandboxShopTests {
    private static let start = SandboxTime(iso: "2026-11-23T10:00:00Z") ?? SandboxTime(seconds: 0)

    @Test("Published vectors: key, body, digest")
    func signature() {
        #expect(
            WebhookSignature.sign(body: "foo=anything".utf8, secret: "secret")
                == "yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI="
        )
    }

    @Test(
        "All stored signature vectors",
        .enabled(if: SandboxContracts.areExpected, "no contract files: set SLUICE_SHARED to their folder")
    )
    func signatureVectors() throws {
        let vectors = try SandboxJSON(parsing: SandboxContracts.bytes("contracts/shopify/hmac/vectors.json"))
        let list = try #require(vectors.arrayValue)
        #expect(list.count >= 8)
        for vector in list {
            let body = try #require(vector["body_base64"]?.stringValue.flatMap { Data(base64Encoded: $0) })
            let secret = try #require(vector["secret"]?.stringValue)
            #expect(WebhookSignature.sign(body: body, secret: secret) == vector["digest_base64"]?.stringValue)
        }
    }

    @Test(
        "Bodies have the members of the documented samples",
        .enabled(if: SandboxContracts.areExpected, "no contract files: set SLUICE_SHARED to their folder")
    )
    func shapes() throws {
        var shop = SimulatedShop()
        var (customer, deliveries) = shop.createCustomer(at: Self.start)
        deliveries += shop.setEmailConsent(of: customer, to: "subscribed", at: Self.start)
        deliveries += shop.setSMSConsent(of: customer, to: "subscribed", at: Self.start)
        deliveries += shop.addTags(["vip"], to: customer, at: Self.start)
        deliveries += shop.removeTags(["vip"], from: customer, at: Self.start)
        let order = shop.placeOrder(by: .customer(customer), at: Self.start)
        deliveries += order.deliveries
        deliveries += shop.deleteOrder(order.id, at: Self.start)
        deliveries += shop.deleteCustomer(customer, at: Self.start)
        #expect(Set(deliveries.map(\.topic)).count == 9)
        for delivery in deliveries {
            let name = delivery.topic.replacing("/", with: "_")
            let file = "contracts/shopify/webhooks/\(name)__shopify-docs-2026-07.json"
            let sample = try SandboxJSON(parsing: SandboxContracts.bytes(file))
            let made = try SandboxJSON(parsing: delivery.body)
            let expected = Set(sample.members?.map(\.name) ?? []).subtracting(["default_address"])
            #expect(Set(made.members?.map(\.name) ?? []).subtracting(["default_address"]) == expected, "\(name)")
            if let line = sample["line_items"]?.arrayValue?.first, let own = made["line_items"]?.arrayValue?.first {
                #expect(own.members?.map(\.name) == line.members?.map(\.name))
            }
        }
    }

    @Test("The same seed gives the same bytes, another seed others")
    func determinism() {
        func bodies(_ seed: UInt64) -> [[UInt8]] {
            var shop = ShopSettings()
            shop.seed = seed
            var settings = TrafficScript.Settings()
            settings.actions = 50
            settings.duplicateProbability = 0.2
            settings.reorderProbability = 0.3
            settings.seed = seed
            let script = TrafficScript(settings: settings, shop: SimulatedShop(settings: shop), start: Self.start)
            return script.map { $0.delivery.body + Array($0.delivery.webhookID.utf8) }
        }
        #expect(bodies(7) == bodies(7))
        #expect(bodies(7) != bodies(8))
    }

    @Test("Orders add up, and the newest body of each record is its truth")
    func truth() throws {
        var settings = TrafficScript.Settings()
        settings.actions = 400
        settings.newCustomerShare = 0.3
        var script = TrafficScript(settings: settings, shop: SimulatedShop(), start: Self.start)
        var newest: [Int64: SandboxJSON] = [:]
        var sizes: [Int] = []
        var customerIDs: Set<Int64> = []
        while let step = script.next() {
            let body = try SandboxJSON(parsing: step.delivery.body)
            if step.delivery.topic.hasPrefix("orders/"), case .order(let id) = step.delivery.subject {
                newest[id] = body
                sizes.append(step.delivery.body.count)
            }
            if case .customer(let id) = step.delivery.subject { customerIDs.insert(id) }
        }
        let shop = script.shop
        #expect(newest.count == shop.orders.count)
        #expect(customerIDs.isSubset(of: shop.customers.keys))
        for (id, order) in shop.orders {
            let body = try #require(newest[id])
            #expect(body["current_total_price"]?.stringValue == order.currentTotalText)
            #expect(body["updated_at"]?.stringValue == order.updatedAt.iso(offsetMinutes: -300))
            #expect(body["financial_status"]?.stringValue == order.financialStatus)
            #expect(order.total == order.linesTotal - order.discount + order.shippingPrice + order.tax)
            #expect(body["test"] == false)
        }
        #expect(shop.orders.values.contains(where: { $0.customerID == nil }))
        #expect(shop.orders.values.contains(where: { $0.presentmentCurrency == "JPY" }))
        #expect(shop.orderIDs.contains(where: { $0 > 1 << 53 }) && shop.orderIDs.contains(where: { $0 < 1 << 53 }))
        #expect(Set(shop.orderIDs).count == shop.orderIDs.count)
        sizes.sort()
        #expect((8_000...9_500).contains(sizes[sizes.count / 2]))
    }

    @Test("Headers are those of the reference, and the signature is over the body")
    func headers() {
        var shop = SimulatedShop()
        let delivery = shop.placeOrder(by: .guest, at: Self.start).deliveries[0]
        let headers = Dictionary(uniqueKeysWithValues: delivery.headers.map { ($0.name, $0.value) })
        #expect(headers["X-Shopify-Topic"] == "orders/create")
        #expect(headers["X-Shopify-API-Version"] == "2026-07")
        #expect(headers["X-Shopify-Triggered-At"]?.count == "2026-11-23T10:00:00.123456789Z".count)
        #expect(headers["X-Shopify-Webhook-Id"]?.split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
        #expect(
            headers["X-Shopify-Hmac-Sha256"]
                == WebhookSignature.sign(body: delivery.body, secret: shop.settings.secret)
        )
    }

    @Test("Drops, duplicates and bursts come as often as asked")
    func script() {
        var settings = TrafficScript.Settings()
        settings.actions = 1_000
        settings.dropProbability = 0.1
        settings.duplicateProbability = 0.2
        settings.reorderProbability = 0.5
        settings.burstProbability = 0.01
        let script = TrafficScript(settings: settings, shop: SimulatedShop(), start: Self.start)
        let steps = Array(script)
        let originals = steps.filter { !$0.isDuplicate }
        let dropped = originals.count { $0.isDropped }
        #expect((0.05...0.15).contains(Double(dropped) / Double(originals.count)))
        let twice = steps.count { $0.isDuplicate }
        #expect((0.12...0.25).contains(Double(twice) / Double(originals.count)))
        #expect(steps.map(\.dueMilliseconds) == steps.map(\.dueMilliseconds).sorted())
        #expect(originals.map(\.delivery.triggeredAt) != originals.map(\.delivery.triggeredAt).sorted())
        let perMoment = Dictionary(grouping: originals, by: \.dueMilliseconds).values.map(\.count).max() ?? 0
        #expect(perMoment > settings.burstSize)
    }

    @Test("A delivery is retried with the same identifier until a 2xx, and given up after the schedule")
    func retries() async throws {
        // The simulated CRM stands in for a receiver: any path of its own answers by its faults.
        try await SandboxAccount.with { account in
            var shop = SimulatedShop()
            let delivery = shop.placeOrder(by: .guest, at: Self.start).deliveries[0]
            let sender = WebhookSender(
                client: .shared,
                url: account.baseURL + "/webhooks/orders/create",
                schedule: RetrySchedule(retries: 3, pace: 0.000_001)
            )
            await account.hubspot.add(.init(.status(503), path: "/webhooks", times: 1))
            await account.hubspot.add(.init(.reset, path: "/webhooks", times: 1))
            await account.hubspot.add(.init(.status(200), path: "/webhooks", times: 1))
            let report = try await sender.send(delivery)
            #expect(report.isAcknowledged)
            #expect(report.attempts.map(\.status) == [503, nil, 200])

            let refused = try await sender.send(delivery)
            #expect(!refused.isAcknowledged && refused.attempts.count == 4)
        }
    }

    @Test("A run reports every delivery and returns the truth")
    func run() async throws {
        try await SandboxAccount.with { account in
            await account.hubspot.add(.init(.status(200), path: "/webhooks", times: nil))
            var settings = TrafficScript.Settings()
            settings.actions = 30
            settings.actionsPerSecond = 1_000
            settings.dropProbability = 0.1
            let script = TrafficScript(settings: settings, shop: SimulatedShop(), start: Self.start)
            let planned = Array(script)
            let sender = WebhookSender(client: .shared, url: account.baseURL + "/webhooks")
            let (reports, continuation) = AsyncStream.makeStream(of: DeliveryReport.self)
            let shop = try await TrafficRun(sender: sender).play(script) { continuation.yield($0) }
            continuation.finish()
            var seen: [DeliveryReport] = []
            for await report in reports { seen.append(report) }
            #expect(seen.count == planned.count)
            #expect(seen.count { $0.isAcknowledged } == planned.count { !$0.isDropped })
            #expect(shop.orders.count > 5)
        }
    }
}

/// The contract files beside the project, where there are any.
enum SandboxContracts {
    static let folder = ProcessInfo.processInfo.environment["SLUICE_SHARED"] ?? "../shared"

    /// False skips the test; where CI runs it the files must be there, and a missing one fails it.
    static var areExpected: Bool {
        ProcessInfo.processInfo.environment["CI"] == "true"
            || FileManager.default.fileExists(atPath: folder + "/contracts")
    }

    static func bytes(_ path: String) throws -> Data {
        try Data(contentsOf: URL(filePath: folder + "/" + path))
    }
}
