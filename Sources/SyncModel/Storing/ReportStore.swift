/// What people ask: how does it stand, and what happened to order #1001.
package protocol ReportStore: Sendable {
    func overview() async throws -> StoreOverview

    /// Records that a person may mean by `WHAT`: an order name (`#1001`, `1001`), a numeric id, a GID, an e-mail.
    func find(_ what: SearchTerm, kind: RecordKind?, limit: Int) async throws -> [StoredRecord]

    /// Everything known of a record, newest entries last, at most `limit` of each list.
    func story(of key: RecordKey, limit: Int) async throws -> RecordStory?

    /// The deliveries that told of these records, of each the newest, the newest first, at most `limit` of each.
    func newestReceipts(of keys: [RecordKey], limit: Int) async throws -> [RecordKey: [ReceiptSummary]]

    /// Receipts in this state, newest first, without bodies' content being interpreted.
    ///
    /// - Parameters:
    ///   - state: what was made of them.
    ///   - shop: only this store's; `nil` for all.
    ///   - since: only those that came then or later.
    ///   - limit: how many at most.
    /// - Returns: what the rows tell of them.
    /// - Throws: what the store throws.
    func receipts(
        in state: ReceiptState,
        of shop: StoreName?,
        since: Instant?,
        limit: Int
    ) async throws -> [ReceiptSummary]

    /// How many receipts there are in this state, other than applied ones, of which the tallies tell.
    func receiptCount(in state: ReceiptState, of shop: StoreName?, since: Instant?) async throws -> Int
}

extension ReportStore {
    /// Receipts of all stores in this state, newest first.
    package func receipts(in state: ReceiptState, limit: Int) async throws -> [ReceiptSummary] {
        try await receipts(in: state, of: nil, since: nil, limit: limit)
    }
}

/// What a person typed to find a record.
package enum SearchTerm: Sendable, Hashable {
    /// `#1001` or `1001`: an order's name or number, or an id.
    case number(Int64, text: String)
    /// An order's name as text, prefix and suffix included.
    case name(String)
    /// An id that cannot be mistaken, from a GID or an admin URL.
    case id(Int64, RecordKind)
    /// A folded e-mail address.
    case email(String)
}

package struct StoreOverview: Sendable, Hashable, Codable {
    package struct LaneCount: Sendable, Hashable, Codable {
        package var destination: DestinationName
        package var state: LaneState
        package var count: Int
        /// Since when the oldest lane in this state has been wanted; `nil` for clean ones.
        package var oldest: Instant?

        package init(destination: DestinationName, state: LaneState, count: Int, oldest: Instant?) {
            self.destination = destination
            self.state = state
            self.count = count
            self.oldest = oldest
        }
    }

    package struct StoreActivity: Sendable, Hashable, Codable {
        package var store: StoreName
        package var customers: Int
        package var orders: Int
        package var lastReceiptAt: Instant?

        package init(store: StoreName, customers: Int, orders: Int, lastReceiptAt: Instant?) {
            self.store = store
            self.customers = customers
            self.orders = orders
            self.lastReceiptAt = lastReceiptAt
        }
    }

    /// How many open jobs an overview tells of.
    package static let keptJobs = 50

    package var receipts: [ReceiptState: Int]
    package var lanes: [LaneCount]
    /// How many records each CRM has without a field that it refused; none where there are none.
    package var refused: [DestinationName: Int]
    /// How many delivered records are delivered once more (`redeliverAt`), since a call may take effect late; none where there are none.
    package var repeating: [DestinationName: Int]
    /// How many records each CRM is not to have, or to keep as it has them: left out by a rule or a person, taken out again, or gone.
    ///
    /// They are among the clean lanes.
    package var leftOut: [DestinationName: Int]
    package var stores: [StoreActivity]
    package var pauses: [Pause]
    /// Records that wait for an Admin read.
    package var awaitingHydration: Int
    /// The same by store.
    package var hydrations: [StoreName: Int]
    /// Jobs that are not finished, the newest first; at most 50.
    package var jobs: [Job]
    /// Stores of which nothing can be read.
    package var readPauses: [ReadPause]
    /// Who does not answer now.
    package var troubles: [Trouble]

    package init(
        receipts: [ReceiptState: Int] = [:],
        lanes: [LaneCount] = [],
        refused: [DestinationName: Int] = [:],
        repeating: [DestinationName: Int] = [:],
        leftOut: [DestinationName: Int] = [:],
        stores: [StoreActivity] = [],
        pauses: [Pause] = [],
        hydrations: [StoreName: Int] = [:],
        jobs: [Job] = [],
        readPauses: [ReadPause] = [],
        troubles: [Trouble] = []
    ) {
        self.receipts = receipts
        self.lanes = lanes
        self.refused = refused
        self.repeating = repeating
        self.leftOut = leftOut
        self.stores = stores
        self.pauses = pauses
        awaitingHydration = hydrations.values.reduce(0, +)
        self.hydrations = hydrations
        self.jobs = jobs
        self.readPauses = readPauses
        self.troubles = troubles
    }
}

package struct ReceiptSummary: Sendable, Hashable {
    package var store: StoreName
    package var webhookID: String
    package var topic: String
    package var triggeredAt: Instant?
    package var receivedAt: Instant
    package var state: ReceiptState
    /// Why, for an undecodable one.
    package var reason: String?

    package init(
        store: StoreName,
        webhookID: String,
        topic: String,
        triggeredAt: Instant?,
        receivedAt: Instant,
        state: ReceiptState,
        reason: String?
    ) {
        self.store = store
        self.webhookID = webhookID
        self.topic = topic
        self.triggeredAt = triggeredAt
        self.receivedAt = receivedAt
        self.state = state
        self.reason = reason
    }
}

package struct RecordStory: Sendable, Hashable {
    package struct LaneEntry: Sendable, Hashable {
        package var destination: DestinationName
        package var state: LaneState
        package var wanted: Int64
        package var delivered: Int64
        package var due: Instant?
        package var attempts: Int
        package var fault: DeliveryFault?
        package var link: Link?
        package var deliveries: [DeliveryNote]
        /// What a person said of who the record is there.
        package var ruling: IdentityRuling?
        /// The fields that the CRM's record is without, since it refused their values.
        package var refused: [String] = []
        /// Of an order that is there and has no contact associated: the customer whose contact it would be.
        package var missingContactOf: Int64?

        package init(
            destination: DestinationName,
            state: LaneState,
            wanted: Int64,
            delivered: Int64,
            due: Instant?,
            attempts: Int,
            fault: DeliveryFault?,
            link: Link?,
            deliveries: [DeliveryNote],
            ruling: IdentityRuling? = nil
        ) {
            self.destination = destination
            self.state = state
            self.wanted = wanted
            self.delivered = delivered
            self.due = due
            self.attempts = attempts
            self.fault = fault
            self.link = link
            self.deliveries = deliveries
            self.ruling = ruling
        }
    }

    package var record: StoredRecord
    package var receipts: [ReceiptSummary]
    package var lanes: [LaneEntry]
    /// What belongs to it and cannot be read.
    package var unread: [UnreadRow] = []

    package init(record: StoredRecord, receipts: [ReceiptSummary], lanes: [LaneEntry]) {
        self.record = record
        self.receipts = receipts
        self.lanes = lanes
    }
}
