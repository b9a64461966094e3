/// Documents about webhook subscriptions.
extension AdminDialect {
    private static let subscription =
        "id topic uri name includeFields filter format apiVersion { handle } createdAt updatedAt"

    /// Variables `first`, `after`.
    var subscriptions: AdminDocument {
        AdminDocument(
            name: "Subscriptions",
            text: """
                query Subscriptions($first: Int!, $after: String) {
                page: webhookSubscriptions(first: $first, after: $after) {
                nodes { \(Self.subscription) } pageInfo { hasNextPage endCursor }
                }
                }
                """
        )
    }

    /// Variables `topic`, `input`.
    var createSubscription: AdminDocument {
        AdminDocument(
            name: "CreateSubscription",
            text: """
                mutation CreateSubscription($topic: WebhookSubscriptionTopic!, $input: WebhookSubscriptionInput!) {
                change: webhookSubscriptionCreate(topic: $topic, webhookSubscription: $input) {
                webhookSubscription { \(Self.subscription) } userErrors { field message }
                }
                }
                """
        )
    }

    /// Variables `id`, `input`.
    var updateSubscription: AdminDocument {
        AdminDocument(
            name: "UpdateSubscription",
            text: """
                mutation UpdateSubscription($id: ID!, $input: WebhookSubscriptionInput!) {
                change: webhookSubscriptionUpdate(id: $id, webhookSubscription: $input) {
                webhookSubscription { \(Self.subscription) } userErrors { field message }
                }
                }
                """
        )
    }

    /// Variable `id`.
    var deleteSubscription: AdminDocument {
        AdminDocument(
            name: "DeleteSubscription",
            text: """
                mutation DeleteSubscription($id: ID!) {
                change: webhookSubscriptionDelete(id: $id) {
                deletedWebhookSubscriptionId userErrors { field message }
                }
                }
                """
        )
    }
}
