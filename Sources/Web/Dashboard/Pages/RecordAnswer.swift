/// What the record page reads of a story's JSON.
struct RecordAnswer: Decodable, Sendable {
    struct Receipt: Decodable, Sendable {
        var receivedAt: String
        var topic: String
        var webhookId: String
        var state: String
        var reason: String?
    }

    struct Delivery: Decodable, Sendable {
        var at: String
        var outcome: String
        var crmId: String?
        var sent: [String: String]
        var message: String?
        var correlationId: String?
        var lagSeconds: Double?
        var mapping: String?
    }

    struct Candidate: Decodable, Sendable {
        var crmId: String
        var page: String?
    }

    struct Decision: Decodable, Sendable {
        var choice: String
        var crmId: String?
        var by: String
        var at: String
    }

    struct Lane: Decodable, Sendable {
        var destination: String
        var state: String
        var crmId: String?
        var crmObject: String?
        var crmPage: String?
        var attempts: Int
        var due: String?
        var fault: String?
        var faultMessage: String?
        var candidates: [Candidate]?
        var decision: Decision?
        var isInStep: Bool
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
    var isGuest: Bool
    var mergedInto: String?
    var isTest: Bool
    var isErased: Bool
    var isMasked: Bool?
    var readAt: String?
    var readBy: String?
    var awaitsHydration: Bool
    var hasCredentials: Bool?
    var adminUrl: String?
    var receipts: [Receipt]
    var lanes: [Lane]
}
