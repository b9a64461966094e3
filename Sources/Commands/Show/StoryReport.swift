import SyncModel

/// A record's story, for people and for `--json`.
struct StoryReport: Codable {
    struct Receipt: Codable {
        var receivedAt: String
        var topic: String
        var webhookId: String
        var state: String
        var reason: String?
    }

    struct Delivery: Codable {
        var at: String
        var outcome: String
        var crmId: String?
        var sent: [String: String]
        var message: String?
        var correlationId: String?
        var lagSeconds: Double?
    }

    struct Lane: Codable {
        var destination: String
        var state: String
        var crmId: String?
        var crmObject: String?
        var standing: String?
        var isAdopted: Bool?
        var attempts: Int
        var due: String?
        var fault: String?
        var faultMessage: String?
        /// What happens next, in a sentence.
        var next: String
        var deliveries: [Delivery]
    }

    var store: String
    var kind: String
    var id: String
    var name: String?
    var email: String?
    var total: String?
    var status: String?
    var isDeleted: Bool
    var isTest: Bool
    var awaitsHydration: Bool
    var adminUrl: String?
    var receipts: [Receipt]
    var lanes: [Lane]

    init(story: RecordStory, configuration: SluiceConfiguration) {
        let record = story.record.record
        store = story.record.key.store.rawValue
        kind = story.record.key.kind.rawValue
        id = String(story.record.key.id)
        name = record.name
        email = record.foldedEmail
        isDeleted = record.life.isDeleted
        isTest = record.isTest
        awaitsHydration = record.hydration.isNeeded
        if case .order(let order) = record {
            let fields = order.details.fields
            total = fields.currentTotal.value.map { "\($0) \(fields.currency.value ?? "")" }
            status = [fields.financialStatus.value, fields.fulfillmentStatus.value].compactMap { $0 }.joined(separator: ", ")
        }
        let key = story.record.key
        let settings = configuration.stores.first { $0.name == key.store }
        adminUrl = settings.map { "https://\($0.shop)/admin/\(key.kind.rawValue)s/\(key.id)" }
        receipts = story.receipts.map {
            Receipt(
                receivedAt: Timestamp($0.receivedAt).utcMilliseconds, topic: $0.topic, webhookId: $0.webhookID,
                state: $0.state.rawValue, reason: $0.reason
            )
        }
        let isKept = record.isTest && settings?.sendsTestOrders == false
        lanes = story.lanes.map { Self.lane($0) }
        if lanes.isEmpty, isKept { status = [status, "kept, not sent"].compactMap { $0 }.joined(separator: ", ") }
    }

    private static func lane(_ entry: RecordStory.LaneEntry) -> Lane {
        Lane(
            destination: entry.destination.rawValue, state: entry.state.rawValue, crmId: entry.link?.crmID,
            crmObject: entry.link?.object, standing: entry.link?.standing.rawValue, isAdopted: entry.link?.isAdopted,
            attempts: entry.attempts, due: Ages.stamp(entry.due), fault: entry.fault?.code.rawValue,
            faultMessage: entry.fault?.message, next: next(for: entry),
            deliveries: entry.deliveries.map {
                Delivery(
                    at: Timestamp($0.at).utcMilliseconds, outcome: $0.outcome, crmId: $0.crmID, sent: $0.sent,
                    message: $0.message, correlationId: $0.correlationID, lagSeconds: $0.lag?.seconds
                )
            }
        )
    }

    private static func next(for entry: RecordStory.LaneEntry) -> String {
        switch entry.state {
        case .clean: "Nothing: the CRM holds the newest version."
        case .dirty: entry.attempts > 0 ? "Tried again when due." : "Delivered as soon as the destination takes it."
        case .claimed: "Being delivered now."
        case .parked: "A person must look: mend the cause, then \"sluice failures retry\"."
        case .discarded: "Nothing, until Shopify has a newer version."
        case .erased: "Nothing: it was erased on request."
        }
    }
}
