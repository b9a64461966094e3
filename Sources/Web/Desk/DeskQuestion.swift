/// What can be asked of the desk.
package enum DeskQuestion: Sendable, Hashable {
    /// The sentence of truth with figures over time.
    case overview
    case status
    /// Which records wait and why.
    case waiting
    /// Orders and customers that fit what a person typed.
    case search(String, kind: String?)
    /// A record's story; personal data masked unless `reveals`, which is logged under the name of who asks.
    case record(RecordAddress, reveals: Bool, by: String)
    /// What would be sent for a record.
    case payload(RecordAddress, destination: String)
    /// Records that a CRM does not have and is not to have, with why.
    case leftOut(destination: String, page: ListPage)
    /// A record beside what the CRM holds.
    case comparison(RecordAddress, destination: String)
    /// What could not be delivered; `since` is a day or a time as the command takes it.
    case failures(destination: String?, store: String? = nil, kind: String? = nil, since: String? = nil)
    case jobs(isOpen: Bool, store: String? = nil, page: ListPage)
    /// One job, with what a comparison found so far.
    case job(Int64)
    case webhooks
    case audits
    case identity(destination: String? = nil, store: String? = nil, limit: Int = 100)
    /// What `doctor` finds; made anew where `isFresh`, else the last ones.
    case findings(isFresh: Bool)
    case nodes
    /// Who did what; `since` is a day or a time as the command takes it.
    case log(action: String?, actor: String?, since: String? = nil, page: ListPage)
}

/// One record by our own names: the store, `order` or `customer`, and the id.
package struct RecordAddress: Sendable, Hashable {
    package var store: String
    package var kind: String
    package var id: String

    package init(store: String, kind: String, id: String) {
        self.store = store
        self.kind = kind
        self.id = id
    }

    /// Below `/records` and `/api/v1/records`.
    var path: String { "\(PathText.escaped(store))/\(PathText.escaped(kind))/\(PathText.escaped(id))" }
}

/// Part of a list.
package struct ListPage: Sendable, Hashable {
    /// How many at most.
    package var limit: Int
    /// What the former answer gave as its next; `nil` for the first part.
    package var cursor: String?

    package static let limits = 1...200

    /// `nil` for a number out of range.
    package init?(limit: Int = 50, cursor: String? = nil) {
        guard Self.limits.contains(limit) else { return nil }
        self.limit = limit
        self.cursor = cursor
    }
}
