import SyncModel

/// Deletions, whose bodies have no time of their own, so that the delivery's counts.
///
/// Topic headers are not signed: what once told of a living record could come again as its deletion. So a body must lack what
/// every living one has, and where the store can be read, a read is asked for that says whether it is gone.
enum DeletionTopics {
    static let handlers: [String: TopicHandler] = [
        "customers/delete": { delivery in
            var record = CustomerRecord(id: try id(of: "Customer", in: delivery))
            record.life = RecordLife(deletedAt: delivery.time)
            record.reads = delivery.needsRead
            return [.customer(record)]
        },
        "orders/delete": { delivery in
            var record = OrderRecord(id: try id(of: "Order", in: delivery))
            record.life = RecordLife(deletedAt: delivery.time)
            record.reads = delivery.needsRead
            return [.order(record)]
        },
    ]

    private static func id(of type: String, in delivery: Delivery) throws -> Int64 {
        let body = try delivery.body(as: Body.self)
        if let sign = body.signOfLife {
            throw BodyProblem(path: sign, "must not be there: this is no deletion's body, whatever the topic says")
        }
        return try body.id.checked(as: type, at: "id", gid: body.gid)
    }

    private struct Body: Decodable {
        var id: WireID
        var gid: WireID?
        var signOfLife: String?

        private enum CodingKeys: String, CodingKey {
            case id
            case gid = "admin_graphql_api_id"
            case createdAt = "created_at"
            case updatedAt = "updated_at"
            case lines = "line_items"

            static let signsOfLife: [CodingKeys] = [.createdAt, .updatedAt, .lines]
        }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            id = try values.decode(WireID.self, forKey: .id)
            gid = try values.decodeIfPresent(WireID.self, forKey: .gid)
            signOfLife = try CodingKeys.signsOfLife.first { try values.contains($0) && !values.decodeNil(forKey: $0) }?
                .rawValue
        }
    }
}
