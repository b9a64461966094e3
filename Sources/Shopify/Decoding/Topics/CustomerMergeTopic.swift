import SyncModel

/// Two customers became one.
///
/// Only a completed merge changes anything; one in progress may still fail.
enum CustomerMergeTopic {
    static let handlers: [String: TopicHandler] = ["customers/merge": merge]

    private static func merge(_ delivery: Delivery) throws -> [SyncRecord] {
        let body = try delivery.body(as: Body.self)
        let keptID = try body.kept.checked(as: "Customer", at: Body.CodingKeys.kept.rawValue)
        let deletedID = try body.deleted.checked(as: "Customer", at: Body.CodingKeys.deleted.rawValue)
        guard body.status.lowercased() == "completed" else { return [] }
        guard keptID != deletedID else {
            throw BodyProblem(path: Body.CodingKeys.deleted.rawValue, "must not be the customer that was kept")
        }
        var kept = CustomerRecord(id: keptID)
        kept.life = delivery.alive
        kept.reads = delivery.needsRead
        var deleted = CustomerRecord(id: deletedID)
        deleted.life = RecordLife(deletedAt: delivery.time)
        // Its absence is answered, and with it its orders are read: they belong to the other one now.
        deleted.reads = delivery.needsRead
        deleted.merger = CustomerMerger(survivor: keptID, at: delivery.time)
        return [.customer(kept), .customer(deleted)]
    }

    private struct Body: Decodable {
        var kept: WireID
        var deleted: WireID
        var status: String

        enum CodingKeys: String, CodingKey {
            case kept = "admin_graphql_api_customer_kept_id"
            case deleted = "admin_graphql_api_customer_deleted_id"
            case status
        }
    }
}
