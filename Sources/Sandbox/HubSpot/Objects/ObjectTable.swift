/// The records of one type with their unique keys.
///
/// Archived records stay in the table but give up their keys: whether HubSpot frees them at once is not documented.
struct ObjectTable: Sendable {
    private(set) var records: [Int64: HubSpotRecord] = [:]
    /// Property, then value, to record.
    ///
    /// A contact's secondary addresses count as `email`.
    private var owners: [String: [String: Int64]] = [:]
    private(set) var uniqueProperties: Set<String>
    private let ownsEmails: Bool
    /// Records ever created, deleted and merged ones included.
    var createdTotal = 0

    init(uniqueProperties: Set<String>, ownsEmails: Bool) {
        self.uniqueProperties = uniqueProperties
        self.ownsEmails = ownsEmails
    }

    func live(_ id: Int64) -> HubSpotRecord? {
        guard let record = records[id], !record.isArchived else { return nil }
        return record
    }

    func isUnique(_ property: String) -> Bool {
        uniqueProperties.contains(property) || ownsEmails && property == "email"
    }

    /// The live record that holds a value of a unique property; e-mails are compared without regard to case.
    func owner(of property: String, value: String) -> Int64? {
        owners[property]?[property == "email" ? value.lowercased() : value]
    }

    mutating func makeUnique(_ property: String) {
        uniqueProperties.insert(property)
    }

    /// Stores a record, or removes it for good where it is nil, and moves its keys.
    mutating func put(_ record: HubSpotRecord?, id: Int64) {
        if let old = records[id], !old.isArchived {
            for (property, value) in keys(of: old) where owners[property]?[value] == id {
                owners[property]?[value] = nil
            }
        }
        records[id] = record
        if let record, !record.isArchived {
            for (property, value) in keys(of: record) { owners[property, default: [:]][value] = id }
        }
    }

    private func keys(of record: HubSpotRecord) -> [(property: String, value: String)] {
        var result: [(property: String, value: String)] = []
        for property in uniqueProperties {
            if let value = record.properties[property] { result.append((property, value)) }
        }
        if ownsEmails {
            for email in record.emails { result.append(("email", email)) }
        }
        return result
    }
}
