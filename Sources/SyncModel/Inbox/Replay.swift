/// Which of the stored deliveries are replayed; a member that is `nil` does not restrict.
package struct ReplayFilter: Sendable, Hashable {
    package var store: StoreName?
    /// In lower case, such as `orders/updated`.
    package var topic: String?
    /// When it was received: from then on, and before then.
    package var since: Instant?
    package var until: Instant?
    /// Only those in this state; test deliveries never are.
    package var state: ReceiptState?

    package init(
        store: StoreName? = nil,
        topic: String? = nil,
        since: Instant? = nil,
        until: Instant? = nil,
        state: ReceiptState? = nil
    ) {
        self.store = store
        self.topic = topic
        self.since = since
        self.until = until
        self.state = state
    }

    package func means(_ receipt: Receipt, in found: ReceiptState) -> Bool {
        !receipt.isTest && (store.map { $0 == receipt.store } ?? true) && (topic.map { $0 == receipt.topic } ?? true)
            && (since.map { receipt.receivedAt >= $0 } ?? true) && (until.map { receipt.receivedAt < $0 } ?? true)
            && (state.map { $0 == found } ?? true)
    }
}

/// A delivery as it is stored.
package struct StoredReceipt: Sendable, Hashable {
    /// The place in the order of arrival.
    package var number: Int64
    /// Without a body where that was erased.
    package var receipt: Receipt
    package var state: ReceiptState
    /// Why the body cannot be read; it is empty then.
    package var unread: UnreadRow?

    package init(number: Int64, receipt: Receipt, state: ReceiptState, unread: UnreadRow? = nil) {
        self.number = number
        self.receipt = receipt
        self.state = state
        self.unread = unread
    }
}

/// A stored delivery that was decoded once more.
package struct ReplayedReceipt: Sendable, Hashable {
    package var number: Int64
    /// What was made of it when it came.
    package var formerState: ReceiptState
    package var decoded: DecodedReceipt

    package init(number: Int64, formerState: ReceiptState, decoded: DecodedReceipt) {
        self.number = number
        self.formerState = formerState
        self.decoded = decoded
    }

    /// Whether it tells of records now: an erased body tells nothing, and what was asked of people's data is not asked twice.
    package var tells: Bool {
        guard case .changes = decoded.content else { return false }
        return !decoded.receipt.body.isEmpty && !decoded.receipt.isTest
    }

    /// Whether it could not be used when it came, and can now.
    package var isMended: Bool { tells && formerState != .applied }
}

/// What a replay did.
package struct ReplayReport: Sendable, Hashable {
    /// Deliveries that told of records.
    package var replayed = 0
    /// Of those, the ones that could not be used before.
    package var mended = 0
    /// Deliveries that tell nothing: erased bodies, topics that nobody uses, bodies that cannot be read still.
    package var silent = 0
    /// Records that changed, and so had lacked something.
    package var changed = 0
    /// Records that are delivered again, by destination.
    package var marked: [DestinationName: Int] = [:]
    /// Stored rows that cannot be read: the deliveries themselves, and the records with which they cannot be merged.
    package var unread = UnreadRows()

    package init() {}

    package mutating func add(_ other: ReplayReport) {
        replayed += other.replayed
        mended += other.mended
        silent += other.silent
        changed += other.changed
        marked.merge(other.marked) { $0 + $1 }
        unread.add(other.unread)
    }
}
