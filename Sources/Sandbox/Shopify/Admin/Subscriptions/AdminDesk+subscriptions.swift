extension AdminDesk {
    /// Nil where the field has nothing to do with subscriptions.
    mutating func subscriptionField(_ call: GraphQLCall) throws -> GraphQLResult? {
        let number = call.text("id").flatMap(ShopifyID.init)?.number ?? 0
        let input = call.arguments["webhookSubscription"] ?? .object([])
        switch call.name {
        case "webhookSubscriptions":
            let found = listed(call)
            let byTime = call.text("sortKey") != "ID"
            return PageOfNodes.of(found, try PageRequest(call), id: \.id) { subscription in
                let moment = String(subscription.createdAt.isoMilliseconds.prefix(19)).replacing("T", with: " ")
                return .string(byTime ? moment + ".000000" : String(subscription.id))
            } node: { [version] in
                $0.object(version: version)
            }.connection("WebhookSubscriptionConnection")
        case "webhookSubscriptionsCount":
            let count = listed(call).count
            return .object(GraphQLObject("Count", ["count": .integer(count), "precision": .text("EXACT")]))
        case "webhookSubscription": return .object(subscriptions.visible(number)?.object(version: version))
        case "webhookSubscriptionCreate":
            let topic = call.text("topic") ?? ""
            return payload("Create") { desk throws(SubscriptionBook.Refusal) in
                try desk.checkScope(of: topic)
                return try desk.subscriptions.create(topic: topic, input, at: desk.now)
            }
        case "webhookSubscriptionUpdate":
            return payload("Update") { desk throws(SubscriptionBook.Refusal) in
                try desk.subscriptions.update(number, input, at: desk.now)
            }
        case "webhookSubscriptionDelete": return deletion(number)
        default: return nil
        }
    }

    private func listed(_ call: GraphQLCall) -> [WebhookSubscription] {
        let topics = call.arguments["topics"]?.arrayValue?.compactMap(\.stringValue)
        let uri = call.text("uri") ?? call.text("callbackUrl")
        let expression = SearchExpression(parsing: call.text("query"))
        return subscriptions.visible.filter { subscription in
            (topics.map { $0.isEmpty || $0.contains(subscription.topic) } ?? true)
                && (uri.map { $0 == subscription.uri } ?? true)
                && (call.text("format").map { $0 == subscription.format } ?? true)
                && (expression?.matches { term in
                    switch term.field {
                    case "id": term.compares(subscription.id)
                    case "topic": term.compares(subscription.topic)
                    case "created_at": term.compares(subscription.createdAt)
                    case "updated_at": term.compares(subscription.updatedAt)
                    default: true
                    }
                } ?? true)
        }
    }

    /// A topic needs its read scope; the words are the community's, not a recording's.
    private func checkScope(of topic: String) throws(SubscriptionBook.Refusal) {
        let scope: String? =
            if topic == "CUSTOMERS_MERGE" { "read_customer_merge" } else if topic.hasPrefix("CUSTOMER") {
                "read_customers"
            } else if topic.hasPrefix("ORDER") || topic.hasPrefix("REFUND") { "read_orders" } else { nil }
        guard let scope, !grant.allows(scope) else { return }
        throw .init(
            nil,
            "You do not have permission to create or update webhooks with \(topic.lowercased()) topic"
        )
    }

    private mutating func payload(
        _ verb: String,
        _ change: (inout AdminDesk) throws(SubscriptionBook.Refusal) -> WebhookSubscription
    ) -> GraphQLResult {
        var errors: [SubscriptionBook.UserError] = []
        var subscription: WebhookSubscription?
        do throws(SubscriptionBook.Refusal) {
            subscription = try change(&self)
        } catch {
            errors = error.errors
        }
        return .object(
            GraphQLObject(
                "WebhookSubscription\(verb)Payload",
                [
                    "webhookSubscription": .object(subscription?.object(version: version)),
                    "userErrors": .objects(errors.map(\.object)),
                ]
            )
        )
    }

    private mutating func deletion(_ number: Int64) -> GraphQLResult {
        var errors: [SubscriptionBook.UserError] = []
        do throws(SubscriptionBook.Refusal) {
            try subscriptions.delete(number)
        } catch {
            errors = error.errors
        }
        let id = errors.isEmpty ? ShopifyID("WebhookSubscription", number).text : nil
        return .object(
            GraphQLObject(
                "WebhookSubscriptionDeletePayload",
                ["deletedWebhookSubscriptionId": .text(id), "userErrors": .objects(errors.map(\.object))]
            )
        )
    }
}

extension SubscriptionBook.UserError {
    var object: GraphQLObject {
        GraphQLObject("UserError", ["field": .strings(field), "message": .text(message)])
    }
}
