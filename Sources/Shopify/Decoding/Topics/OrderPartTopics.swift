import SyncModel

/// Topics with a part of an order in the body: they tell that it changed, and only a read tells what it is now.
enum OrderPartTopics {
    static let handlers: [String: TopicHandler] = [
        "orders/edited": { delivery in
            let body = try delivery.body(as: EditBody.self)
            return changed(try body.edit.orderID.checked(as: "Order", at: "order_edit.order_id"), delivery)
        },
        "refunds/create": { try part($0, type: "Refund") },
        "order_transactions/create": { try part($0, type: "OrderTransaction") },
    ]

    private static func part(_ delivery: Delivery, type: String) throws -> [SyncRecord] {
        let body = try delivery.body(as: PartBody.self)
        _ = try body.id.checked(as: type, at: "id", gid: body.gid)
        return changed(try body.orderID.checked(as: "Order", at: "order_id"), delivery)
    }

    private static func changed(_ orderID: Int64, _ delivery: Delivery) -> [SyncRecord] {
        var record = OrderRecord(id: orderID)
        record.life = delivery.alive
        record.reads = delivery.needsRead
        return [.order(record)]
    }

    private struct EditBody: Decodable {
        var edit: Edit

        struct Edit: Decodable {
            var orderID: WireID

            private enum CodingKeys: String, CodingKey {
                case orderID = "order_id"
            }
        }

        private enum CodingKeys: String, CodingKey {
            case edit = "order_edit"
        }
    }

    private struct PartBody: Decodable {
        var id: WireID
        var gid: WireID?
        var orderID: WireID

        private enum CodingKeys: String, CodingKey {
            case id
            case gid = "admin_graphql_api_id"
            case orderID = "order_id"
        }
    }
}
