import SyncModel

/// Tags added to or removed from a customer: the body tells the difference only, so a read is asked for too.
enum TagTopics {
    static let handlers: [String: TopicHandler] = [
        "customer.tags_added": { try tags($0, isPresent: true) },
        "customer.tags_removed": { try tags($0, isPresent: false) },
    ]

    private static func tags(_ delivery: Delivery, isPresent: Bool) throws -> [SyncRecord] {
        let body = try delivery.body(as: Body.self)
        var record = CustomerRecord(id: try body.customerId.checked(as: "Customer", at: "customerId"))
        record.life = delivery.alive
        record.tags = TagSet(
            changed: body.tags,
            isPresent: isPresent,
            version: delivery.version(at: body.occurredAt)
        )
        record.reads = delivery.needsRead
        return [.customer(record)]
    }

    private struct Body: Decodable {
        var customerId: WireID
        var tags: [String]
        var occurredAt: Field<Timestamp>
    }
}
