package import SyncModel

extension AdminStoreReader {
    private static var subscriptionsAtOnce: Int { 100 }
    /// Shopify allows no more than a few for each topic and address; this bounds a list that never ends.
    private static var mostPages: Int { 100 }

    package func subscriptions() async throws(ReadFault) -> [WebhookSubscription] {
        var all: [WebhookSubscription] = []
        var after: String?
        for _ in 0..<Self.mostPages {
            let cursor = after
            let answer = try await client.ask(
                dialect.current.subscriptions,
                ["first": .int(Self.subscriptionsAtOnce), "after": .optional(cursor)],
                as: ListAnswer.self
            )
            all += answer.page.nodes.map(\.subscription)
            guard answer.page.pageInfo.hasNextPage else { return all }
            guard let next = answer.page.pageInfo.endCursor else { break }
            after = next
        }
        throw ReadFault(.cutList, .retry, message: "the list of webhook subscriptions did not come to an end")
    }

    package func create(_ draft: SubscriptionDraft) async throws(ReadFault) -> WebhookSubscription {
        try await change(
            dialect.current.createSubscription,
            [
                "topic": .string(SubscriptionTopic.enumeration(of: draft.topic)),
                "input": Self.input(draft, isNew: true),
            ]
        )
    }

    package func update(
        _ id: WebhookSubscription.ID,
        to draft: SubscriptionDraft
    ) async throws(ReadFault) -> WebhookSubscription {
        try await change(
            dialect.current.updateSubscription,
            ["id": .string(id.rawValue), "input": Self.input(draft, isNew: false)]
        )
    }

    package func delete(_ id: WebhookSubscription.ID) async throws(ReadFault) -> Bool {
        let answer = try await client.ask(
            dialect.current.deleteSubscription,
            ["id": .string(id.rawValue)],
            as: DeleteAnswer.self
        )
        if answer.change.deletedWebhookSubscriptionId != nil { return true }
        // Shopify has no code for it; the text is the one that was recorded.
        if answer.change.userErrors.contains(where: { $0.message == "Webhook subscription does not exist" }) {
            return false
        }
        throw UserErrors.fault(answer.change.userErrors)
    }

    private func change(
        _ document: AdminDocument,
        _ variables: [String: GraphQLValue]
    ) async throws(ReadFault) -> WebhookSubscription {
        let change = try await client.ask(document, variables, as: ChangeAnswer.self).change
        guard change.userErrors.isEmpty, let made = change.webhookSubscription else {
            throw UserErrors.fault(change.userErrors)
        }
        return made.subscription
    }

    /// Empty lists and nulls clear what an existing one has.
    private static func input(_ draft: SubscriptionDraft, isNew: Bool) -> GraphQLValue {
        var members: [String: GraphQLValue] = [
            "uri": .string(draft.uri), "name": .string(draft.name), "format": .string("JSON"),
        ]
        if !isNew || !draft.includeFields.isEmpty {
            members["includeFields"] = .list(draft.includeFields.map { .string($0) })
        }
        if !isNew || draft.filter != nil { members["filter"] = .optional(draft.filter) }
        return .object(members)
    }

    private struct ListAnswer: Decodable, Sendable {
        var page: AdminConnection<AdminSubscription>
    }

    private struct ChangeAnswer: Decodable, Sendable {
        var change: Change

        struct Change: Decodable, Sendable {
            var webhookSubscription: AdminSubscription?
            var userErrors: [UserErrors.Item]
        }
    }

    private struct DeleteAnswer: Decodable, Sendable {
        var change: Change

        struct Change: Decodable, Sendable {
            var deletedWebhookSubscriptionId: String?
            var userErrors: [UserErrors.Item]
        }
    }
}
