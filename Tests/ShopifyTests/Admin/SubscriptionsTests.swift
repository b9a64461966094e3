import Conformance
import Foundation
import Outbound
import Shopify
import SyncModel
import Testing

@Suite struct SubscriptionsTests {
    private static func node(
        _ id: Int = 1,
        topic: String = "ORDERS_CREATE",
        name: String? = "prod-orders_create"
    ) -> JSONObject {
        [
            "id": "gid://shopify/WebhookSubscription/\(id)", "topic": topic, "uri": "https://x.example/w",
            "name": orNull(name), "includeFields": [], "filter": "", "format": "JSON",
            "apiVersion": ["handle": "2026-07"], "createdAt": "2026-11-23T00:00:00Z",
            "updatedAt": "2026-11-23T00:00:00Z",
        ]
    }

    private let draft = SubscriptionDraft(
        topic: "customer.tags_added",
        uri: "https://x.example/w",
        name: "prod-customer_tags_added"
    )

    @Test func allPagesAreListed() async throws {
        let stage = try AdminStage { asked in
            asked.variables["after"] is NSNull
                ? .data(["page": connection([Self.node()], next: "c1")])
                : .data(["page": connection([Self.node(2, topic: "SOMETHING_NEW", name: nil)])])
        }
        let all = try await stage.reader.subscriptions()
        #expect(all.map(\.topic) == ["orders/create", "SOMETHING_NEW"])
        #expect(all.map(\.name) == ["prod-orders_create", nil])
        #expect(all[0].filter == nil && all[0].apiVersion == "2026-07")
    }

    @Test func oneIsCreatedUpdatedAndDeleted() async throws {
        let stage = try AdminStage { asked in
            asked.document == "DeleteSubscription"
                ? .data([
                    "change": ["deletedWebhookSubscriptionId": "gid://shopify/WebhookSubscription/1", "userErrors": []]
                ])
                : .data(["change": ["webhookSubscription": Self.node(topic: "CUSTOMER_TAGS_ADDED"), "userErrors": []]])
        }
        #expect(try await stage.reader.create(draft).topic == "customer.tags_added")
        let id = WebhookSubscription.ID(rawValue: "gid://shopify/WebhookSubscription/1")
        _ = try await stage.reader.update(id, to: draft)
        #expect(try await stage.reader.delete(id))
        let created = try #require(stage.transport.asked.first)
        #expect(created.variables["topic"] as? String == "CUSTOMER_TAGS_ADDED")
        let input = try #require(created.variables["input"] as? JSONObject)
        #expect(Set(input.keys) == ["uri", "name", "format"])
        let changed = try #require(stage.transport.asked[1].variables["input"] as? JSONObject)
        #expect(changed["includeFields"] as? [String] == [] && changed["filter"] is NSNull)
    }

    @Test(
        .requiresContracts,
        arguments: [
            ("createDuplicateRejected", "already been taken"), ("createBadNameFormatRejected", "name"),
            ("createCaseInsensitiveNameDuplicateRejected", "Name already exists"),
        ]
    )
    func recordedRefusalsAreTold(name: String, words: String) async throws {
        let file = "shopify/recorded-graphql/webhooks__2026-04__webhook-subscription-topic-format-name-validation.json"
        let root = try JSONSerialization.jsonObject(with: Data(Contracts.bytes(file)))
        let cases = try #require((root as? JSONObject)?["validation"] as? JSONObject)
        let response = try #require((cases[name] as? JSONObject)?["response"] as? JSONObject)
        let payload = try #require(response["payload"] as? JSONObject)
        let data = try #require(payload["data"] as? JSONObject)
        let body = try JSONSerialization.data(withJSONObject: try #require(data.values.first))
        let stage = try AdminStage { _ in .data(["change": try JSONSerialization.jsonObject(with: body)]) }
        let fault = await fault { try await stage.reader.create(draft) }
        #expect(fault?.code == .invalidRequest && fault?.disposition == .refuse)
        #expect(fault?.message.contains(words) == true)
    }

    @Test func deletingWhatIsGoneIsNoFault() async throws {
        let stage = try AdminStage { _ in
            .data([
                "change": [
                    "deletedWebhookSubscriptionId": NSNull(),
                    "userErrors": [["field": ["id"], "message": "Webhook subscription does not exist"]],
                ]
            ])
        }
        #expect(try await !stage.reader.delete(.init(rawValue: "gid://shopify/WebhookSubscription/9")))
    }
}
