/// A stored row that cannot be read, by what identifies it; it bears no personal data.
package struct UnreadRow: Error, Sendable, Hashable, Codable, CustomStringConvertible {
    package var store: String
    /// What it is, such as `webhook`, `order` or `delivery note`.
    package var kind: String
    /// The record's id, or the number of the webhook.
    package var id: String
    /// Of what is kept for one destination.
    package var destination: String?
    /// Why, and how to mend it.
    package var reason: String

    package init(store: StoreName, kind: String, id: String, destination: DestinationName? = nil, reason: String) {
        self.store = store.rawValue
        self.kind = kind
        self.id = id
        self.destination = destination?.rawValue
        self.reason = reason
    }

    package init(_ key: RecordKey, of destination: DestinationName? = nil, kind: String? = nil, reason: String) {
        self.init(
            store: key.store,
            kind: kind ?? key.kind.rawValue,
            id: key.externalID,
            destination: destination,
            reason: reason
        )
    }

    /// A stored delivery, by its place in the order of arrival.
    package init(webhook number: Int64, of store: StoreName, reason: String) {
        self.init(store: store, kind: "webhook", id: "\(number)", reason: reason)
    }

    package var name: String { "\(kind) \(id) of \(store)" + (destination.map { ", in \($0)" } ?? "") }

    package var description: String { "\(name), cannot be read: \(reason)" }
}

/// Rows that were passed over, the first of them by name.
package struct UnreadRows: Sendable, Hashable, Codable {
    package private(set) var count = 0
    package private(set) var first: [UnreadRow] = []

    /// How many are named.
    package static let named = 20

    package init() {}

    package init(_ rows: some Sequence<UnreadRow>) {
        for row in rows { add(row) }
    }

    package var isEmpty: Bool { count == 0 }

    /// Counts a row; one that is named already is not counted twice.
    package mutating func add(_ row: UnreadRow) {
        guard !first.contains(row) else { return }
        count += 1
        if first.count < Self.named { first.append(row) }
    }

    package mutating func add(_ rows: UnreadRows) {
        for row in rows.first { add(row) }
        count += rows.count - rows.first.count
    }
}
