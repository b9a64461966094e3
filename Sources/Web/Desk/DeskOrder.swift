/// What can be done from the desk.
package enum DeskOrder: Sendable, Hashable {
    /// Delivers a record once more, to one destination or to all of its own.
    case syncNow(RecordAddress, destination: String?)
    case retry(FailureChoice)
    case discard(FailureChoice)
    case pause(destination: String)
    case resume(destination: String)
    case backfill(BackfillOrder)
    /// Compares a store with Shopify and takes in what differs.
    case reconcile(store: String)
    case audit(store: String, repairs: Bool)
    case job(JobAction, Int64)
    case decide(RecordAddress, destination: String, IdentityAnswer)
    case undo(RecordAddress, destination: String)
    /// Looks at a store's webhook subscriptions and repairs them.
    case repairWebhooks(store: String)
    /// Reads the configuration and the mappings anew.
    case reload
}

package enum JobAction: String, Sendable, Hashable, CaseIterable {
    case pause, resume, cancel
}

/// Which failures are meant; everything that is left out fits.
package struct FailureChoice: Sendable, Hashable {
    package var destination: String?
    package var kind: String?
    package var code: String?
    package var record: RecordAddress?

    package init(
        destination: String? = nil,
        kind: String? = nil,
        code: String? = nil,
        record: RecordAddress? = nil
    ) {
        self.destination = destination
        self.kind = kind
        self.code = code
        self.record = record
    }
}

package struct BackfillOrder: Sendable, Hashable {
    package var store: String
    /// `customers`, `orders`, or `nil` for both.
    package var kind: String?
    /// Days such as `2026-01-31` or times, as the command takes them.
    package var since: String?
    package var until: String?
    /// Only counts, and tells what it will take.
    package var isDryRun: Bool

    package init(
        store: String,
        kind: String? = nil,
        since: String? = nil,
        until: String? = nil,
        isDryRun: Bool = false
    ) {
        self.store = store
        self.kind = kind
        self.since = since
        self.until = until
        self.isDryRun = isDryRun
    }
}

/// Who a doubtful record is.
package enum IdentityAnswer: Sendable, Hashable {
    case record(String)
    case new
    case skip
}
