/// What a destination does about records that its CRM holds already, made by the CRM's own Shopify app, an older connector
/// or by hand.
package struct AdoptionPolicy: Sendable, Hashable {
    package enum Found: String, Sendable, Hashable, CaseIterable {
        /// It becomes ours: linked, with our id written into it.
        case adopt
        /// It stays as it is, and nothing is sent.
        case skip
        /// A person must say what it is.
        case refuse
    }

    /// Which CRM field names the Shopify order, and what it holds of it.
    package struct OrderField: Sendable, Hashable {
        package enum Holding: String, Sendable, Hashable, CaseIterable {
            /// Shopify's numeric id.
            case id
            /// The name, such as `#1001`.
            case name
            /// The number, such as `1001`.
            case number
        }

        package var field: String
        package var holds: Holding
        package var found: Found

        package init(field: String, holds: Holding = .id, found: Found = .adopt) {
            self.field = field
            self.holds = holds
            self.found = found
        }

        /// What the field holds of this order; `nil` where that is not known.
        package func value(of record: SyncRecord) -> String? {
            switch holds {
            case .id: String(record.id)
            case .name: record.name.flatMap { $0.isEmpty ? nil : $0 }
            case .number: record.orderNumber.map(String.init)
            }
        }
    }

    /// A person whom the CRM knows by the address.
    package var customers: Found
    /// `nil` where orders are not looked for.
    package var orders: OrderField?

    /// The words in which it is said that a record is left out because the CRM has it already.
    package static func leavesOut(_ record: String, as kind: RecordKind) -> String {
        kind == .customer
            ? "the CRM knows the person as \(record), and \(words(kind))"
            : "the CRM holds this order already as \(record), and \(words(kind))"
    }

    private static func words(_ kind: RecordKind) -> String {
        kind == .customer ? "adopt.customers says skip" : "adopt.orders says skip"
    }

    /// Whether this is why a record was left out, and is so no longer.
    package func isUndone(_ reason: String?) -> Bool {
        if reason?.hasSuffix(Self.words(.customer)) == true { return customers != .skip }
        if reason?.hasSuffix(Self.words(.order)) == true { return orders?.found != .skip }
        return false
    }

    package init(customers: Found = .adopt, orders: OrderField? = nil) {
        self.customers = customers
        self.orders = orders
    }
}
