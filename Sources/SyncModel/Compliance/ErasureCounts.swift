/// How much was erased in our own store.
package struct ErasureCounts: Sendable, Hashable, Codable {
    package var customers = 0
    /// Orders of which only the money is left.
    package var orders = 0
    /// Deliveries whose bodies were emptied.
    package var receipts = 0
    /// What was noted of deliveries to the CRM.
    package var notes = 0
    /// Files with a person's data, and damaged parts of the journal.
    package var files = 0

    package init() {}

    package static func += (left: inout ErasureCounts, right: ErasureCounts) {
        left.customers += right.customers
        left.orders += right.orders
        left.receipts += right.receipts
        left.notes += right.notes
        left.files += right.files
    }
}
