/// Records to be erased in one bounded transaction, for a request.
package struct Erasure: Sendable, Hashable {
    package var request: ComplianceRequest.ID
    package var keys: [RecordKey]
    /// Destinations in which nothing is to be changed.
    package var leaving: Set<DestinationName>
    /// How long a delivery that was cut off may still take effect in a CRM.
    package var lateUntil: Instant
    package var now: Instant

    /// How many records are erased at once.
    package static let recordsAtOnce = 100

    /// How many bodies and notes of one record are emptied at once.
    package static let receiptsAtOnce = 500

    package init(
        request: ComplianceRequest.ID,
        keys: [RecordKey],
        leaving: Set<DestinationName> = [],
        lateUntil: Instant,
        now: Instant
    ) {
        self.request = request
        self.keys = keys
        self.leaving = leaving
        self.lateUntil = lateUntil
        self.now = now
    }
}

/// What a step of an erasure came to.
package struct ErasureReport: Sendable, Hashable {
    package var counts = ErasureCounts()
    /// Records of which something is left: bodies beyond one step's worth, or a delivery under way.
    package var open: Set<RecordKey> = []
    /// Whether one of those is only waited for.
    package var isWaiting = false
    /// Destinations with newly dirty lanes, or with CRM records to be erased; to be woken.
    package var marked: Set<DestinationName> = []
    /// What was left, since nobody can tell what it says.
    package var unread = UnreadRows()

    package init() {}
}

/// What a step through deliveries that bear no record's id came to.
package struct ReceiptErasure: Sendable, Hashable {
    /// Where to go on; `nil` at the end.
    package var next: Int64?
    /// Deliveries that may be the person's: they cannot be read.
    package var unread = UnreadRows()

    package init(next: Int64? = nil) {
        self.next = next
    }
}

/// Which deliveries are looked through for what bears no record's id.
package struct ReceiptSearch: Sendable, Hashable {
    package var request: ComplianceRequest.ID
    /// Only those in this state; all of the store where `nil`.
    package var state: ReceiptState?
    /// Texts, in lower case, one of which a body must hold; every body where there is none.
    package var texts: [String]
    /// The number of the last one that was looked at.
    package var after: Int64
    package var limit: Int

    package init(
        request: ComplianceRequest.ID,
        state: ReceiptState?,
        texts: [String],
        after: Int64 = 0,
        limit: Int = Erasure.receiptsAtOnce
    ) {
        self.request = request
        self.state = state
        self.texts = texts
        self.after = after
        self.limit = limit
    }

    /// Whether a body is meant.
    package func finds(_ body: [UInt8]) -> Bool {
        guard !body.isEmpty else { return false }
        return texts.isEmpty || ByteSearch.contains(body, anyOf: texts)
    }
}

/// What a delivery's body said; for giving a person what is held of them.
package struct ReceiptBody: Sendable, Hashable {
    /// The place in the order of arrival.
    package var number: Int64
    package var webhookID: String
    package var topic: String
    package var receivedAt: Instant
    package var body: [UInt8]
    /// Why the body cannot be read; it is empty then.
    package var unread: UnreadRow?

    package init(number: Int64, webhookID: String, topic: String, receivedAt: Instant, body: [UInt8]) {
        self.number = number
        self.webhookID = webhookID
        self.topic = topic
        self.receivedAt = receivedAt
        self.body = body
    }
}
