import SyncModel

/// Deletions, whose bodies have no time of their own, so that the delivery's counts.
enum DeletionTopics {
    static let handlers: [String: TopicHandler] = [
        "customers/delete": { delivery in
            var record = CustomerRecord(id: try id(of: "Customer", in: delivery))
            record.life = RecordLife(deletedAt: delivery.time)
            return [.customer(record)]
        },
        "orders/delete": { delivery in
            var record = OrderRecord(id: try id(of: "Order", in: delivery))
            record.life = RecordLife(deletedAt: delivery.time)
            return [.order(record)]
        },
    ]

    private static func id(of type: String, in delivery: Delivery) throws -> Int64 {
        let body = try delivery.body(as: Body.self)
        return try body.id.checked(as: type, at: "id", gid: body.gid)
    }

    private struct Body: Decodable {
        var id: WireID
        var gid: WireID?

        private enum CodingKeys: String, CodingKey {
            case id
            case gid = "admin_graphql_api_id"
        }
    }
}
