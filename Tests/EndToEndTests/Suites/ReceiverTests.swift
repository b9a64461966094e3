import Foundation
import Sandbox
import Testing

/// What the receiver answers, and what it keeps.
@Suite("Receiver", .timeLimit(.minutes(4)))
struct ReceiverTests {
    @Test func whatIsNotFromTheShopIsRefusedAndLeavesNothing() async throws {
        var settings = StageSettings()
        settings.bodyLimit = 20_000
        try await Stage.run(settings) { stage in
            _ = try await stage.serve()
            let webhook = Webhook("customers/create", ["id": 1, "email": "ada@example.com", "first_name": "Ada"])
            let good = webhook.headers(stage.settings.shop)
            func answer(_ change: (inout [String: String]) -> Void, body: [UInt8]? = nil) async throws -> Int {
                var headers = Dictionary(uniqueKeysWithValues: good)
                change(&headers)
                return try await stage.post(body ?? webhook.body, headers: headers.map { ($0.key, $0.value) }).status
            }
            let signature = "X-Shopify-Hmac-Sha256"
            let otherSecret = WebhookSignature.sign(body: webhook.body, secret: "another secret")
            let hex = try #require(
                Data(base64Encoded: WebhookSignature.sign(body: webhook.body, secret: stage.settings.shop.secret))
            )
            .map { String(format: "%02x", $0) }.joined()
            #expect(try await answer { $0[signature] = otherSecret } == 401)
            #expect(try await answer { $0[signature] = nil } == 401)
            #expect(try await answer { $0[signature] = "" } == 401)
            #expect(try await answer { $0[signature] = hex } == 401)
            #expect(try await answer { $0[signature] = "not base64!" } == 401)
            #expect(try await answer({ _ in }, body: webhook.body + [0x20]) == 401)
            #expect(try await answer { $0["X-Shopify-Shop-Domain"] = "stranger.myshopify.com" } == 401)
            #expect(try await answer { $0["X-Shopify-Shop-Domain"] = "example.com" } == 400)
            #expect(try await answer { $0["X-Shopify-Topic"] = nil } == 400)
            #expect(try await stage.post(Array("{}".utf8), headers: []).status == 400)
            let large = Webhook("customers/create", [UInt8](repeating: 0x20, count: 20_001))
            #expect(try await stage.post(large).status == 413)

            let journal = try FileManager.default.contentsOfDirectory(atPath: stage.inbox)
            #expect(journal.isEmpty, "refused deliveries left \(journal)")
            #expect(try await StoredReceipts(stage).states() == [:])
            #expect(try await stage.post(webhook.body, headers: good, path: "/webhooks/customers/create").status == 200)
            try await stage.settle()
            #expect(try await StoredReceipts(stage).states() == [webhook.id: "applied"])
        }
    }

    @Test func aReceiverSaysWhereAnInstallationEnds() async throws {
        try await Stage.run { stage in
            _ = try await stage.serve("--role", "receiver")
            let answer = try await stage.get("/oauth/shopify/callback?code=c0de&hmac=ab&shop=acme.myshopify.com")
            #expect(answer.status == 400 && answer.text.contains("--role all or worker"))
        }
    }

    @Test func aRepeatedDeliveryIsTakenAndAppliedOnce() async throws {
        try await Stage.run { stage in
            _ = try await stage.serve()
            // The same identifier with another body would show if it were applied again.
            var first = Webhook("customers/create", customer(name: "Ada", at: "2026-11-23T10:00:00Z"))
            first.id = "11111111-2222-3333-4444-555555555555"
            var second = Webhook("customers/update", customer(name: "Grace", at: "2026-11-23T11:00:00Z"))
            second.id = first.id
            #expect(try await stage.post(first).status == 200)
            #expect(try await stage.post(first).status == 200)
            try await stage.settle()
            #expect(try await stage.post(second).status == 200)
            try await stage.settle()
            stage.keepPrivate(["Ada", "Grace"])
            #expect(try await StoredReceipts(stage).states().count == 1)
            #expect(await stage.hubspot.contacts().map { $0["firstname"] } == ["Ada"])
            let upserts = await stage.hubspot.requestCounts()["POST /crm/objects/2026-09/contacts/batch/upsert"]
            #expect(upserts == 1)
        }
    }

    @Test func topicsOfNoConcernAreKeptAndIgnored() async throws {
        try await Stage.run { stage in
            _ = try await stage.serve()
            let webhook = Webhook("inventory_items/update", ["id": 1])
            #expect(try await stage.post(webhook).status == 200)
            try await stage.settle()
            #expect(try await StoredReceipts(stage).states() == [webhook.id: "ignored"])
            let status = try await stage.sluice("status", "--json").json()
            #expect(status["receipts"]?["ignored"]?.intValue == 1)
            let metrics = try await stage.get("/metrics").text
            #expect(
                metrics.split(separator: "\n").contains {
                    $0.hasPrefix("sluice_webhooks_total") && $0.contains("inventory_items/update") && $0.hasSuffix(" 1")
                },
                "not counted"
            )
        }
    }

    @Test func anUnreadableBodyIsParkedWithItsReason() async throws {
        try await Stage.run { stage in
            _ = try await stage.serve()
            let broken = Webhook("orders/create", Array(#"{"id": "Grace", "name": "#.utf8))
            let mistyped = Webhook("customers/update", ["id": "grace@example.com"])
            for webhook in [broken, mistyped] { #expect(try await stage.post(webhook).status == 200) }
            try await stage.deliver(Self.oneCustomer())
            try await stage.settle()
            stage.keepPrivate(["Grace"])
            let states = try await StoredReceipts(stage).states()
            #expect(states[broken.id] == "undecodable")
            #expect(states[mistyped.id] == "undecodable")
            #expect(await stage.hubspot.contacts().count == 1, "the next record is not held up")
            let failures = try await stage.sluice("failures", "list", "--json")
            #expect(failures.code == 0)
            let unreadable = try failures.json()["unreadable"]?.arrayValue ?? []
            #expect(Set(unreadable.compactMap { $0["webhook_id"]?.stringValue }) == [broken.id, mistyped.id])
            for item in unreadable { #expect(item["reason"]?.stringValue?.isEmpty == false) }
            #expect(!failures.output.contains("grace@example.com"), "a reason holds no value")
            #expect(try await stage.sluice("failures").output.contains("orders/create"))
        }
    }

    @Test func aRefusedRecordIsParkedRetriedAndDiscarded() async throws {
        try await Stage.run { stage in
            _ = try await stage.serve()
            var shop = SimulatedShop(settings: stage.settings.shop)
            let bad = shop.createCustomer(at: .system())
            let good = shop.createCustomer(at: .system())
            await stage.hubspot.refuse(String(bad.id), of: "shopify_customer_id", on: .contacts)
            try await stage.deliver(bad.deliveries + good.deliveries)
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            #expect(await stage.hubspot.contacts().count == 1, "one bad record holds up no other")
            #expect(try await stage.sluice("status").code == 0)
            #expect(try await stage.sluice("status", "--strict").code == 4)
            let groups = try await stage.sluice("failures", "list", "--json").json()["groups"]?.arrayValue ?? []
            #expect(groups.count == 1)
            #expect(groups.first?["count"]?.intValue == 1)
            #expect(groups.first?["example"]?["id"]?.stringValue == String(bad.id))
            let lane = try await stage.show("customer", String(bad.id))["lanes"]?.arrayValue?.first
            #expect(lane?["state"]?.stringValue == "parked")

            // Retried while nothing is mended it parks again; discarded it is left alone.
            #expect(try await stage.sluice("failures", "retry").code == 0)
            try await stage.settle()
            #expect(try await stage.sluice("status", "--strict").code == 4)
            let discarded = try await stage.sluice("failures", "discard", "--customer", String(bad.id), "--json")
            #expect(try discarded.json()["released"]?.intValue == 1)
            #expect(try await stage.sluice("status", "--strict").code == 0)
            // News from Shopify takes it up again, and now it is mended.
            await stage.hubspot.clearFaults()
            try await stage.deliver(shop.updateCustomer(bad.id, at: SandboxTime.system().adding(seconds: 60)))
            try await stage.settle()
            stage.keepPrivate(shop.personalWords)
            #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
        }
    }

    private func customer(name: String, at time: String) -> SandboxJSON {
        [
            "id": 7, "first_name": .string(name), "email": "person@example.com", "created_at": .string(time),
            "updated_at": .string(time),
        ]
    }

    private static func oneCustomer() -> [ShopDelivery] {
        var shop = SimulatedShop()
        return shop.createCustomer(at: .system()).deliveries
    }
}
