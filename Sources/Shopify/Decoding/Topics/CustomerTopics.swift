import SyncModel

/// Topics with a customer in the body.
///
/// Enabling and disabling are about accounts (`state`), not about marketing.
enum CustomerTopics {
    static let handlers: [String: TopicHandler] = [
        "customers/create": customer,
        "customers/update": customer,
        "customers/enable": customer,
        "customers/disable": customer,
    ]

    private static func customer(_ delivery: Delivery) throws -> [SyncRecord] {
        let body = try delivery.body(as: CustomerBody.self)
        let id = try body.id.checked(as: "Customer", at: "id", gid: body.gid)
        guard body.lineItems == nil else {
            throw BodyProblem(path: "line_items", "must not be there: the topic speaks of a customer, this is an order")
        }
        var record = CustomerRecord(id: id)
        record.life = delivery.alive
        let profile = body.profile
        if profile == CustomerProfile() {
            // Shopify shrinks what is too large for its transport to the id alone.
            record.reads = delivery.needsRead
        } else {
            record.profile = Versioned(profile, version: delivery.version(at: body.updatedAt))
        }
        return [.customer(record)]
    }
}
