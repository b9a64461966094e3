/// A delivery on its way to one subscription.
package struct AddressedDelivery: Sendable {
    package let subscription: Int64
    package let uri: String
    package let delivery: ShopDelivery
}

extension SubscriptionBook {
    /// What each subscription of the delivery's topic is sent; none where nobody asked.
    ///
    /// Each gets an identifier of its own, its chosen fields, its name, and the app's signature.
    func address(
        _ delivery: ShopDelivery,
        secret: String,
        version: AdminVersion,
        generator: inout SeededGenerator
    ) -> [AddressedDelivery] {
        let topic = WebhookSubscription.topic(ofDelivery: delivery.topic)
        let interested = subscriptions.filter { $0.topic == topic && $0.uri.hasPrefix("http") }
        guard !interested.isEmpty, let body = try? SandboxJSON(parsing: delivery.body) else { return [] }
        return interested.filter { $0.wants(body) }.map { subscription in
            let shaped = subscription.includeFields.isEmpty ? body : body.only(subscription.includeFields)
            let bytes = subscription.includeFields.isEmpty ? delivery.body : shaped.bytes
            let webhookID = generator.uuid(version: 5)
            var headers = delivery.headers.filter { $0.name != "X-Shopify-Name" }
            for index in headers.indices {
                switch headers[index].name {
                case "X-Shopify-Hmac-Sha256":
                    headers[index].value = WebhookSignature.sign(body: bytes, secret: secret)
                case "X-Shopify-Webhook-Id": headers[index].value = webhookID
                case "X-Shopify-API-Version": headers[index].value = version.text
                default: break
                }
            }
            if let name = subscription.name { headers.append((name: "X-Shopify-Name", value: name)) }
            return AddressedDelivery(
                subscription: subscription.id,
                uri: subscription.uri,
                delivery: ShopDelivery(
                    topic: delivery.topic,
                    subject: delivery.subject,
                    webhookID: webhookID,
                    eventID: delivery.eventID,
                    triggeredAt: delivery.triggeredAt,
                    body: bytes,
                    headers: headers
                )
            )
        }
    }
}

extension WebhookSubscription {
    /// Whether the filter lets a body through; a field that the body lacks lets nothing through.
    func wants(_ body: SandboxJSON) -> Bool {
        guard let filter, let expression = SearchExpression(parsing: filter) else { return true }
        return expression.matches { term in
            guard let value = body.value(at: term.field ?? "") else { return false }
            if let number = value.int64Value { return term.compares(number) }
            return value.stringValue == term.value || value.boolValue.map { String($0) == term.value } ?? false
        }
    }
}

extension SandboxJSON {
    /// The value below a dotted path.
    func value(at path: String) -> SandboxJSON? {
        path.split(separator: ".").reduce(self as SandboxJSON?) { value, name in value?[String(name)] }
    }

    /// The members that dotted paths name, in the order of the body; lists keep what their elements keep.
    func only(_ paths: [String]) -> SandboxJSON {
        switch self {
        case .array(let values): return .array(values.map { $0.only(paths) })
        case .object(let members):
            return .object(
                members.compactMap { member in
                    let inner = paths.compactMap { path -> String? in
                        let parts = path.split(separator: ".", maxSplits: 1)
                        guard parts.first.map(String.init) == member.name else { return nil }
                        return parts.count == 2 ? String(parts[1]) : ""
                    }
                    guard !inner.isEmpty else { return nil }
                    return inner.contains("") ? member : Member(member.name, member.value.only(inner))
                }
            )
        default: return self
        }
    }
}
