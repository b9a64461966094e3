/// Which fields of records anybody reads, by the names that a mapping has for them.
///
/// A field that nobody reads may differ between two sources: it is brought up to date and is no reason to deliver a record
/// again, to call it a difference, or to undo what a person decided about it.
package struct RecordInterest: Sendable, Hashable {
    /// `nil` for every field.
    private var paths: Set<String>?

    package static let everything = RecordInterest(paths: nil)

    private init(paths: Set<String>?) {
        self.paths = paths
    }

    /// The interest of a mapping that reads these source fields.
    package init(sources: some Sequence<String>) {
        paths = sources.reduce(into: Self.always) { $0.formUnion(Self.parts(of: $1)) }
    }

    /// Whether a field is read, or a part of it.
    package func takes(_ field: String) -> Bool {
        guard let paths, field.contains(".") else { return true }
        return paths.contains(field) || paths.contains { $0.hasPrefix(field + ".") }
    }

    /// What either reads.
    package func merged(with other: RecordInterest) -> RecordInterest {
        guard let mine = paths, let theirs = other.paths else { return .everything }
        return RecordInterest(paths: mine.union(theirs))
    }

    /// Whatever a mapping says: who a record is, whom it belongs to, and the money that an audit adds up.
    private static let always: Set<String> = [
        "customer.email", "customer.phone", "customer.id", "order.name", "order.number", "order.email", "order.test",
        "order.total", "order.currency",
    ]

    /// The fields that a source field is made of, where it is not one itself.
    private static let derived: [String: Set<String>] = [
        "customer.full_name": ["customer.first_name", "customer.last_name"],
        "customer.company": ["customer.address"],
        "customer.amount_spent_currency": ["customer.amount_spent"],
        "order.status": ["order.cancelled_at", "order.financial_status"],
        "order.quantity": ["order.lines"],
        "order.line_summary": ["order.lines"],
    ]

    private static func parts(of source: String) -> Set<String> {
        source.hasPrefix("line.") ? ["order.lines"] : derived[source] ?? [source]
    }
}

extension RoutingTable {
    /// What the mapping of a destination reads; everything where that is not known.
    package func interest(of destination: DestinationName, in store: StoreName) -> RecordInterest {
        routes[store]?.interests[destination] ?? .everything
    }

    /// What any destination of a store reads.
    package func interest(in store: StoreName) -> RecordInterest {
        let all = (routes[store]?.destinations ?? []).map { interest(of: $0, in: store) }
        return all.dropFirst().reduce(all.first ?? .everything) { $0.merged(with: $1) }
    }
}
