import SyncModel

/// What a pass found or made of the records that its own point at, by name or key.
struct ZohoNeighbours: Sendable {
    var ids: [String: String] = [:]
    /// Why some could not be had.
    var faults: [String: DeliveryFault] = [:]

    mutating func merge(_ other: ZohoNeighbours) {
        ids.merge(other.ids) { _, new in new }
        faults.merge(other.faults) { first, _ in first }
    }

    /// Why there is no id: nobody is to blame where nothing was said.
    func fault(_ key: String, _ what: String, fields: [String] = []) -> DeliveryFault {
        faults[key]
            ?? DeliveryFault(.unreadable, .retry, message: "Zoho did not tell the id of \(what)", fields: fields)
    }
}
