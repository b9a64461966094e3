/// Which fields of records anybody reads, by the names that a mapping has for them.
///
/// A field that nobody reads may differ between two sources: it is brought up to date and is no reason to deliver a record
/// again, to call it a difference, or to undo what a person decided about it.
package struct RecordInterest: Sendable, Hashable {
    /// `nil` for every field.
    private var paths: Set<String>?
    /// What is read of customers to make something of their orders.
    private var customerPaths: Set<String> = []

    package static let everything = RecordInterest(paths: nil)

    private init(paths: Set<String>?) {
        self.paths = paths
    }

    /// The interest of a mapping that reads these source fields, and some of a customer's for orders.
    package init(sources: some Sequence<String>, ofOrders: Set<String> = []) {
        paths = sources.reduce(into: Self.always) { $0.formUnion(Self.parts(of: $1)) }
        customerPaths = ofOrders.filter { $0.hasPrefix("customer.") }.reduce(into: []) {
            $0.formUnion(Self.parts(of: $1))
        }
    }

    /// Whether orders say something of their customers.
    package var readsCustomersOfOrders: Bool { !customerPaths.isEmpty }

    /// Whether orders say something else once these fields of their customer have changed.
    package func concernsOrders(_ fields: [String]) -> Bool {
        guard readsCustomersOfOrders else { return false }
        return fields.contains { field in
            field == "content" || customerPaths.contains(field) || customerPaths.contains { $0.hasPrefix(field + ".") }
        }
    }

    /// Whether a field is read, or a part of it.
    package func takes(_ field: String) -> Bool {
        guard let paths, field.contains(".") else { return true }
        return paths.contains(field) || paths.contains { $0.hasPrefix(field + ".") }
    }

    /// What either reads.
    package func merged(with other: RecordInterest) -> RecordInterest {
        guard let mine = paths, let theirs = other.paths else { return .everything }
        var merged = RecordInterest(paths: mine.union(theirs))
        merged.customerPaths = customerPaths.union(other.customerPaths)
        return merged
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

    /// The destinations in which a changed customer's orders say something else than before; none for guests, who are made
    /// of their orders.
    package func destinationsOfOrders(of customer: StoredRecord, known: StoredRecord?) -> [DestinationName] {
        let key = customer.key
        guard key.kind == .customer, !key.isGuest else { return [] }
        let readers = (routes[key.store]?.destinations ?? []).filter {
            interest(of: $0, in: key.store).readsCustomersOfOrders
        }
        guard !readers.isEmpty, let known else { return readers }
        let changed = customer.record.differences(from: known.record)
        return readers.filter { interest(of: $0, in: key.store).concernsOrders(changed) }
    }

    /// How many orders of a changed customer are looked at: the newest.
    package static let ordersOfACustomer = 250

    /// What any destination of a store reads.
    package func interest(in store: StoreName) -> RecordInterest { routes[store]?.interest ?? .everything }
}
