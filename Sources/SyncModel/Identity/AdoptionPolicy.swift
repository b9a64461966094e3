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

    package init(customers: Found = .adopt, orders: OrderField? = nil) {
        self.customers = customers
        self.orders = orders
    }
}
