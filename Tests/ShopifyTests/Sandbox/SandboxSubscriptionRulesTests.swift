import Conformance
import Sandbox
import Testing

@Suite("Simulated shop, subscriptions")
struct SandboxSubscriptionRulesTests {
    private static let fields =
        "webhookSubscription { id topic format includeFields metafieldNamespaces filter createdAt updatedAt endpoint { __typename ... on WebhookHttpEndpoint { callbackUrl } } } userErrors { field message }"
    private static let create =
        "mutation C($topic: WebhookSubscriptionTopic!, $webhookSubscription: WebhookSubscriptionInput!) { webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhookSubscription) { \(fields) } }"
    private static let update =
        "mutation U($id: ID!, $webhookSubscription: WebhookSubscriptionInput!) { webhookSubscriptionUpdate(id: $id, webhookSubscription: $webhookSubscription) { \(fields) } }"

    /// Every refusal of a create in one recording: its variables and what came back.
    private static func refusals(_ file: String) throws -> [(variables: SandboxJSON, errors: SandboxJSON)] {
        var found: [(SandboxJSON, SandboxJSON)] = []
        func walk(_ json: SandboxJSON) {
            let payload = json.at("response", "payload", "data", "webhookSubscriptionCreate")
            if let errors = payload?["userErrors"], errors.arrayValue?.isEmpty == false,
                let variables = json["variables"], variables["webhookSubscription"] != nil
            {
                found.append((variables, errors))
            }
            for member in json.members ?? [] { walk(member.value) }
            for item in json.arrayValue ?? [] { walk(item) }
        }
        walk(try SandboxJSON(parsing: Contracts.bytes("shopify/recorded-graphql/\(file).json")))
        return found
    }

    @Test(
        "Inputs are refused as recorded",
        .requiresContracts,
        arguments: [
            "webhooks__2026-04__eventbridge-cloud-format-json-only",
            "webhooks__2026-04__webhook-subscription-cloud-uri-validation",
            "webhooks__2026-04__webhook-subscription-conformance",
            "webhooks__2026-04__webhook-subscription-filter-mixed-term",
            "webhooks__2026-04__webhook-subscription-scheme-allowlist",
            "webhooks__2026-04__webhook-subscription-topic-format-name-validation",
            "webhooks__2026-04__webhook-subscription-uri-whitespace",
        ]
    )
    func refusals(file: String) async throws {
        let recorded = try Self.refusals(file)
        #expect(!recorded.isEmpty)
        for (variables, errors) in recorded {
            let shop = SandboxShopify()
            let message = errors.at(0, "message")?.stringValue ?? ""
            if message.contains("already") {
                // What it collides with was made before: the same address, or the name in capitals.
                var first = variables
                if message.contains("Name") {
                    let name = variables.at("webhookSubscription", "name")?.stringValue?.uppercased()
                    first = [
                        "topic": "ORDERS_PAID",
                        "webhookSubscription": ["uri": "https://example.com/first", "name": .text(name)],
                    ]
                }
                #expect(
                    await shop.query(Self.create, first).at("data", "webhookSubscriptionCreate", "userErrors") == []
                )
            }
            let answer = await shop.query(Self.create, variables).at("data", "webhookSubscriptionCreate")
            #expect(answer?["userErrors"]?.sorted == errors.sorted, "\(variables.rendered)")
            #expect(answer?["webhookSubscription"] == .null)
        }
    }

    @Test("An unknown topic is an error of the document", .requiresContracts)
    func topics() async throws {
        let file = "shopify/recorded-graphql/webhooks__2026-04__webhook-subscription-topic-enum-validation.json"
        let recorded = try SandboxJSON(parsing: Contracts.bytes(file))
        let literal = await SandboxShopify().query(
            "mutation WebhookSubscriptionBogusTopic {\n  webhookSubscriptionCreate(topic: NOT_A_REAL_TOPIC, webhookSubscription: {uri: \"https://example.com/\"}) { userErrors { message } }\n}"
        )
        #expect(
            literal.sorted == recorded.at("validation", "createBogusTopicRejected", "response", "payload")?.sorted
        )
        let variable = await SandboxShopify().query(
            Self.create,
            ["topic": "NOT_A_REAL_TOPIC", "webhookSubscription": ["uri": "https://example.com/"]]
        )
        let error = recorded.at("validation", "createBogusVariableTopicRejected", "response", "payload", "errors", 0)
        #expect(variable.at("errors", 0, "message") == error?["message"])
        #expect(variable.at("errors", 0, "extensions", "code") == error?.at("extensions", "code"))
        let own = variable.at("errors", 0, "extensions", "problems", 0, "explanation")?.stringValue ?? ""
        #expect(own.hasPrefix("Expected \"NOT_A_REAL_TOPIC\" to be one of: APP_UNINSTALLED"))
    }

    @Test("Made, listed, changed, deleted; those of others stay unseen")
    func lifecycle() async throws {
        let shop = SandboxShopify()
        await shop.shopify.plantSubscription(.configuration, topic: "ORDERS_CREATE", uri: "https://example.com/a")
        await shop.shopify.plantSubscription(.otherApp, topic: "ORDERS_CREATE", uri: "https://example.com/b")
        let made = await shop.query(
            Self.create,
            ["topic": "ORDERS_CREATE", "webhookSubscription": ["uri": "  https://example.com/a "]]
        ).at("data", "webhookSubscriptionCreate", "webhookSubscription")
        let id = try #require(made?["id"])
        #expect(made?.at("endpoint", "callbackUrl") == "https://example.com/a" && made?["filter"] == .null)
        #expect(made?["includeFields"] == [] && made?["createdAt"] == "2026-11-23T10:00:00Z")
        let list =
            "{ webhookSubscriptions(first: 5, topics: [ORDERS_CREATE]) { nodes { id uri } } webhookSubscriptionsCount { count } }"
        let listed = await shop.query(list)
        #expect(listed.at("data", "webhookSubscriptions", "nodes") == [["id": id, "uri": "https://example.com/a"]])
        shop.clock.move(seconds: 9)
        let changed = await shop.query(
            Self.update,
            ["id": id, "webhookSubscription": ["includeFields": ["id", "updated_at"]]]
        ).at("data", "webhookSubscriptionUpdate", "webhookSubscription")
        #expect(changed?["includeFields"] == ["id", "updated_at"] && changed?["updatedAt"] == "2026-11-23T10:00:09Z")
        let delete =
            "mutation D($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } } }"
        let gone = await shop.query(delete, ["id": id]).at("data", "webhookSubscriptionDelete")
        #expect(gone == ["deletedWebhookSubscriptionId": id, "userErrors": []])
        let again = await shop.query(delete, ["id": id]).at("data", "webhookSubscriptionDelete")
        #expect(again?["userErrors"] == [["field": ["id"], "message": "Webhook subscription does not exist"]])
        #expect(await shop.shopify.subscriptions.count == 2)
    }
}
