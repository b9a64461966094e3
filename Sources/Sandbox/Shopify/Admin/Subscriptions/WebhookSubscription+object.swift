extension WebhookSubscription {
    /// The subscription as the API shows it, with the version that deliveries are written in.
    func object(version: AdminVersion) -> GraphQLObject {
        GraphQLObject("WebhookSubscription") { call in
            switch call.name {
            case "id": .text(ShopifyID("WebhookSubscription", id).text)
            case "legacyResourceId": .text(String(id))
            case "topic": .text(topic)
            case "uri", "callbackUrl": .text(uri)
            case "endpoint": .object(endpoint)
            case "format": .text(format)
            case "filter": .text(filter)
            case "includeFields": .strings(includeFields)
            case "metafieldNamespaces": .strings(metafieldNamespaces)
            case "metafields":
                .objects(
                    metafields.map {
                        GraphQLObject(
                            "WebhookSubscriptionMetafieldIdentifier",
                            ["namespace": .text($0.namespace), "key": .text($0.key)]
                        )
                    }
                )
            case "name": .text(name)
            case "createdAt": .moment(createdAt)
            case "updatedAt": .moment(updatedAt)
            case "apiVersion": .object(version.object(isSupported: true))
            default: .null
            }
        }
    }

    private var endpoint: GraphQLObject {
        if uri.hasPrefix("arn:") { return GraphQLObject("WebhookEventBridgeEndpoint", ["arn": .text(uri)]) }
        guard uri.hasPrefix("pubsub://") else {
            return GraphQLObject("WebhookHttpEndpoint", ["callbackUrl": .text(uri)])
        }
        let parts = uri.dropFirst("pubsub://".count).split(separator: ":").map(String.init)
        return GraphQLObject(
            "WebhookPubSubEndpoint",
            ["pubSubProject": .text(parts.first), "pubSubTopic": .text(parts.last)]
        )
    }
}

extension AdminVersion {
    func object(isSupported: Bool) -> GraphQLObject {
        GraphQLObject(
            "ApiVersion",
            ["handle": .text(text), "displayName": .text(text), "supported": .flag(isSupported)]
        )
    }
}
