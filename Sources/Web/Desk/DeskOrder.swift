/// What can be done from the desk.
package enum DeskOrder: Sendable, Hashable {
    /// Delivers a record once more, to one destination or to all of its own.
    case syncNow(RecordAddress, destination: String?)
    case retry(FailureChoice)
    case discard(FailureChoice)
    case pause(destination: String)
    case resume(destination: String)
    case backfill(BackfillOrder)
    /// Compares stores with Shopify and takes in what differs.
    case reconcile(ComparingOrder)
    case audit(ComparingOrder)
    case job(JobAction, Int64)
    /// Also where nothing is doubtful, or for a CRM record that is none of the candidates, where `force`.
    case decide(RecordAddress, destination: String, IdentityAnswer, force: Bool = false)
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
    package var store: String?
    package var kind: String?
    package var code: String?
    /// Only what was parked then or later: a day such as `2026-01-31` or a time, as the command takes it.
    package var since: String?
    package var record: RecordAddress?
    /// Webhooks that could not be read instead of records; they can only be given up.
    package var isUnreadable: Bool
    /// Of a retry: a portion of them alone, those that were parked first.
    package var portion: RetryPortion?

    package init(
        destination: String? = nil,
        store: String? = nil,
        kind: String? = nil,
        code: String? = nil,
        since: String? = nil,
        record: RecordAddress? = nil,
        isUnreadable: Bool = false,
        portion: RetryPortion? = nil
    ) {
        self.destination = destination
        self.store = store
        self.kind = kind
        self.code = code
        self.since = since
        self.record = record
        self.isUnreadable = isUnreadable
        self.portion = portion
    }

    /// Whether every parked record is meant.
    package var isEverything: Bool {
        var choice = self
        choice.portion = nil
        return choice == FailureChoice()
    }
}

/// One of several portions in which records are tried again.
package struct RetryPortion: Sendable, Hashable {
    /// How many records at most.
    package var limit: Int
    /// When the first portion was taken, as its outcome tells; `nil` for the first.
    ///
    /// What was parked since had its turn.
    package var begun: String?
    /// Takes none where so many were parked again since the first portion; `nil` to go on whatever comes back.
    package var stopAt: Int?

    package init(limit: Int, begun: String? = nil, stopAt: Int? = nil) {
        self.limit = limit
        self.begun = begun
        self.stopAt = stopAt
    }
}

package struct BackfillOrder: Sendable, Hashable {
    /// `nil` for every store that can be read.
    package var store: String?
    /// `customers`, `orders`, or `nil` for both.
    package var kind: String?
    /// Days such as `2026-01-31` or times, as the command takes them.
    package var since: String?
    package var until: String?
    /// Those that get every record of the range, also one that is known.
    package var destinations: [String]
    /// Only counts, and tells what it will take.
    package var isDryRun: Bool

    package init(
        store: String?,
        kind: String? = nil,
        since: String? = nil,
        until: String? = nil,
        destinations: [String] = [],
        isDryRun: Bool = false
    ) {
        self.store = store
        self.kind = kind
        self.since = since
        self.until = until
        self.destinations = destinations
        self.isDryRun = isDryRun
    }
}

/// What a comparison with Shopify, or an audit, looks at.
package struct ComparingOrder: Sendable, Hashable {
    /// `nil` for every store that can be compared.
    package var store: String?
    /// `customers`, `orders`, or `nil` for both.
    package var kind: String?
    /// Days such as `2026-01-31` or times, as the commands take them.
    package var since: String?
    package var until: String?
    /// Of an audit: with which CRMs; all of them where empty.
    package var destinations: [String]
    /// Of a comparison with Shopify: goes through all ids too.
    package var sweeps: Bool
    /// Of an audit: mends what differs.
    package var repairs: Bool

    package init(
        store: String?,
        kind: String? = nil,
        since: String? = nil,
        until: String? = nil,
        destinations: [String] = [],
        sweeps: Bool = false,
        repairs: Bool = false
    ) {
        self.store = store
        self.kind = kind
        self.since = since
        self.until = until
        self.destinations = destinations
        self.sweeps = sweeps
        self.repairs = repairs
    }
}

/// Who a doubtful record is.
package enum IdentityAnswer: Sendable, Hashable {
    case record(String)
    case new
    case skip
}
