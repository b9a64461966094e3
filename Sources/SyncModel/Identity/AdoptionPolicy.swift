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
    /// The CRM field that holds phone numbers as the mapping writes them, by which people without an address are looked for;
    /// `nil` where they are not.
    package var phoneField: String?
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

    /// By which field a record that is about to be made is looked for, and what is done about one that is found; `nil` where
    /// none is looked for.
    package func known(_ kind: RecordKind) -> (field: String, found: Found)? {
        switch kind {
        case .customer: phoneField.map { ($0, customers) }
        case .order: orders.map { ($0.field, $0.found) }
        }
    }

    /// What that field would hold of a record; `nil` for a person who has an address and is known by that.
    package func knownValue(of record: SyncRecord, _ content: MappedContent) -> String? {
        guard record.kind == .customer else { return orders?.value(of: record) }
        guard record.foldedEmail == nil, let phone = content.fields.first(where: { $0.name == phoneField })?.value.text,
            !phone.isEmpty
        else { return nil }
        return phone
    }

    package init(customers: Found = .adopt, phoneField: String? = nil, orders: OrderField? = nil) {
        self.customers = customers
        self.phoneField = phoneField
        self.orders = orders
    }
}
