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
        /// The version of the mapping that decided it; `nil` where none was asked, and for what is older than this.
        var mapping: String?
    }

    struct Lane: Codable {
        var destination: String
        var state: String
        var crmId: String?
        var crmObject: String?
        /// Where the CRM shows it, as far as the server knows that at once.
        var crmPage: String?
        var standing: String?
        var isAdopted: Bool?
        var attempts: Int
        var due: String?
        var fault: String?
        var faultMessage: String?
        /// For a doubtful match: the CRM records that could be this one.
        var candidates: [CandidateReport]?
        /// What a person said of who the record is.
        var decision: ChoiceReport?
        /// Whether the CRM holds the newest version.
        var isInStep: Bool
        /// The fields that the CRM's record is without, since it refused their values; `nil` where there are none.
        var refusedFields: [String]?
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
    /// Whether it is one who bought without an account.
    var isGuest: Bool
    /// For a customer: the id of the one that it became in Shopify, or that a guest has by now.
    var mergedInto: String?
    var isTest: Bool
    /// Whether it was erased on request.
    var isErased: Bool
    /// Whether personal data is hidden; `nil` where nothing is.
    var isMasked: Bool?
    /// When it was last read from the Admin API, and by which job; `nil` for one that only webhooks told of.
    var readAt: String?
    var readBy: String?
    var awaitsHydration: Bool
    /// Whether the store has Admin API credentials, with which such a read is made.
    var hasCredentials: Bool
    var adminUrl: String?
    var receipts: [Receipt]
    var lanes: [Lane]

    /// - Parameters:
    ///   - story: what is known.
    ///   - pauses: of all destinations.
    ///   - context: what else stands in the store about it.
    ///   - configuration: which names the stores and destinations.
    ///   - now: by our clock.
    init(
        story: RecordStory,
        pauses: [Pause],
        context: StoryContext = StoryContext(),
        configuration: SluiceConfiguration,
        now: Instant
    ) {
        let record = story.record.record
        store = story.record.key.store.rawValue
        kind = story.record.key.kind.rawValue
        id = story.record.key.externalID
        name = record.name
        email = record.foldedEmail
        isDeleted = record.life.isDeleted
        isGuest = record.isGuest
        mergedInto = story.record.survivorKey?.externalID
        isTest = record.isTest
        isErased = context.isErased || story.lanes.contains { $0.state == .erased }
        readAt = record.hydration.readAt.map { Timestamp($0).utcMilliseconds }
        readBy = record.hydration.readAt.flatMap(context.reader).map { "\($0.kind.rawValue), job \($0.id)" }
        awaitsHydration = record.hydration.isNeeded
        if case .customer(let customer) = record {
            let profile = customer.profile.fields
            let parts = [profile.firstName.value, profile.lastName.value].compactMap { $0 }
            name = parts.isEmpty ? nil : parts.joined(separator: " ")
        }
        if case .order(let order) = record {
            let fields = order.details.fields
            total = fields.currentTotal.value.map { "\($0) \(fields.currency.value ?? "")" }
            status = [fields.financialStatus.value, fields.fulfillmentStatus.value].compactMap { $0 }.joined(
                separator: ", "
            )
        }
        let key = story.record.key
        let settings = configuration.stores.first { $0.name == key.store }
        hasCredentials = settings?.credentials != nil
        adminUrl = key.isGuest ? nil : settings.map { "https://\($0.shop)/admin/\(key.kind.rawValue)s/\(key.id)" }
        receipts = story.receipts.map {
            Receipt(
                receivedAt: Timestamp($0.receivedAt).utcMilliseconds,
                topic: $0.topic,
                webhookId: $0.webhookID,
                state: $0.state.rawValue,
                reason: $0.reason
            )
        }
        let isKept = record.isTest && settings?.sendsTestOrders == false
        lanes = story.lanes.map { entry in
            let outlook = LaneOutlook(
                entry: entry,
                kind: key.kind,
                term: key.externalID,
                settings: configuration.destinations.first { $0.name == entry.destination },
                pause: pauses.first { $0.destination == entry.destination && $0.scope.stops(key.kind) },
                trouble: context.troubles.first { $0.party == entry.destination.leaseName }.map { TroubleReport($0) },
                customer: context.customer[entry.destination],
                now: now
            )
            return Self.lane(entry, of: key, next: outlook.sentence)
        }
        if lanes.isEmpty, isKept { status = [status, "kept, not sent"].compactMap { $0 }.joined(separator: ", ") }
    }

    private static func lane(_ entry: RecordStory.LaneEntry, of key: RecordKey, next: String) -> Lane {
        let candidates = entry.fault?.candidates ?? []
        return Lane(
            destination: entry.destination.rawValue,
            state: entry.state.rawValue,
            crmId: entry.link?.crmID,
            crmObject: entry.link?.object,
            standing: entry.link?.standing.rawValue,
            isAdopted: entry.link?.isAdopted,
            attempts: entry.attempts,
            due: Ages.stamp(entry.due),
            fault: entry.fault?.code.rawValue,
            faultMessage: entry.fault?.message,
            candidates: candidates.isEmpty ? nil : candidates.map { CandidateReport($0, of: key) },
            decision: entry.ruling.map { ChoiceReport($0) },
            isInStep: entry.state == .clean && entry.link?.living != nil && !entry.wasLeftOut,
            refusedFields: entry.refused.isEmpty ? nil : entry.refused,
            next: next,
            deliveries: entry.deliveries.map {
                Delivery(
                    at: Timestamp($0.at).utcMilliseconds,
                    outcome: $0.outcome,
                    crmId: $0.crmID,
                    sent: $0.sent,
                    message: $0.message,
                    correlationId: $0.correlationID,
                    lagSeconds: $0.lag?.seconds,
                    mapping: $0.mapping
                )
            }
        )
    }
}
